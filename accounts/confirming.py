"""Who is at the keyboard: asked once more, before the first confidential thing of a day."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.contrib.sessions.backends.base import SessionBase

from accounts.models import User

CONFIRMED = "confirmed_at"


def note(session: SessionBase, *, now: datetime) -> None:
    session[CONFIRMED] = int(now.timestamp())


def holds(session: SessionBase, user: User, *, now: datetime) -> bool:
    """Whether this session was confirmed on this day, as its user counts days."""
    if CONFIRMED not in session:
        return False
    zone, at = ZoneInfo(user.time_zone), datetime.fromtimestamp(session[CONFIRMED], UTC)
    return at.astimezone(zone).date() == now.astimezone(zone).date()


def forget(session: SessionBase) -> None:
    """What is confidential closes again."""
    session.pop(CONFIRMED, None)
