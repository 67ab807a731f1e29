"""Saying from when to when somebody is away; who is told of what is late depends on it at once."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from mentoring.models import Absence, Person
from workflows.errors import NotPermitted

# Unpaid leave is granted for three years at most; a longer one is a slip of the pen.
LONGEST = timedelta(days=3 * 366)
FURTHEST = timedelta(days=366)
LATEST = timedelta(days=31)


@transaction.atomic
def state_away(
    person: Person, starts_on: date, ends_on: date, *, by: User, now: datetime
) -> Absence:
    """The person's own word that they are away on these days, both included.

    Raises ValidationError by field (`starts_on`, `ends_on`), NotPermitted for anybody else.
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
    return Absence.objects.create(person=person, starts_on=starts_on, ends_on=ends_on)


def today_of(person: Person, now: datetime) -> date:
    """The local day at the person's place of work."""
    return now.astimezone(ZoneInfo(person.unit.calendar.zone)).date()


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
    held = Absence.objects.filter(person=person, starts_on=starts_on, ends_on__gte=today)
    if starts_on >= today:
        return held.delete()[0] > 0
    return held.update(ends_on=today - timedelta(days=1)) > 0
