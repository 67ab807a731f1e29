"""When people are at work."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime

from mentoring.models import Person
from notifications.day_mails import GATHERING
from workflows.calendars import working_time
from workflows.clock import OutsideTable


def copy_time(person: Person, now: datetime) -> datetime:
    """When a mail copy may leave: now in the working hours of the person's unit, else when they
    next begin. A calendar that does not reach so far holds nothing back."""
    try:
        return working_time(person.unit.calendar).next_opening(now)
    except OutsideTable:
        return now


def gathered_time(person: Person, now: datetime) -> datetime:
    """When what is joined with other copies may leave: a while after, still in working hours."""
    first = copy_time(person, now)
    later = copy_time(person, first + GATHERING)
    return later if later == first + GATHERING else later + GATHERING


def next_days(users: Iterable[int], now: datetime) -> Mapping[int, datetime]:
    """By user when the mail of their next working day leaves; nobody without a calendar for it."""
    people = Person.objects.filter(user__in=users).select_related("unit__calendar").order_by("pk")
    found: dict[int, datetime] = {}
    for person in people:
        working = working_time(person.unit.calendar)
        with suppress(OutsideTable):
            found[person.user_id] = working.opening(working.working_day(now, 1)) + GATHERING
    return found
