"""When a copy leaves and in what manner: by its kind, by who is told of what, and by their wishes.

What is wished never holds back what somebody waits for, appointments, what hides among others,
what is overdue with the reader, and lateness that is reported: see `FREE` and `_wished`.
"""

from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any, Final, TypedDict
from zoneinfo import ZoneInfo

from mentoring.models import Person
from mentoring.models.wishes import How
from mentoring.notices import topics
from mentoring.queries.mails import mails_since
from mentoring.queries.working_hours import copy_time, digest_time, gathered_time, still_today
from notifications import kinds
from notifications.kinds import Manner
from notifications.models import CancelReason

# Of these somebody may choose that they stay in the portal.
FREE: Final = ("reminders", "requests", "pairs", "sessions", "corrections")
# Of these how they come; of all others nothing.
CHOSEN: Final = ("late", *FREE)
# May wait for one day of the week, unless they would come too late.
WEEKLY: Final = (Manner.REMINDED, Manner.NEWS)


class Leaving(TypedDict):
    copy_at: datetime
    manner: Manner
    held: str
    latest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Word:
    """What is to be said: of which kind, whether the reader is late themselves, until when it is
    of use (None: it always is), whether it should have been said before."""

    kind: str
    overdue: bool = False
    latest_at: datetime | None = None
    belated: bool = False


def leaving(word: Word, person: Person, subject: Any, now: datetime) -> Leaving:
    """A mentee or client hears of the one matter they have at once; whoever answers for several of
    them hears of what can wait in the mail of the day."""
    manner = _wished(word, person, _usual(word, person, subject), now)
    if manner is None:
        return _leaving(word, copy_time(person, now), Manner.ALONE, held=CancelReason.UNWANTED)
    if manner is Manner.URGENT:
        return _leaving(word, now, manner)
    if not manner.gathers:
        return _leaving(word, copy_time(person, now), manner)
    if word.belated and manner is Manner.ESCALATED and (today := still_today(person, now)):
        at, close = today
        return _leaving(replace(word, latest_at=close), at, manner)
    return _leaving(word, _gathered(word, person, manner, now), manner)


def _leaving(word: Word, at: datetime, manner: Manner, held: str = "") -> Leaving:
    return Leaving(copy_at=at, manner=manner, held=held, latest_at=word.latest_at)


def _usual(word: Word, person: Person, subject: Any) -> Manner:
    manner = kinds.get(word.kind).manner
    own = getattr(subject, "mentee", None) or getattr(subject, "client", None)
    if not manner.gathers or person == own:
        return min(manner, Manner.ALONE)
    return _joined(word, manner)


def _joined(word: Word, manner: Manner) -> Manner:
    return Manner.OVERDUE if word.overdue and manner is Manner.REMINDED else manner


def _wished(word: Word, person: Person, usual: Manner, now: datetime) -> Manner | None:
    """None: in the portal only."""
    kind, topic = kinds.get(word.kind), topics.of(word.kind)
    if topic not in CHOSEN or kind.is_discreet or kind.calendar or usual is Manner.URGENT:
        return usual
    joined = _joined(word, kind.manner if kind.manner.gathers else Manner.NEWS)
    match person.wished.topics.get(topic):
        case How.PORTAL if topic in FREE and not word.overdue:
            return None
        case How.AT_ONCE:
            usual = Manner.ALONE
        case How.DAILY | How.PORTAL:
            usual = joined
    return joined if usual is Manner.ALONE and _had_enough(person, now) else usual


def _had_enough(person: Person, now: datetime) -> bool:
    """One statement, for whoever wants at most so many mails a day."""
    budget = person.wished.budget
    if budget is None:
        return False
    today = now.astimezone(ZoneInfo(person.user.time_zone)).date()
    midnight = datetime.combine(today, time(), ZoneInfo(person.user.time_zone))
    return mails_since(person.user_id, midnight) >= budget


def _gathered(word: Word, person: Person, manner: Manner, now: datetime) -> datetime:
    weekday = person.wished.digest
    usual = gathered_time(person, now)
    if weekday is None or manner not in WEEKLY:
        return usual
    later = digest_time(person, weekday, now)
    return usual if word.latest_at and later >= word.latest_at else later
