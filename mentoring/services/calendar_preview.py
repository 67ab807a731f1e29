"""What a file of days would do: to the days, to open deadlines, and beside what others count as
holidays. The last is shown so that somebody can look twice; it decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import holidays

from mentoring.models import Organisation
from mentoring.queries import calendars as queries
from mentoring.services.calendar_rows import Day, UnfitDays
from mentoring.services.calendars import BEYOND, Change, compare, merged
from workflows import pauses
from workflows.calendar_values import CalendarPlan, DayKind
from workflows.clock import OutsideTable
from workflows.models import Calendar
from workflows.schedule import plan

MOST = 5000
NATIONAL = {DayKind.NATIONAL, DayKind.CUTI_BERSAMA}


@dataclass(frozen=True, slots=True)
class Moving:
    """Of so many open deadlines that were looked at, how many would fall due at another time."""

    moved: int
    looked_at: int
    total: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """A date that is a national holiday for only one: us (`here`) or the `holidays` package."""

    date: date
    name: str
    here: bool


@dataclass(frozen=True, slots=True)
class Preview:
    change: Change
    moving: Moving
    doubts: tuple[Doubt, ...]


def preview(organisation: Organisation, found: Sequence[Day]) -> Preview:
    """Nothing is written; UnfitDays as `calendars.publish` would raise it."""
    change = compare(organisation, found)
    plans = {base: merged(base, change.days) for base in queries.bases(organisation)}
    years = {day.date.year for day in found}
    return Preview(change, _moving(organisation, plans), _doubts(next(iter(plans.values())), years))


def _moving(organisation: Organisation, plans: dict[Calendar, CalendarPlan]) -> Moving:
    tables = {base.pk: laid.working_time() for base, laid in plans.items()}
    own = Calendar.objects.filter(scope=queries.scope(organisation))
    rows = queries.deadlines(organisation, [*plans, *own])
    total = rows.count()
    some = rows.select_related("policy_version", "calendar").order_by("due_at", "pk")[:MOST]
    moved = 0
    try:
        for row in pauses.laid(some):
            working = tables[row.calendar.base_id or row.calendar_id]
            times = plan(
                row.policy_version.value,
                anchor=row.anchor_at,
                working=working,
                paused=row.standstills or (),
                extended=row.extended,
            )
            moved += times.due_at != row.due_at
    except OutsideTable as beyond:
        raise UnfitDays([str(BEYOND)]) from beyond
    return Moving(moved, min(total, MOST), total)


def _doubts(laid: CalendarPlan, years: set[int]) -> tuple[Doubt, ...]:
    theirs = holidays.country_holidays(
        "ID", years=years, categories=("public", "government"), language="id"
    )
    ours = {
        day.date: day.name for day in laid.days if day.kind in NATIONAL and day.date.year in years
    }
    off = {day.date for day in laid.days if day.hours is None}
    missing = [Doubt(at, name, here=False) for at, name in theirs.items() if at not in off]
    more = [Doubt(at, name, here=True) for at, name in ours.items() if at not in theirs]
    return tuple(sorted([*missing, *more], key=lambda one: one.date))
