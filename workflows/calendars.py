"""From calendar rows to working time, kept in memory until the revision grows."""

from uuid import UUID

from workflows.clock import WorkingTime
from workflows.hours import read_hours, read_week
from workflows.models import Calendar

_tables: dict[tuple[UUID, int, str], WorkingTime] = {}


def working_time(calendar: Calendar) -> WorkingTime:
    """The working time of a calendar; reads the database only for a revision not seen before."""
    key = (calendar.uid, calendar.revision, calendar.digest)  # a revision may be rolled back
    if key not in _tables:
        _tables[key] = _build(calendar)
    return _tables[key]


def _build(calendar: Calendar) -> WorkingTime:
    return WorkingTime.build(
        zone=calendar.zone,
        week=read_week(calendar.week),
        exceptions={
            day: None if hours is None else read_hours(hours)
            for day, hours in calendar.days.values_list("date", "hours")
        },
        first=calendar.covers_from,
        last=calendar.covers_to,
    )
