"""Own days and weeks of organisations and of their units, set in a name.

A file holds all own days of the years it names; other years stay as they are. No days at all
take all own days away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from mentoring.models import CalendarImport, Organisation, OwnDay, WeekChoice
from mentoring.queries import calendars as queries
from mentoring.queries.calendars import Home
from mentoring.services import calendar_layout, journal
from mentoring.services.calendar_layout import day_of
from mentoring.services.calendar_rows import Day, UnfitDays, write
from mentoring.services.calendar_settling import settle
from mentoring.services.journal import What
from workflows.clock import OutsideTable
from workflows.errors import Conflict
from workflows.models import Calendar
from workflows.policies import CHANGED_MEANWHILE

BEYOND = gettext_lazy("A deadline would fall due beyond the years of the working calendar.")


@dataclass(frozen=True, slots=True)
class Change:
    """What a file would do to the own days, by date; `days` are those that stand afterwards."""

    days: tuple[Day, ...]
    added: tuple[Day, ...]
    changed: tuple[tuple[Day, Day], ...]
    removed: tuple[Day, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def own(home: Home) -> tuple[Day, ...]:
    return tuple(day_of(row) for row in queries.own_days(home))


def compare(home: Home, found: Sequence[Day]) -> Change:
    """UnfitDays if a day lies beyond what the calendars cover."""
    _within(calendar_layout.read(home.organisation).bases(home), found)
    held = {day.date: day for day in own(home)}
    new = {day.date: day for day in found}
    years = {day.year for day in new or held}
    stay = [day for at, day in held.items() if at.year not in years]
    return Change(
        tuple(sorted([*stay, *found], key=lambda day: day.date)),
        tuple(day for at, day in new.items() if at not in held),
        tuple((held[at], day) for at, day in new.items() if at in held and held[at] != day),
        tuple(day for at, day in held.items() if at.year in years and at not in new),
    )


@transaction.atomic
def publish(
    home: Home,
    found: Sequence[Day],
    *,
    name: str,
    by: User,
    now: datetime,
    expected: str | None = None,
) -> CalendarImport | None:
    """Store the days and plan what is open anew; None if nothing would be different.

    The caller has decided that `by` may. Raises UnfitDays, and Conflict if `expected`
    (`queries.tag`) has been overtaken.
    """
    organisation = _locked(home, expected)
    change = compare(home, found)
    if not change:
        return None
    _store(home, change)
    _settle(organisation, now)
    made = CalendarImport.objects.create(
        organisation=organisation,
        unit=home.unit,
        number=queries.number(organisation) + 1,
        by=by,
        at=now,
        name=name.replace("\0", "")[:120],
        content=write(found),
        added=len(change.added),
        changed=len(change.changed),
        removed=len(change.removed),
    )
    counts = {"added": made.added, "changed": made.changed, "removed": made.removed}
    _enter(home, What.DAYS_PUBLISHED, by, now, number=made.number, **counts)
    return made


def _enter(home: Home, what: What, by: User, now: datetime, **facts: Any) -> None:
    place = home.unit or home.organisation
    journal.enter(home.organisation, what, about=str(place.uid), by=by, now=now, **facts)


@transaction.atomic
def choose(
    home: Home,
    calendar: Calendar | None,
    *,
    by: User,
    now: datetime,
    expected: str | None = None,
) -> WeekChoice | None:
    """Let it work by a shipped calendar, a unit without one as the unit above; what is open moves.

    None if it does so already. The caller has decided that `by` may. Raises as `publish`.
    """
    organisation = _locked(home, expected)
    if chosen(home) == (calendar and calendar.pk):
        return None
    if home.unit:
        organisation.units.filter(pk=home.unit.pk).update(works_by=calendar)
    elif calendar:
        organisation.calendar = calendar
        organisation.save(update_fields=["calendar"])
    _settle(organisation, now)
    code = calendar.code if calendar else None
    _enter(home, What.WEEK_CHOSEN, by, now, calendar=code)
    return WeekChoice.objects.create(
        organisation=organisation, unit=home.unit, calendar=calendar, by=by, at=now
    )


def chosen(home: Home) -> int | None:
    """The shipped calendar set at this very place; None if it works as the unit above."""
    return calendar_layout.read(home.organisation).weeks.get(home.key)


def follow(now: datetime) -> None:
    """Lay own days over what is shipped now, for all who have any or have chosen a week.

    What was armed, and units that were added or moved, meanwhile come after them here; nothing
    twice.
    """
    own_days, weeks = OwnDay.objects.values("organisation"), Q(units__works_by__isnull=False)
    rows = Organisation.objects.filter(Q(pk__in=own_days) | weeks).distinct()
    for pk in sorted(rows.values_list("pk", flat=True)):
        with transaction.atomic():
            settle(Organisation.objects.select_for_update().get(pk=pk), now)


def _locked(home: Home, expected: str | None) -> Organisation:
    organisation = Organisation.objects.select_for_update().get(pk=home.organisation.pk)
    if expected is not None and expected != queries.tag(organisation):
        raise Conflict(CHANGED_MEANWHILE, None)
    return organisation


def _settle(organisation: Organisation, now: datetime) -> None:
    try:
        settle(organisation, now)
    except OutsideTable as beyond:
        raise UnfitDays([str(BEYOND)]) from beyond


def _store(home: Home, change: Change) -> None:
    gone = [day.date for day in change.removed] + [old.date for old, _new in change.changed]
    queries.own_days(home).filter(date__in=gone).delete()
    OwnDay.objects.bulk_create(
        OwnDay(
            organisation=home.organisation,
            unit=home.unit,
            date=day.date,
            kind=day.kind.value,
            name=day.name,
            decree=day.decree,
            hours=None if day.hours is None else list(day.hours),
        )
        for day in [*change.added, *(new for _old, new in change.changed)]
    )


def _within(bases: Sequence[Calendar], days: Sequence[Day]) -> None:
    first = max(base.covers_from for base in bases)
    last = min(base.covers_to for base in bases)
    said = _("%(day)s lies outside what the calendar covers: %(first)s to %(last)s.")
    beyond = [day.date for day in days if not first <= day.date <= last]
    if beyond:
        raise UnfitDays([said % {"day": at, "first": first, "last": last} for at in beyond[:20]])
