"""Mail copies that a change makes pointless: withdrawn before they leave; the notices stay."""

from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from mentoring.notices.table import MOOT
from notifications.models import CancelReason, Delivery, DeliveryState, Notice
from workflows.change import BulkUpdate, Change, Effects


def withdrawal(change: Change) -> Effects:
    """At most one update: reminders and escalations of closed deadlines, and what `MOOT` names."""
    subject = change.subject
    untrue = [
        Q(notice__cause__startswith=f"deadline:{row.uid}:")
        for row, _outcome in change.clocks.closed
        if row.told
    ]
    if kinds := MOOT.get((subject.kind, change.name)):
        untrue.append(Q(notice__kind__in=kinds))
    if not untrue:
        return Effects()
    waiting = Delivery.objects.filter(
        reduce(or_, untrue),
        # The first of a list stays as long as others are in it.
        ~Exists(Notice.objects.filter(listed_in=OuterRef("notice"))),
        notice__subject_kind=subject.kind,
        notice__subject_id=subject.pk,
        state=DeliveryState.PENDING,
    )
    values = {
        "state": DeliveryState.CANCELLED,
        "reason": CancelReason.WITHDRAWN,
        "stopped_at": change.now,
    }
    return Effects(updates=[BulkUpdate(waiting, values)])
