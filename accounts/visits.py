"""How long a browser stays signed in, and which browsers a user is signed in with.

The limits stand in the session itself, so that holding them costs no statement; the table is for
people who look where they are signed in.
"""

import re
from datetime import UTC, datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts.models import User, Visit

IDLE = timedelta(minutes=30)
IDLE_SHARED = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)

BEGAN, SEEN, SHARED = "visit_began", "visit_seen", "visit_shared"

_BROWSERS = (
    ("Edge", "Edg"), ("Opera", "OPR"), ("Samsung Internet", "SamsungBrowser"),
    ("Firefox", "Firefox"), ("Chrome", "Chrome|CriOS"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iOS", "iPhone|iPad"), ("Windows", "Windows"),
    ("macOS", "Mac OS"), ("Linux", "Linux"),
)  # fmt: skip


def signed_in(session: SessionBase) -> bool:
    return SESSION_KEY in session


def begin(session: SessionBase, *, shared: bool, now: datetime) -> None:
    """Start the clocks of a session that has just been signed in."""
    session[BEGAN] = session[SEEN] = int(now.timestamp())
    session[SHARED] = shared
    # A shared computer forgets as soon as its browser is closed.
    session.set_expiry(0 if shared else int(LONGEST.total_seconds()))


def is_over(session: SessionBase, *, now: datetime) -> bool:
    if BEGAN not in session:
        return False
    idle = IDLE_SHARED if session.get(SHARED) else IDLE
    return now >= _time(session, BEGAN) + LONGEST or now >= _time(session, SEEN) + idle


def lapse(request: HttpRequest) -> None:
    """Sign out whose time is over; this one request still knows who it was."""
    request.lapsed = request.user  # type: ignore[attr-defined] # a note on the request
    logout(request)


def lapsed(request: HttpRequest) -> User | None:
    """Who sent this request and was signed out by it, because time had run out.

    Nothing may be shown or changed in their name; what they had typed may be kept for them.
    """
    user = getattr(request, "lapsed", None)
    return user if isinstance(user, User) else None


def note(session: SessionBase, *, header: str, now: datetime, fresh: bool = False) -> None:
    """Keep the session's clock and the table current, once a minute; at once if it is `fresh`."""
    if BEGAN not in session:
        begin(session, shared=False, now=now)
    elif not fresh and now < _time(session, SEEN) + NOTED_EVERY:
        return
    session[SEEN] = int(now.timestamp())
    if session.session_key is None:
        session.create()  # signed in again in the middle of a request: it has no name yet
    found = {"user_id": session[SESSION_KEY], "seen_at": now, "shared": session[SHARED]}
    first = {"began_at": _time(session, BEGAN), "agent": agent(header)}
    Visit.objects.update_or_create(
        session_key=session.session_key, defaults=found, create_defaults=found | first
    )


def current(user: User, *, now: datetime) -> QuerySet[Visit]:
    """Where the user is signed in at this moment, newest first."""
    still = Q(shared=False, seen_at__gt=now - IDLE) | Q(shared=True, seen_at__gt=now - IDLE_SHARED)
    visits = Visit.objects.filter(still, user=user, began_at__gt=now - LONGEST)
    return visits.order_by("-seen_at", "pk")


def end(visits: QuerySet[Visit]) -> None:
    """Sign these browsers out: their sessions are gone at once."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for key in visits.values_list("session_key", flat=True):
        store.delete(key)
    visits.delete()


def end_all(user: User) -> None:
    end(Visit.objects.filter(user=user))


def forget(session_key: str) -> None:
    """The session has ended or has a new key."""
    Visit.objects.filter(session_key=session_key).delete()


def forget_old(*, now: datetime) -> None:
    Visit.objects.filter(seen_at__lt=now - LONGEST).delete()


def agent(header: str) -> str:
    """`Chrome, Android`; empty if nothing is recognised."""
    named = (_first(_BROWSERS, header), _first(_SYSTEMS, header))
    return ", ".join(name for name in named if name)


def _first(names: tuple[tuple[str, str], ...], header: str) -> str:
    return next((name for name, pattern in names if re.search(pattern, header)), "")


def _time(session: SessionBase, name: str) -> datetime:
    return datetime.fromtimestamp(session[name], UTC)
