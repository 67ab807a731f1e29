"""When people are at work, and wish to be told."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, time, timedelta
from functools import cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from mentoring.models import Person
from mentoring.models.wishes import Wishes
from notifications.day_mails import GATHERING
from notifications.places import Opening
from workflows.calendars import working_time
from workflows.clock import OutsideTable

MOST_STEPS = 20  # further than this nobody is left without a mail


def copy_time(person: Person, now: datetime) -> datetime:
    """When a mail copy may leave: now in the working hours of the person's unit, else when they
    next begin; never in their quiet hours. A calendar that does not reach so far holds nothing
    back."""
    return heard_time(person, person.wished, now) or now


def heard_time(person: Person, wished: Wishes, now: datetime) -> datetime | None:
    """The same under other wishes; None if there never is such a time."""
    working, at = working_time(person.unit.calendar), now
    for _step in range(MOST_STEPS):
        with suppress(OutsideTable):
            at = working.next_opening(at)
        until = _quiet_until(person, wished, at)
        if until is None:
            return at
        at = until
    return None


def _quiet_until(person: Person, wished: Wishes, at: datetime) -> datetime | None:
    """When the quiet hours that `at` falls into end; None if it falls into none."""
    if wished.quiet is None:
        return None
    first, last = wished.quiet
    here = at.astimezone(ZoneInfo(person.user.time_zone))
    clock = here.time()
    over_midnight = first > last
    if not ((clock >= first or clock < last) if over_midnight else (first <= clock < last)):
        return None
    day = here.date() + timedelta(days=over_midnight and clock >= first)
    return datetime.combine(day, last, here.tzinfo)


def gathered_time(person: Person, now: datetime) -> datetime:
    """When what is joined with other copies may leave: a while after, still in working hours."""
    first = copy_time(person, now)
    later = copy_time(person, first + GATHERING)
    return later if later == first + GATHERING else later + GATHERING


def still_today(person: Person, now: datetime) -> tuple[datetime, datetime] | None:
    """When a mail that has to leave today may, with others if there is time, and when work ends;
    None once nobody works there any more today."""
    working = working_time(person.unit.calendar)
    with suppress(OutsideTable):
        first, gathered = copy_time(person, now), gathered_time(person, now)
        day = working.local_day(first)
        if day == working.local_day(now) and working.is_open(first):
            return gathered if working.local_day(gathered) == day else first, working.closing(day)
    return None


def digest_time(person: Person, weekday: int, now: datetime) -> datetime:
    """When the mail of that weekday leaves, of the first working day from it on."""
    zone = ZoneInfo(person.unit.calendar.zone)
    today = now.astimezone(zone).date()
    day = today + timedelta(days=(weekday - today.weekday()) % 7)
    return gathered_time(person, max(now, datetime.combine(day, time(), zone)))


def openings(users: Iterable[int]) -> Mapping[int, Opening]:
    """By user when a mail may reach them next, from a time on; one statement, and each time asked
    for is looked up once for all who have the same hours."""
    people = Person.objects.filter(user__in=set(users)).select_related("user", "unit__calendar")
    shared: dict[Any, Opening] = {}
    found: dict[int, Opening] = {}
    for person in people.order_by("pk"):
        quiet = person.wished.quiet
        alike = (person.unit.calendar_id, quiet, person.user.time_zone if quiet else "")
        opening = shared.setdefault(alike, cache(partial(copy_time, person)))
        found[person.user_id] = opening
    return found


def next_days(users: Iterable[int], now: datetime) -> Mapping[int, datetime]:
    """By user when the mail of their next working day leaves; nobody without a calendar for it."""
    people = Person.objects.filter(user__in=users).select_related("user", "unit__calendar")
    found: dict[int, datetime] = {}
    for person in people.order_by("pk"):
        working = working_time(person.unit.calendar)
        with suppress(OutsideTable):
            opening = working.opening(working.working_day(now, 1))
            found[person.user_id] = gathered_time(person, opening)
    return found
