"""A stored deadline reckoned anew from rows: policy, calendar, pauses, more time."""

from datetime import datetime, time
from functools import lru_cache

from workflows.models import Calendar, Deadline
from workflows.reference.planning import times
from workflows.reference.working import Hours, Office

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def due_and_next(row: Deadline) -> tuple[datetime, datetime | None]:
    """When it falls due, and when it rings next; Beyond if the calendar ends before that.

    The pauses of the row must have been laid (`workflows.pauses.laid`).
    """
    due, rings = times(
        row.policy_version.content,
        row.anchor_at,
        _office(row.calendar.pk, row.calendar.revision, row.calendar.digest),
        list(row.standstills or ()),
        row.extended,
        row.quiet,
    )
    moments = sorted(rings.values())
    return due, moments[row.step] if row.step < len(moments) else None


@lru_cache(maxsize=256)
def _office(pk: int, revision: int, digest: str) -> Office:
    """The calendar of that revision, read from its own rows."""
    calendar = Calendar.objects.get(pk=pk)
    days = {day: hours or [] for day, hours in calendar.days.values_list("date", "hours")}
    return Office(
        calendar.code,
        calendar.zone,
        {WEEKDAYS.index(name): _read(hours) for name, hours in calendar.week.items()},
        {day: _read(hours) for day, hours in days.items()},
        calendar.covers_to,
    )


def _read(hours: list[str]) -> Hours:
    return [_span(text) for text in hours]


def _span(text: str) -> tuple[time, time]:
    start, _dash, end = text.partition("-")
    return time.fromisoformat(start), time.fromisoformat(end)
