"""The calendar entry that goes with session mails: one UID for life, a SEQUENCE that rises."""

from datetime import datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vCalAddress, vText

from mentoring.models import Session
from notifications.models import Notice

METHODS = {
    "session.confirmed": ("REQUEST", "CONFIRMED"),
    "session.moved": ("REQUEST", "TENTATIVE"),
    "session.cancelled": ("CANCEL", "CANCELLED"),
}

HOURS_AHEAD = timedelta(hours=2)


def invitation(notice: Notice) -> bytes:
    """The iCalendar text in the active language, times in UTC.

    Times are those the notice was written with. Place and link are read from the session, and left
    out once it has moved on: they are the pair's own words, kept nowhere else.
    """
    method, status = METHODS[notice.kind]
    calendar = Calendar()
    calendar.add("prodid", "-//Bimbing//Session//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_event(notice, status))
    return bytes(calendar.to_ical())


def _event(notice: Notice, status: str) -> Event:
    facts = notice.facts
    event = Event()
    event.add("uid", f"session-{facts['uid']}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("sequence", facts["sequence"])
    event.add("dtstamp", notice.created_at)
    event.add("dtstart", datetime.fromisoformat(facts["starts_at"]))
    event.add("dtend", datetime.fromisoformat(facts["ends_at"]))
    event.add("summary", _("Session: %(mentee)s and %(practitioner)s") % _names(notice))
    event.add("status", status)
    event.add("transp", "OPAQUE")
    event["organizer"] = _organiser()
    event.add("attendee", _attendee(notice), encode=False)
    if place := _place(notice):
        event.add("location", place)
    if status == "CONFIRMED":
        event.add_component(_alarm(notice))
    return event


def _alarm(notice: Notice) -> Alarm:
    """The reminder hours ahead: in the portal and here, never by a mail of its own."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -HOURS_AHEAD)
    alarm.add("description", _("Session: %(mentee)s and %(practitioner)s") % _names(notice))
    return alarm


def _names(notice: Notice) -> dict[str, str]:
    return {name: notice.facts[name] for name in ("mentee", "practitioner")}


def _organiser() -> vCalAddress:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organiser = vCalAddress(f"mailto:{address}")
    organiser.params["cn"] = vText(name)
    return organiser


def _attendee(notice: Notice) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{notice.recipient.email}")
    attendee.params["cn"] = vText(notice.recipient.display_name)
    attendee.params["partstat"] = vText("ACCEPTED")
    return attendee


def _place(notice: Notice) -> str:
    rows = Session.objects.filter(pk=notice.subject_id, sequence=notice.facts["sequence"])
    place, link = rows.values_list("place", "link").first() or ("", "")
    return " ".join(part for part in (place, link) if part)
