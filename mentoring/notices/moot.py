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
    causes = [Q(cause__startswith=f"deadline:{row.uid}:") for row in told]
    return Effects(updates=[BulkUpdate(*_withdrawn(reduce(or_, causes, _of(kinds)), **given))])


@cache
def _known(kinds: tuple[str, ...]) -> KeptUpdate:
    return KeptUpdate(lambda kind, pk, now: _withdrawn(_of(kinds), kind, pk, now))


def _of(kinds: tuple[str, ...]) -> Q:
    return Q(kind__in=kinds)


def _withdrawn(
    untrue: Q, kind: str, pk: int, now: datetime
) -> "tuple[QuerySet[Delivery], dict[str, Any]]":
    # The first of a list stays as long as others are in it.
    alone = ~Exists(Notice.objects.filter(listed_in=OuterRef("pk")))
    notices = Notice.objects.filter(untrue, alone, subject_kind=kind, subject_id=pk)
    waiting = Delivery.objects.filter(notice__in=notices, state=DeliveryState.PENDING)
    return waiting, {
        "state": DeliveryState.CANCELLED,
        "reason": CancelReason.WITHDRAWN,
        "stopped_at": now,
    }
