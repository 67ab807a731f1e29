"""Whom a practitioner works with at present, and which requests wait for a coordinator."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mentoring import rules
from mentoring.machines.relationship import RelationshipState
from mentoring.models import Relationship
from mentoring.queries import access
from workflows.models import Deadline

LOOKING = (RelationshipState.REQUESTED, RelationshipState.REMATCH)
LONGEST = 100


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


def requests_of(user: Any, now: datetime) -> Sequence[Relationship]:
    """Requests of the coordinator's programmes that look for somebody, or wait for an answer."""
    states = (*LOOKING, RelationshipState.OFFERED)
    rows = access.rows("relationship", user, now).filter(state__in=states)
    office = Relationship.objects.filter(rules.RELATIONSHIP["coordinator"](user, now))
    rows = rows.filter(pk__in=office.values("pk")).select_related(*Relationship.related)
    return list(rows.order_by("pk")[:LONGEST])
