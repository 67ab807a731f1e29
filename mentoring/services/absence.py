"""Saying from when to when somebody is away.

Their deadlines wait as long, up to a limit, and who is told of what is late depends on it at once.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from mentoring.models import Absence, Person
from workflows import pauses, pausing
from workflows.calendars import working_time
from workflows.clock import OutsideTable
from workflows.engine import BEYOND_CALENDAR
from workflows.errors import NotPermitted
from workflows.models import Pause

# Unpaid leave is granted for three years at most; a longer one is a slip of the pen.
LONGEST = timedelta(days=3 * 366)
FURTHEST = timedelta(days=366)
LATEST = timedelta(days=31)
DAY = timedelta(days=1)
AWAY = "away"


@transaction.atomic
def state_away(
    person: Person, starts_on: date, ends_on: date, *, by: User, now: datetime
) -> Absence:
    """The person's own word that they are away on these days, both included.

    Working clocks that run for them stand still, from today at the earliest and for at most the
    `away_limit` of their organisation (working days). Raises ValidationError by field
    (`starts_on`, `ends_on`), NotPermitted for anybody else.
    """
    if by.pk != person.user_id:
        raise NotPermitted(_("People say themselves when they are away."))
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    problems = _problems(starts_on, ends_on, today_of(person, now))
    if problems:
        raise ValidationError(problems)
    known = Absence.objects.filter(person=person, starts_on__lte=ends_on, ends_on__gte=starts_on)
    if held := known.order_by("starts_on", "pk").first():
        raise ValidationError({"starts_on": _stated_already(held)})
    pause = _pause(person, starts_on, ends_on, by=by, now=now)
    return Absence.objects.create(person=person, starts_on=starts_on, ends_on=ends_on, pause=pause)


def today_of(person: Person, now: datetime) -> date:
    """The local day at the person's place of work."""
    return now.astimezone(ZoneInfo(person.unit.calendar.zone)).date()


def _pause(person: Person, starts_on: date, ends_on: date, *, by: User, now: datetime) -> Pause:
    """From today on: what fell due on days that are over stays due."""
    zone = ZoneInfo(person.unit.calendar.zone)
    first = max(starts_on, today_of(person, now))
    try:
        last = min(ends_on, _last_paused(person, first))
        return pausing.pause(
            pauses.of_person(person.user_id),
            datetime.combine(first, time(), zone),
            datetime.combine(last + DAY, time(), zone),
            AWAY,
            by=by,
            now=now,
        )
    except OutsideTable as beyond:
        raise ValidationError({"starts_on": BEYOND_CALENDAR}) from beyond


def _last_paused(person: Person, first: date) -> date:
    """The last of as many working days as deadlines wait for somebody who is away."""
    working = working_time(person.unit.calendar)
    opening = working.opening(working.on_or_after(first))
    limit = person.organisation.away_limit
    return working.working_day(opening, limit - 1) if limit else first - DAY


def _problems(starts_on: date, ends_on: date, today: date) -> dict[str, str]:
    if ends_on < starts_on:
        return {"ends_on": _("The last day is before the first day.")}
    if ends_on < today:
        return {"ends_on": _("These days are over. Please give a last day from today on.")}
    if starts_on < today - LATEST:
        return {"starts_on": _("This day is long past. Please give today as the first day.")}
    if starts_on > today + FURTHEST:
        return {"starts_on": _("Please give a first day within the coming year.")}
    if ends_on - starts_on > LONGEST:
        return {"ends_on": _("More than three years away cannot be entered. Is the year right?")}
    return {}


def _stated_already(held: Absence) -> str:
    return _("You said already that you are away from %(first)s to %(last)s.") % {
        "first": date_format(held.starts_on, "DATE_FORMAT"),
        "last": date_format(held.ends_on, "DATE_FORMAT"),
    }


@transaction.atomic
def come_back(person: Person, starts_on: date, *, by: User, now: datetime) -> bool:
    """End the days away that begin on this day, or take them back; False if there are none.

    Days that are over stay: they say why somebody was not told.
    """
    if by.pk != person.user_id:
        raise NotPermitted(_("People say themselves when they are away."))
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    today = today_of(person, now)
    held = Absence.objects.filter(person=person, starts_on=starts_on, ends_on__gte=today).first()
    if held is None:
        return False
    if held.pause is not None:
        midnight = datetime.combine(today, time(), ZoneInfo(person.unit.calendar.zone))
        pausing.end_early(held.pause, midnight, by=by, now=now)
    if starts_on >= today:
        held.delete()
    else:
        Absence.objects.filter(pk=held.pk).update(ends_on=today - DAY)
    return True
