"""Giving one deadline more time: its whole plan moves by working days, as a row says.

What had rung before its new time rings again there, so that nobody is forgotten because somebody
was patient; what lies before now stays rung.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from workflows.arming import next_ring_at, plan_of
from workflows.calendars import working_time
from workflows.clock import OutsideTable
from workflows.errors import BeyondCalendar, Conflict, Guarded
from workflows.models import Deadline, Extension
from workflows.policy import ClockKind
from workflows.registry import machine
from workflows.schedule import Plan

MOST_DAYS = 20  # working days at once
MOST_TIMES = 3
FURTHEST = 500  # working days of a plan that began long ago

DONE_MEANWHILE = _("It has been done or has ended meanwhile.")
MOVED_MEANWHILE = _("Its due time has changed meanwhile. Look at it again.")
RUNS_ON = _("This time runs by the clock, through nights and holidays; it cannot be extended.")
NOTHING_OWED = _("Nobody owes anything here, so there is nothing to extend.")
OFTEN_ENOUGH = _("It has been extended three times already. Decide how it goes on instead.")
TOO_MANY_DAYS = _("Give 1 to 20 working days.")
BEYOND_CALENDAR = _("The new time lies beyond the years the working calendar covers.")


@dataclass(frozen=True, slots=True)
class Longer:
    """How a deadline would stand; `days` is what its plan moves by, so late ones move further."""

    row: Deadline
    days: int
    due_at: datetime
    step: int
    next_due_at: datetime | None


def preview(row: Deadline, days: int, now: datetime) -> Longer:
    """Due at the close of the n-th working day after its due time, after today if that is over.

    Nothing is written. Raises Guarded with a reason to show.
    """
    _permit(row, days)
    working = working_time(row.calendar)
    try:
        goal = working.closing(working.working_day(max(now, row.due_at), days))
        more = _days_until(row, goal, days)
        times = _extended(row, more)
    except OutsideTable as beyond:
        raise BeyondCalendar(BEYOND_CALENDAR) from beyond
    rung = min(row.step, sum(ring.at <= now for ring in times.rings))
    return Longer(row, more, times.due_at, rung, next_ring_at(times, rung))


def extend(
    uid: UUID, days: int, reason: str, *, by: Any, now: datetime, expected: datetime | None = None
) -> Extension:
    """Give it; `expected` is the due time that was looked at.

    The caller has decided that `by` may. Raises Guarded, and Conflict if it ended or moved.
    """
    with transaction.atomic():
        row = locked(uid)
        if expected is not None and row.due_at != expected:
            raise Conflict(MOVED_MEANWHILE)
        longer = preview(row, days, now)
        given = Extension.objects.create(
            deadline=row,
            working_days=longer.days,
            reason=reason,
            given_by=by,
            given_at=now,
            due_from=row.due_at,
            due_to=longer.due_at,
        )
        row.extended += longer.days
        row.due_at, row.next_due_at, row.step = longer.due_at, longer.next_due_at, longer.step
        row.epoch += 1
        row.save(update_fields=["extended", "due_at", "next_due_at", "step", "epoch"])
    return given


def _permit(row: Deadline, days: int) -> None:
    spec = next((one for one in machine(row.subject_kind).deadlines if one.name == row.name), None)
    refusals = (
        (row.closed_at is not None, DONE_MEANWHILE),
        (not 1 <= days <= MOST_DAYS, TOO_MANY_DAYS),
        (row.policy_version.value.clock is ClockKind.ELAPSED, RUNS_ON),
        (spec is None or not spec.duty, NOTHING_OWED),
    )
    for holds, reason in refusals:
        if holds:
            raise Guarded(reason)
    if row.extended and row.extensions.count() >= MOST_TIMES:
        raise Guarded(OFTEN_ENOUGH)


def _days_until(row: Deadline, goal: datetime, least: int) -> int:
    """The fewest working days by which its plan reaches the goal; later days come later."""
    low, high = least, FURTHEST
    while low < high:
        middle = (low + high) // 2
        if _reaches(row, middle, goal):
            high = middle
        else:
            low = middle + 1
    return low


def _reaches(row: Deadline, days: int, goal: datetime) -> bool:
    try:
        return _extended(row, days).due_at >= goal
    except OutsideTable:
        return True


def _extended(row: Deadline, days: int) -> Plan:
    before, row.extended = row.extended, row.extended + days
    try:
        return plan_of(row)
    finally:
        row.extended = before


def locked(uid: UUID) -> Deadline:
    """An open deadline with its subject, which is locked first as everywhere; else Conflict."""
    found = Deadline.objects.filter(uid=uid).values_list("subject_kind", "subject_id").first()
    if found is None:
        raise Conflict(DONE_MEANWHILE)
    kind, pk = found
    list(machine(kind)._base_manager.filter(pk=pk).select_for_update(of=("self",)).values("pk"))
    rows = Deadline.objects.open().select_related("policy_version", "calendar")
    row = rows.select_for_update(of=("self",)).filter(uid=uid).first()
    if row is None:
        raise Conflict(DONE_MEANWHILE)
    return row
