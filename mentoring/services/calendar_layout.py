"""How the parts of an organisation work: a shipped week each, and own days laid over it.

A unit works by the week chosen for it, else as the unit above; the days of the nearest unit that
has any lie over those of the organisation. Places are keys of units; None is the organisation.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mentoring.models import Organisation, OwnDay, Unit
from mentoring.queries import calendars as queries
from mentoring.queries.calendars import Home
from mentoring.services.calendar_rows import Day
from workflows.calendar_files import RANK
from workflows.calendar_values import CalendarPlan, Covers, DayKind, SpecialDay, Week
from workflows.hours import read_hours, read_week
from workflows.models import Calendar

Place = int | None


@dataclass(frozen=True, slots=True)
class Works:
    """By a shipped calendar, under the days of one who has some."""

    base: int
    holder: Place


@dataclass(frozen=True, slots=True)
class Layout:
    """`weeks` are the shipped calendars chosen, `days` the own days, each by whose they are."""

    organisation: Organisation
    units: Mapping[int, Unit]
    shipped: Mapping[int, Calendar]
    weeks: Mapping[Place, int]
    days: Mapping[Place, tuple[Day, ...]]

    def chain(self, place: Place) -> Sequence[Place]:
        """The nearest first, the organisation last."""
        chain: list[Place] = []
        while place is not None and place not in chain:
            chain.append(place)
            place = self.units[place].parent_id
        return [*chain, None]

    def works(self, place: Place) -> Works:
        chain = self.chain(place)
        return Works(
            next(self.weeks[each] for each in chain if each in self.weeks),
            next((each for each in chain if self.days.get(each)), None),
        )

    def within(self, home: Home) -> Sequence[Place]:
        """The place itself and all below."""
        every = [None, *self.units]
        return [each for each in every if home.key in self.chain(each)]

    def bases(self, home: Home) -> Sequence[Calendar]:
        """The shipped calendars that it and what is below work by, directly or under own days."""
        used = {works.base for works in self.groups(self.within(home))}
        return [calendar for pk, calendar in self.shipped.items() if pk in used]

    def groups(self, places: Iterable[Place]) -> Mapping[Works, Collection[Place]]:
        found: dict[Works, list[Place]] = {}
        for place in places:
            found.setdefault(self.works(place), []).append(place)
        return found

    def has_own(self, works: Works) -> bool:
        """Whether any days lie over what is shipped."""
        return bool(self.days.get(works.holder))

    def home(self, place: Place) -> Home:
        return Home(self.organisation, None if place is None else self.units[place])

    def plan(self, works: Works) -> CalendarPlan:
        return merged(self.shipped[works.base], self._laid(works.holder))

    def with_days(self, home: Home, days: Sequence[Day]) -> "Layout":
        return replace(self, days={**self.days, home.key: tuple(days)})

    def with_week(self, home: Home, calendar: Calendar | None) -> "Layout":
        weeks = {place: week for place, week in self.weeks.items() if place != home.key}
        return replace(self, weeks={**weeks, home.key: calendar.pk} if calendar else weeks)

    def _laid(self, holder: Place) -> Iterable[Day]:
        """A unit's days count where the organisation has others; Ramadan hours open no day off."""
        found = {day.date: day for day in self.days.get(None, ())}
        for day in self.days.get(holder, ()):
            held = found.get(day.date)
            if not (held and held.hours is None and day.kind is DayKind.RAMADAN_HOURS):
                found[day.date] = day
        return found.values()


def read(organisation: Organisation) -> Layout:
    """In a fixed number of statements, however many units there are."""
    units = {unit.pk: unit for unit in organisation.units.order_by("pk")}
    days: dict[Place, list[Day]] = {}
    for row in organisation.own_days.order_by("date"):
        days.setdefault(row.unit_id, []).append(day_of(row))
    own = organisation.calendar
    weeks: dict[Place, int] = {
        pk: unit.works_by_id for pk, unit in units.items() if unit.works_by_id
    }
    return Layout(
        organisation,
        units,
        {calendar.pk: calendar for calendar in queries.shipped()},
        weeks | {None: own.base_id or own.pk},
        {place: tuple(found) for place, found in days.items()},
    )


def day_of(row: OwnDay) -> Day:
    return Day(row.date, DayKind(row.kind), row.name, row.decree, row.hours and tuple(row.hours))


def merged(base: Calendar, days: Iterable[Day]) -> CalendarPlan:
    """The shipped calendar with these days; of two on one date the one of higher rank holds."""
    week = read_week(base.week)
    found = {day.date: day for day in _shipped(base)}
    for day in days:
        held, special = found.get(day.date), _special(day)
        idle = day.kind is DayKind.RAMADAN_HOURS and day.date.weekday() not in week.days
        if not idle and (held is None or RANK[day.kind] >= RANK[held.kind]):
            found[day.date] = special
    return CalendarPlan(
        code=base.code,
        name=base.name,
        zone=base.zone,
        week=Week(base.code, week, week, base.source_label),
        days=tuple(found[at] for at in sorted(found)),
        covers=Covers(base.covers_from, base.covers_to, ""),
    )


def _shipped(base: Calendar) -> list[SpecialDay]:
    return [
        SpecialDay(
            row.date,
            DayKind(row.kind),
            row.name,
            row.decree,
            "",
            None if row.hours is None else read_hours(row.hours),
        )
        for row in base.days.all()
    ]


def _special(day: Day) -> SpecialDay:
    hours = None if day.hours is None else read_hours(day.hours)
    return SpecialDay(day.date, day.kind, day.name, day.decree, "", hours)
