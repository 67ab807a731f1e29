"""Quieting a deadline for a stated time because somebody has said that they see to it.

Its due time and what the system does stay; what would be told in that time is told at its end,
unless it is done by then.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from workflows.arming import next_ring_at, plan_of
from workflows.calendars import working_time
from workflows.clock import OutsideTable
from workflows.extending import locked
from workflows.schedule import quiet_until


def quiet(uid: UUID, now: datetime) -> datetime | None:
    """Until when nobody is told; None where its policy lets an acknowledgement quiet nothing.

    Said again meanwhile, it lasts longer. Raises Conflict if it has ended.
    """
    with transaction.atomic():
        row = locked(uid)
        try:
            until = quiet_until(row.policy_version.value, now, working_time(row.calendar))
        except OutsideTable:
            return None
        if until is None or until <= now:
            return None
        goes_on = row.quiet is not None and row.quiet[0] <= now < row.quiet[1]
        row.quiet_from = row.quiet_from if goes_on else now
        row.quiet_until = max(until, row.quiet_until or until) if goes_on else until
        row.next_due_at = next_ring_at(plan_of(row), row.step)
        row.epoch += 1
        row.save(update_fields=["quiet_from", "quiet_until", "next_due_at", "epoch"])
    return row.quiet_until
