"""What nobody needs any more is forgotten: counters, spent keys, sessions that have ended."""

from datetime import datetime
from importlib import import_module

from django.conf import settings

from accounts import delays, entries, visits


def forget_old(now: datetime) -> None:
    delays.forget_old(now=now)
    entries.forget_old(now=now)
    visits.forget_old(now=now)
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
