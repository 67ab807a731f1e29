"""The time sessions, links and tokens live by; settings.ACCOUNTS_CLOCK names it."""

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string


def now() -> datetime:
    """Only edges (views, middleware, commands) ask; everything below takes `now`."""
    moment: datetime = import_string(settings.ACCOUNTS_CLOCK)()
    return moment
