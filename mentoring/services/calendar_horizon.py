"""Working calendars end, and next year's holidays are decreed late: said before it is felt.

Beyond its last day no deadline can be planned; a year without holidays makes deadlines early.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from mentoring.models import Organisation, Unit
from notifications import incidents
from notifications.models import Incident, Resolution
from workflows.models import Calendar, CalendarDay

LONGEST_DEADLINE = timedelta(days=200)  # a review after 125 working days, and some
YEAR_AHEAD = timedelta(days=31)
HOLIDAYS = {CalendarDay.Kind.NATIONAL, CalendarDay.Kind.CUTI_BERSAMA}


def look(now: datetime) -> None:
    """Open one incident for calendars that end soon, and one for a new year without holidays.

    Both close by themselves once the days have been brought in. Skipped, they stay closed.
    """
    of_organisations = Q(pk__in=Organisation.objects.values("calendar"))
    used = Calendar.objects.filter(of_organisations | Q(pk__in=Unit.objects.values("calendar")))
    ending = used.filter(covers_to__lt=(now + LONGEST_DEADLINE).date()).order_by("covers_to")
    year = (now + YEAR_AHEAD).year
    days = CalendarDay.objects.filter(date__year=year, kind__in=HOLIDAYS)
    bare = used.exclude(pk__in=days.values("calendar")).order_by("code")
    first = ending.first()
    _say("calendar_ends", str(first.covers_to) if first else "", ending, now)
    _say("holidays_unknown", str(year), bare, now)


def _say(reason: str, until: str, calendars: Iterable[Calendar], now: datetime) -> None:
    codes = [calendar.code for calendar in calendars]
    key = f"{reason}:{until}"
    known = Incident.objects.filter(key__startswith=f"{reason}:")
    for other in known.filter(closed_at=None).exclude(key=key if codes else ""):
        incidents.recover(other.key, now=now)
    said = Q(closed_at=None) | Q(resolution=Resolution.SKIPPED)
    if codes and not known.filter(said, key=key).exists():
        facts = {"calendars": codes, "until": until}
        incidents.raise_once(
            incidents.draft(key, kind="calendar", reason=reason, facts=facts, now=now)
        )
