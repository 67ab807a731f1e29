"""An organisation's own days, laid over the shipped calendars it uses and published in a name.

Where it has any, the organisation and its units work by calendars of their own; what is shipped
stays shared. A file holds all own days of the years it names; other years stay as they are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from mentoring.models import CalendarImport, Organisation, OwnDay
from mentoring.queries import calendars as queries
from mentoring.services.calendar_rows import Day, UnfitDays, write
from workflows import calendar_publishing, replanning
from workflows.calendar_files import RANK
from workflows.calendar_values import CalendarPlan, Covers, DayKind, SpecialDay, Week
from workflows.clock import OutsideTable
from workflows.errors import Conflict
from workflows.hours import read_hours, read_week
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


def own(organisation: Organisation) -> tuple[Day, ...]:
    rows = organisation.own_days.order_by("date")
    return tuple(
        Day(row.date, DayKind(row.kind), row.name, row.decree, row.hours and tuple(row.hours))
        for row in rows
    )


def compare(organisation: Organisation, found: Sequence[Day]) -> Change:
    """UnfitDays if a day lies beyond what the calendars cover."""
    _within(queries.bases(organisation), found)
    held = {day.date: day for day in own(organisation)}
    new = {day.date: day for day in found}
    years = {day.year for day in new}
    stay = [day for at, day in held.items() if at.year not in years]
    return Change(
        tuple(sorted([*stay, *found], key=lambda day: day.date)),
        tuple(day for at, day in new.items() if at not in held),
        tuple((held[at], day) for at, day in new.items() if at in held and held[at] != day),
        tuple(day for at, day in held.items() if at.year in years and at not in new),
    )


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


@transaction.atomic
def publish(
    organisation: Organisation,
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
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if expected is not None and expected != queries.tag(organisation):
        raise Conflict(CHANGED_MEANWHILE, None)
    change = compare(organisation, found)
    if not change:
        return None
    _store(organisation, change)
    try:
        _lay(organisation, now)
    except OutsideTable as beyond:
        raise UnfitDays([str(BEYOND)]) from beyond
    return CalendarImport.objects.create(
        organisation=organisation,
        number=int(queries.tag(organisation)) + 1,
        by=by,
        at=now,
        name=name.replace("\0", "")[:120],
        content=write(found),
        added=len(change.added),
        changed=len(change.changed),
        removed=len(change.removed),
    )


def follow(now: datetime) -> None:
    """Lay every organisation's own days over what is shipped now; nothing twice.

    A deadline armed while the first own days were being published comes after them here.
    """
    scopes = Calendar.objects.exclude(scope="").values_list("scope", flat=True).distinct()
    uids = [scope.partition(":")[2] for scope in scopes]
    for uid in sorted(uids):
        with transaction.atomic():
            _lay(Organisation.objects.select_for_update().get(uid=uid), now)


def _lay(organisation: Organisation, now: datetime) -> None:
    days = own(organisation)
    for base in queries.bases(organisation):
        copy = _copy(organisation, base)
        moved = _switch(organisation, base, copy)
        plan = replace(merged(base, days), code=copy.code)
        made = calendar_publishing.publish(plan, now=now)
        if made is None and moved:
            cause = f"calendar:{copy.code}:{copy.revision}"
            replanning.begin(cause, {"calendar_id": copy.pk}, now)


def _copy(organisation: Organisation, base: Calendar) -> Calendar:
    """The organisation's calendar of that base; a new one says nothing until it is published."""
    copy, _created = Calendar.objects.get_or_create(
        scope=queries.scope(organisation),
        base=base,
        defaults={
            "code": f"{base.code[:40]}-{organisation.uid.hex[:16]}",
            "name": base.name,
            "zone": base.zone,
            "week": base.week,
            "covers_from": base.covers_from,
            "covers_to": base.covers_to,
            "revision": 0,
        },
    )
    return copy


def _switch(organisation: Organisation, base: Calendar, copy: Calendar) -> int:
    """Everybody of the organisation who works by the base, and their open deadlines."""
    rows = queries.deadlines(organisation, [base])
    moved = rows.update(calendar=copy)
    organisation.units.filter(calendar=base).update(calendar=copy)
    if organisation.calendar_id == base.pk:
        organisation.calendar = copy
        organisation.save(update_fields=["calendar"])
    return moved


def _store(organisation: Organisation, change: Change) -> None:
    gone = [day.date for day in change.removed] + [old.date for old, _new in change.changed]
    organisation.own_days.filter(date__in=gone).delete()
    OwnDay.objects.bulk_create(
        OwnDay(
            organisation=organisation,
            date=day.date,
            kind=day.kind.value,
            name=day.name,
            decree=day.decree,
            hours=None if day.hours is None else list(day.hours),
        )
        for day in [*change.added, *(new for _old, new in change.changed)]
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


def _within(bases: Sequence[Calendar], days: Sequence[Day]) -> None:
    first = max(base.covers_from for base in bases)
    last = min(base.covers_to for base in bases)
    said = _("%(day)s lies outside what the calendar covers: %(first)s to %(last)s.")
    beyond = [day.date for day in days if not first <= day.date <= last]
    if beyond:
        raise UnfitDays([said % {"day": at, "first": first, "last": last} for at in beyond[:20]])
