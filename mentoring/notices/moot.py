"""Mail copies that a change makes pointless: withdrawn before they leave; the notices stay."""

from datetime import datetime
from functools import cache, reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from mentoring.notices.table import MOOT
from notifications.models import CancelReason, Delivery, DeliveryState, Notice
from workflows.change import BulkUpdate, Change, Effects, KnownUpdate
from workflows.kept import KeptUpdate


def withdrawal(change: Change) -> Effects:
    """At most one update: reminders and escalations of closed deadlines, and what `MOOT` names."""
    subject = change.subject
    kinds = MOOT.get((subject.kind, change.name), ())
    told = [row for row, _outcome in change.clocks.closed if row.told]
    if not kinds and not told:
        return Effects()
    given = {"kind": subject.kind, "pk": subject.pk, "now": change.now}
    if not told:
        return Effects(updates=[KnownUpdate(_known(kinds), given)])
    causes = [Q(notice__cause__startswith=f"deadline:{row.uid}:") for row in told]
    return Effects(updates=[BulkUpdate(*_withdrawn(reduce(or_, causes, _of(kinds)), **given))])


@cache
def _known(kinds: tuple[str, ...]) -> KeptUpdate:
    return KeptUpdate(lambda kind, pk, now: _withdrawn(_of(kinds), kind, pk, now))


def _of(kinds: tuple[str, ...]) -> Q:
    return Q(notice__kind__in=kinds)


def _withdrawn(
    untrue: Q, kind: str, pk: int, now: datetime
) -> "tuple[QuerySet[Delivery], dict[str, Any]]":
    waiting = Delivery.objects.filter(
        untrue,
        # The first of a list stays as long as others are in it.
        ~Exists(Notice.objects.filter(listed_in=OuterRef("notice"))),
        notice__subject_kind=kind,
        notice__subject_id=pk,
        state=DeliveryState.PENDING,
    )
    return waiting, {
        "state": DeliveryState.CANCELLED,
        "reason": CancelReason.WITHDRAWN,
        "stopped_at": now,
    }
