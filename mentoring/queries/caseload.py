"""Whom a practitioner works with at present, and which requests wait for a coordinator."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, OuterRef, QuerySet, Subquery, When

from mentoring import rules
from mentoring.machines.relationship import RelationshipState
from mentoring.models import BulkItem, Offer, Relationship
from mentoring.queries import access
from workflows.models import Deadline

LOOKING = (RelationshipState.REQUESTED, RelationshipState.REMATCH)
SPREAD = ("handle_request", "handle_rematch")  # while these are awaited it may wait for its day
AWAITED = (*SPREAD, "answer_offer")


def active_mentees(user: Any, now: datetime) -> Sequence[Relationship]:
    """The relationships in which the user now guides somebody, by the mentee's name."""
    rows = Relationship.objects.filter(rules.is_practitioner(user, now))
    rows = rows.filter(state=RelationshipState.ACTIVE).select_related(*Relationship.related)
    return list(rows.order_by("mentee__name", "pk"))


def status_due(relationships: Sequence[Relationship]) -> dict[int, datetime]:
    """Until when the status of each is awaited; one statement."""
    rows = Deadline.objects.open().filter(
        subject_kind=Relationship.kind,
        subject_id__in=[row.pk for row in relationships],
        name="status_update",
    )
    return dict(rows.order_by("pk").values_list("subject_id", "due_at"))


def requests_of(user: Any, now: datetime) -> QuerySet[Relationship]:
    """Requests of the coordinator's programmes: those that look for somebody, then those offered.

    Each with `due_at`, when what it waits for is due, and `opens_at`, when it is to be offered by
    itself; what is due first comes first.
    """
    states = (*LOOKING, RelationshipState.OFFERED)
    office = Relationship.objects.filter(rules.RELATIONSHIP["coordinator"](user, now))
    awaited = Deadline.objects.open().filter(
        subject_kind=Relationship.kind, subject_id=OuterRef("pk"), name__in=AWAITED
    )
    rows: QuerySet[Relationship] = access.rows("relationship", user, now).filter(state__in=states)
    offered = Case(When(state=RelationshipState.OFFERED, then=1), default=0)
    return (
        rows.filter(pk__in=office.values("pk"))
        .annotate(
            offered=offered,
            due_at=Subquery(awaited.order_by("due_at").values("due_at")[:1]),
            opens_at=_opens_at(),
        )
        .select_related(*Relationship.related)
        .order_by("offered", F("due_at").asc(nulls_last=True), "pk")
    )


def request_counts(user: Any, now: datetime) -> tuple[int, int]:
    """How many of these look for somebody, and how many wait for an answer; one statement."""
    states = requests_of(user, now).order_by().values_list("state")
    found = dict(states.annotate(number=Count("pk")).order_by("state"))
    offered = found.pop(RelationshipState.OFFERED, 0)
    return sum(found.values()), offered


def openings(requests: Iterable[UUID]) -> dict[UUID, datetime]:
    """By request when it is to be offered by itself, for those whose day is to come; one statement,
    none without any."""
    uids = list(requests)
    if not uids:
        return {}
    rows = Relationship.objects.filter(uid__in=uids).annotate(opens_at=_opens_at())
    return dict(rows.exclude(opens_at=None).values_list("uid", "opens_at"))


def _opens_at() -> Subquery:
    """Of a relationship: the day of its part in a spread that was confirmed and has not begun."""
    waits = BulkItem.objects.filter(
        outcome="", opens_at__isnull=False, act__confirmed_at__isnull=False,
        subject_kind=Relationship.kind, subject_id=OuterRef("pk"),
    )  # fmt: skip
    return Subquery(waits.order_by("opens_at").values("opens_at")[:1])


def offers_of(
    requests: Iterable[Relationship], user: Any, now: datetime
) -> dict[int, Sequence[Offer]]:
    """By request whom it was put to, in order; one statement."""
    rows = access.rows("offer", user, now).filter(relationship__in=[row.pk for row in requests])
    found: dict[int, list[Offer]] = defaultdict(list)
    for offer in rows.select_related("practitioner__person").order_by("rank"):
        found[offer.relationship_id].append(offer)
    return dict(found)
