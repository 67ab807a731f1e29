"""Incidents and copies that do not leave, in plain words: what, of whom, why, since when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentoring.models import Relationship, Session
from mentoring.portal.presenters import words
from notifications import incidents
from notifications.channels.room import RoomChannel
from notifications.models import Delivery, DeliveryState, Incident
from notifications.under_way import Hand

Subjects = Mapping[tuple[str, int], Relationship | Session]

UNTOLD = "untold"
WHAT: Mapping[str, Any] = {
    incidents.DELIVERY_FAILED: gettext_lazy("A mail could not be delivered"),
    UNTOLD: gettext_lazy("A program could not be told"),
    incidents.DELIVERY_LATE: gettext_lazy("A mail has not left in time"),
    incidents.CHANNEL_DOWN: gettext_lazy("The mail server does not answer"),
    "engine": gettext_lazy("Something that should happen by itself did not"),
    "unroutable": gettext_lazy("An escalation reached nobody"),
    "roster": gettext_lazy("A roster could not be brought in"),
    "rotation": gettext_lazy("A rotation of officials could not take effect"),
    "matter": gettext_lazy("A matter for the coordinator could not be begun or closed"),
    "destruction": gettext_lazy("Old records could not be destroyed to the end"),
    "calendar": gettext_lazy("A working calendar needs new days"),
    "audit": gettext_lazy("The audit found something that is not as promised"),
}
WHY: Mapping[str, Any] = {
    "bad_address": gettext_lazy("The address is not a valid e-mail address. Correct it first."),
    "smtp_unsupported": gettext_lazy("The mail server cannot handle this address."),
    "connection_lost": gettext_lazy(
        "The connection broke while sending; it may have arrived. Trying again may send it twice,"
        " with the same mark, so that most mail programs show it once."
    ),
    "unsendable": gettext_lazy("The mail could not be put together. Tell whoever runs the system."),
    "not_rendered": gettext_lazy(
        "The text could not be put together. Tell whoever runs the system."
    ),
    "cannot_connect": gettext_lazy("It is tried again every half minute by itself."),
    "faults_found": gettext_lazy("Tell whoever runs the system: manage.py audit says what it is."),
    "anchor_failed": gettext_lazy(
        "How far the chains of records have come could not be written down outside the database."
        " It is tried again every hour. Tell whoever runs the system: the log says why."
    ),
    "not_finished": gettext_lazy(
        "It is tried again every hour. Tell whoever runs the system: the log says why."
    ),
    "calendar_ends": gettext_lazy(
        "It ends in less than seven months; deadlines beyond its last day cannot be planned."
        " Install the newest release of this program, which brings the next year, then run"
        " manage.py load_defaults."
    ),
    "holidays_unknown": gettext_lazy(
        "The holidays of the coming year are not in it; deadlines would fall due too early. Send"
        " them in as days of your organisation, or install the newest release of this program."
    ),
    "nobody_to_tell": gettext_lazy("Nobody is on record who could be told."),
    "import_failed": gettext_lazy(
        "It is tried again every few minutes. Tell whoever runs the system: the log says why."
    ),
    "effect_failed": gettext_lazy(
        "It is tried again at every look. Tell whoever runs the system: the log says why."
    ),
    "no_connection": gettext_lazy("The program's address cannot be reached."),
    "no_answer": gettext_lazy("The program did not answer in time; it may have been told."),
    "room_not_told": gettext_lazy("The office's room did not take it; it may have been told."),
    "room_address": gettext_lazy("The address of the office's room is none that Apprise knows."),
    "private_address": gettext_lazy("The program's address leads into a private network."),
    "late": gettext_lazy("It is not known why. Perhaps the sender does not run."),
}
REFUSED = gettext_lazy("The mail server refused it for good (%(code)s). Check the address.")
PUT_OFF = gettext_lazy("The mail server put it off (%(code)s). It is tried again by itself.")


IN_HAND: Final = {
    Hand.WAITS: gettext_lazy("A sender has it in hand; it leaves within a minute."),
    Hand.BEGUN: gettext_lazy("It is being sent at this moment."),
    Hand.OVER: gettext_lazy("It has just been handed over; that is recorded within a minute."),
    Hand.LEFT: gettext_lazy("Its sender did not come back. It is taken up again within a minute."),
}
TRIED: Final = (Hand.BEGUN, Hand.OVER)
ANSWERED = gettext_lazy("The program answered with the code %(code)s.")


@dataclass(frozen=True, slots=True)
class Trouble:
    """`retry`: whether trying again means anything. `busy`: a sender has it in hand."""

    url: str
    what: str
    why: str
    whom: str
    about: str
    about_url: str
    since: datetime
    tried: int
    retry: bool
    open: bool = True
    busy: bool = False


def of_incident(row: Incident, subjects: Subjects, user: Any) -> Trouble:
    subject = subjects.get((row.subject_kind, row.subject_id or 0))
    copy = row.delivery
    return Trouble(
        url=reverse("portal:incident", args=[row.uid]),
        what=_what(row.kind, copy),
        why=why(row.reason),
        whom=_whom(copy) if copy else "",
        about=words.title(subject, user) if subject else "",
        about_url=words.address(subject) if subject else "",
        since=row.opened_at,
        tried=copy.attempts if copy else 0,
        retry=copy is not None,
        open=row.closed_at is None,
    )


def of_copy(row: Delivery, hand: Hand | None) -> Trouble:
    failed = row.state == DeliveryState.FAILED
    kind = incidents.DELIVERY_FAILED if failed else incidents.DELIVERY_LATE
    return Trouble(
        url=reverse("portal:delivery", args=[row.pk]),
        what=_what(kind, row),
        why=str(IN_HAND[hand]) if hand else why(row.error_code or "late"),
        whom=_whom(row),
        about="",
        about_url="",
        since=row.due_at,
        tried=row.attempts + (hand in TRIED),
        retry=True,
        busy=hand is not None and hand is not Hand.LEFT,
    )


def _what(kind: str, copy: Delivery | None) -> str:
    return str(WHAT[UNTOLD] if copy and copy.endpoint else WHAT.get(kind, kind))


def _whom(copy: Delivery) -> str:
    """Who does not hear of it: a person, or a program by its machine."""
    if copy.endpoint:
        return urlsplit(copy.endpoint.url).hostname or ""
    if copy.channel == RoomChannel.name:
        return _("The office's room")
    return copy.notice.recipient.display_name


def why(code: str) -> str:
    """A code of ours or of the mail server's; words that the engine stored stay as they are."""
    if code in WHY:
        return str(WHY[code])
    if code.startswith("http_"):
        return str(ANSWERED) % {"code": code.removeprefix("http_")}
    number = code.removeprefix("smtp_")
    if number != code:
        said = REFUSED if number.startswith("5") else PUT_OFF
        return str(said) % {"code": number}
    return code if " " in code else _("Code: %(code)s") % {"code": code}
