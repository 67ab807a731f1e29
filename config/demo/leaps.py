"""Where the demo's clock may go next, and why not: a working day on, the next event, Lebaran."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from config.demo import agency, stage
from config.demo.clock import ZONE
from config.demo.desk import Wish
from workflows.calendars import working_time
from workflows.models import Calendar, CalendarDay

AT_WORK = time(9)  # by then everybody has opened their mails
LEBARAN = "Idulfitri"
# What is armed on the last day still needs a calendar to be due by.
LAST_STRETCH = timedelta(days=200)

NO_LEBARAN = _("The calendar knows no later Lebaran: that of 2027 is not decreed yet.")
NOTHING_DUE = _("Nothing is due any more.")
CALENDAR_ENDS = _("Here the calendar of the demo ends. Begin anew with: rm -r var/demo; make demo")


@dataclass(frozen=True, slots=True)
class Leap:
    """To this moment, or the reason why not."""

    to: datetime | None = None
    why_not: str | Promise = ""


def leap(wish: Wish, now: datetime) -> Leap:
    calendar = Calendar.objects.get(code=agency.CALENDAR)
    found = {Wish.DAY: _day, Wish.EVENT: _event, Wish.LEBARAN: _lebaran}[wish](calendar, now)
    last = _morning(calendar.covers_to) - LAST_STRETCH
    return Leap(why_not=CALENDAR_ENDS) if found.to and found.to > last else found


def holiday(now: datetime) -> str:
    """What today is if offices are closed for it."""
    today = now.astimezone(ZoneInfo(ZONE)).date()
    rows = CalendarDay.objects.filter(
        calendar__code=agency.CALENDAR, date=today, hours__isnull=True
    )
    return rows.values_list("name", flat=True).first() or ""


def _day(calendar: Calendar, now: datetime) -> Leap:
    return Leap(_morning(working_time(calendar).working_day(now, 1)))


def _event(_calendar: Calendar, now: datetime) -> Leap:
    due = stage.next_due()
    return Leap(max(due, now)) if due else Leap(why_not=NOTHING_DUE)


def _lebaran(calendar: Calendar, now: datetime) -> Leap:
    today = now.astimezone(ZoneInfo(ZONE)).date()
    rows = calendar.days.filter(
        kind=CalendarDay.Kind.NATIONAL, name__startswith=LEBARAN, date__gt=today
    )
    first = rows.order_by("date").values_list("date", flat=True).first()
    return Leap(_morning(first)) if first else Leap(why_not=NO_LEBARAN)


def _morning(day: date) -> datetime:
    return datetime.combine(day, AT_WORK, tzinfo=ZoneInfo(ZONE))
