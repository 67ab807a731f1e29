"""Who is away until when: one's own days, and those of others as the permission table shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from mentoring import permissions
from mentoring.models import Absence, Person
from mentoring.models.seen import related
from mentoring.permissions import Fields

SHOWING: Fields = frozenset({"absences", "away_until"})
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """Both included; `current` if they have begun."""

    first: date
    last: date
    current: bool


def own(person: Person, now: datetime) -> Sequence[Days]:
    """What a person has said of today and later, in order."""
    today = _today(person, now)
    rows = Absence.objects.filter(person=person, ends_on__gte=today).order_by("starts_on", "pk")
    return [Days(row.starts_on, row.ends_on, row.starts_on <= today) for row in rows]


def away_until(people: Iterable[int], user: Any, now: datetime) -> dict[int, date]:
    """Of these people (by id) who are away now, as far as the user may know it; one statement."""
    shown = Person.objects.filter(_shows(user, now), pk__in=set(people))
    around = {"starts_on__lte": now.date() + DAY, "ends_on__gte": now.date() - DAY}
    rows = Absence.objects.filter(person__in=shown, **around)
    rows = rows.select_related("person__unit__calendar").order_by("ends_on", "pk")
    return {
        row.person_id: row.ends_on
        for row in rows
        if row.starts_on <= _today(row.person, now) <= row.ends_on
    }


def _shows(user: Any, now: datetime) -> Q:
    found = Q(pk__in=[])
    for name, held in related(Person.objects.all(), "person", user, now).items():
        if permissions.fields("person", {name}) & SHOWING:
            found |= Q(held)
    return found


def _today(person: Person, now: datetime) -> date:
    """The local day at the person's place of work."""
    return now.astimezone(ZoneInfo(person.unit.calendar.zone)).date()
