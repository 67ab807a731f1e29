"""What a file of days or another week would do: to the days, to open deadlines, and beside what
others count as holidays. The last is shown so that somebody can look twice; it decides nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import holidays

from mentoring.queries import calendars as queries
from mentoring.queries.calendars import Home
from mentoring.services import calendar_layout
from mentoring.services.calendar_layout import Layout, Place, Works
from mentoring.services.calendar_rows import Day, UnfitDays
from mentoring.services.calendars import BEYOND, Change, compare
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


def preview(home: Home, found: Sequence[Day]) -> Preview:
    """Nothing is written; UnfitDays as `calendars.publish` would raise it."""
    change = compare(home, found)
    layout = calendar_layout.read(home.organisation).with_days(home, change.days)
    laid = layout.plan(layout.works(home.key))
    return Preview(change, _moving(layout, home), _doubts(laid, {day.date.year for day in found}))


def preview_week(home: Home, calendar: Calendar | None) -> Moving:
    """The same for another week, as `calendars.choose` takes it."""
    return _moving(calendar_layout.read(home.organisation).with_week(home, calendar), home)


def _moving(layout: Layout, home: Home) -> Moving:
    """Of each part the deadlines due first are looked at."""
    groups = layout.groups(layout.within(home))
    try:
        found = [_moved(layout, works, places) for works, places in groups.items()]
    except OutsideTable as beyond:
        raise UnfitDays([str(BEYOND)]) from beyond
    return Moving(
        sum(one.moved for one in found),
        sum(one.looked_at for one in found),
        sum(one.total for one in found),
    )


def _moved(layout: Layout, works: Works, places: Collection[Place]) -> Moving:
    working = layout.plan(works).working_time()
    rows = queries.deadlines(layout.organisation, places)
    total = rows.count()
    some = rows.select_related("policy_version", "calendar").order_by("due_at", "pk")[:MOST]
    moved = 0
    for row in pauses.laid(some):
        times = plan(
            row.policy_version.value,
            anchor=row.anchor_at,
            working=working,
            paused=row.standstills or (),
            extended=row.extended,
        )
        moved += times.due_at != row.due_at
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
