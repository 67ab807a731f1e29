"""Kinds of notices by topic, as people choose them: what they are about, and what they are for."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from mentoring.notices.kinds import IN_CALENDARS
from notifications import kinds
from notifications.kinds import Disclosure

_CALENDAR = {f"session.{name}" for name in IN_CALENDARS}
# Somebody waits for what the reader does next.
_ANSWERS = {
    *("programme.welcome", "absence.deputy", "request.received", "request.returned"),
    *("offer.made", "offer.accepted", "agreement.proposed", "agreement.to_sign"),
    *("relationship.attention", "closing.proposed", "closing.started", "rematch.to_arrange"),
    *("session.proposed", "correction.reported", "matter.opened", "programs.switched_off"),
}
_ABOUT = {
    **dict.fromkeys(("request", "offer", "agreement", "rematch"), "requests"),
    **dict.fromkeys(("relationship", "closing"), "pairs"),
    "session": "sessions",
    "correction": "corrections",
    "reminder": "reminders",
    "escalation": "late",
}


@dataclass(frozen=True, slots=True)
class Topic:
    code: str
    label: Any
    example: Any


TOPICS: Final = (
    Topic("answers", _("Somebody waits for you"), _("offers, terms to sign, proposed times")),
    Topic("calendar", _("Agreed dates"), _("sessions agreed, moved or called off")),
    Topic("late", _("Reported as late"), _("what is overdue with somebody else")),
    Topic("reminders", _("Reminders"), _("what is to be done until when")),
    Topic("requests", _("News of requests"), _("declined, withdrawn, lapsed")),
    Topic("pairs", _("News of mentoring and coaching"), _("begun, paused, closed")),
    Topic("sessions", _("News of sessions"), _("attendance, notes, no answer to a proposed time")),
    Topic("corrections", _("News of corrections"), _("who is whose superior")),
)
CODES: Final = tuple(topic.code for topic in TOPICS)


def of(kind: str) -> str:
    """The topic of a kind; what has none is never left to choice."""
    if kind in _CALENDAR:
        return "calendar"
    if kind in _ANSWERS:
        return "answers"
    return _ABOUT.get(kind.partition(".")[0], "answers")


def may_leave(code: str) -> bool:
    """Whether programs may be told of this kind: class A, and nothing that hides among others."""
    kind = kinds.get(code)
    return kind.disclosure == Disclosure.A and not kind.is_discreet
