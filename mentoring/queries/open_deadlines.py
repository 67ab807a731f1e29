"""Deadlines of one policy at a place, be it an organisation or one of its programmes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Model, Q, QuerySet

from mentoring.models import Correction, Matter, PerformanceCounselling, Relationship, Session
from mentoring.queries.policies import PROGRAMME, Clock, Place
from workflows.models import Deadline, EscalationPolicyVersion, PolicyMove
from workflows.models.deadline import DeadlineQuerySet

TO_PROGRAMME = {Relationship.kind: "programme", Session.kind: "relationship__programme"}
TO_ORGANISATION = {
    Relationship.kind: "organisation",
    Session.kind: "relationship__organisation",
    Correction.kind: "organisation",
    Matter.kind: "organisation",
    PerformanceCounselling.kind: "organisation",
}


def of_policy(place: Place, clock: Clock) -> DeadlineQuerySet:
    """Whatever version they were armed with, but for programmes that set their own now."""
    model: Any = clock.machine
    subjects = model._base_manager.filter(_within(place, clock)).order_by()
    rows = Deadline.objects.filter(
        subject_kind=clock.machine.kind,
        subject_id__in=subjects.values("pk"),
        policy_version__policy__code=clock.code,
    )
    return rows.select_related("policy_version__policy", "calendar", "responsible")


def open_in(rows: DeadlineQuerySet, since: datetime, until: datetime) -> DeadlineQuerySet:
    """Those open at some moment of a period, the newest first."""
    still = Q(closed_at=None) | Q(closed_at__gt=since)
    return rows.filter(still, opened_at__lt=until).order_by("-opened_at", "-pk")


def subjects(rows: Iterable[Deadline], model: Any) -> dict[int, Any]:
    """What the deadlines are about, with everything their parties are found by."""
    keys = {row.subject_id for row in rows}
    found: dict[int, Model] = model._base_manager.select_related(*model.related).in_bulk(keys)
    return found


def moves(place: Place, code: str) -> QuerySet[PolicyMove]:
    """What was moved there to another version, the latest first, with how many deadlines."""
    rows = PolicyMove.objects.filter(version__policy__code=code, scope=place.scope)
    rows = rows.select_related("by", "version__policy").annotate(number=Count("rows"))
    return rows.prefetch_related("rows__deadline").order_by("-at", "-pk")


def _within(place: Place, clock: Clock) -> Q:
    kind = clock.machine.kind
    if place.kind == PROGRAMME:
        return Q(**{TO_PROGRAMME[kind]: place.row})
    own = Q(**{TO_ORGANISATION[kind]: place.row})
    if kind not in TO_PROGRAMME:
        return own
    return own & ~Q(**{f"{TO_PROGRAMME[kind]}__uid__in": _setting_their_own(clock.code)})


def _setting_their_own(code: str) -> list[str]:
    """The uids of programmes whose newest version of their own counts."""
    rows = EscalationPolicyVersion.objects.filter(
        policy__code=code, policy__scope__startswith=f"{PROGRAMME}:"
    ).order_by("policy", "number")
    newest = {row[0]: row[1] for row in rows.values_list("policy__scope", "withdrawal")}
    return [scope.partition(":")[2] for scope, withdrawn in newest.items() if not withdrawn]
