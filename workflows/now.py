"""The one clock: the database's time, moved by the stored offset where settings honour it.

Only edges (commands, tasks, views) read it; everything below takes `now` as an argument.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection

from workflows.models import EngineState


def database_time() -> datetime:
    """The database's own time, in UTC, without any offset; SQLite has that of its process."""
    if connection.vendor == "sqlite":
        return process_time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment.astimezone(UTC)


def now() -> datetime:
    """The time that counts, in UTC."""
    if not settings.CLOCK_OFFSET_HONOURED:
        return database_time()
    offset = EngineState.objects.values_list("offset_seconds", flat=True).first()
    return database_time() + timedelta(seconds=offset or 0)


def process_time() -> datetime:
    """This machine's own clock: for how long browsers stay signed in (no demo moves that), and to
    notice that it disagrees with the database.
    """
    return datetime.now(UTC)


def set_offset(seconds: int) -> None:
    """Move the clock to the database's time plus `seconds`; refused where it is not honoured."""
    if not settings.CLOCK_OFFSET_HONOURED:
        raise RuntimeError("The clock can be moved only in the demo and in tests.")
    EngineState.objects.update_or_create(pk=1, defaults={"offset_seconds": seconds})
