"""Days and weeks of an organisation and its units, and what a file would do to them, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from mentoring.queries.calendars import Home
from mentoring.services.calendar_layout import Layout, Place
from mentoring.services.calendar_preview import Preview
from mentoring.services.calendar_rows import Day
from workflows.models import CalendarDay

MOST = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One day; `mark` says what becomes of it, `was` what it was."""

    date: date
    name: str
    what: str
    mark: str = ""
    tone: str = ""
    was: str = ""


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit, those above it named in `path`; `chosen` and `days` are its own, not inherited."""

    name: str
    path: str
    url: str
    week: str
    chosen: bool
    days: int


def address(home: Home) -> str:
    if home.unit:
        return reverse("portal:unit_calendar", args=[home.unit.uid])
    return reverse("portal:organisation_calendar", args=[home.organisation.uid])


def units(layout: Layout) -> Sequence[UnitLine]:
    """In the order of the tree, each under the one it belongs to."""
    names = {place: _names(layout, place) for place in layout.units}
    return [
        UnitLine(
            layout.units[place].name,
            " › ".join(above),
            address(layout.home(place)),
            layout.shipped[layout.works(place).base].name,
            place in layout.weeks,
            len(layout.days.get(place, ())),
        )
        for place, (*above, _own) in sorted(names.items(), key=lambda one: one[1])
    ]


def _names(layout: Layout, place: Place) -> list[str]:
    return [layout.units[each].name for each in reversed(layout.chain(place)) if each is not None]


def lines(days: Iterable[Day]) -> Sequence[Line]:
    return [Line(day.date, day.name, _what(day)) for day in days]


def changes(seen: Preview) -> Sequence[Line]:
    """In order of date, the most that a page holds."""
    change = seen.change
    found = [
        *(_marked(day, _("new"), "done") for day in change.added),
        *(_marked(new, _("changed"), "wait", old) for old, new in change.changed),
        *(_marked(day, _("removed"), "late") for day in change.removed),
    ]
    return sorted(found, key=lambda line: line.date)[:MOST]


def number(seen: Preview) -> int:
    change = seen.change
    return len(change.added) + len(change.changed) + len(change.removed)


def _marked(day: Day, mark: str, tone: str, old: Day | None = None) -> Line:
    was = f"{old.name} · {_what(old)}" if old else ""
    return Line(day.date, day.name, _what(day), mark, tone, was)


def _what(day: Day) -> str:
    label = str(CalendarDay.Kind(day.kind.value).label)
    hours = ", ".join(hour.replace("-", "–").replace(":", ".") for hour in day.hours or ())
    return " · ".join(part for part in (label, hours, day.decree) if part)
