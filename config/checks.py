"""System checks that explain a wrong setting: what is wrong and how to mend it.

`refuse_faults` runs them where Django itself would not: when a web server starts.
"""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)

SHORTEST_SECRET = 50
SHORTEST_KEY = 32
BROKERS = {"redis", "rediss", "redis+socket"}
NO_BROKER = ""  # the engine runs by `manage.py run_engine`
PRAGMAS = {"journal_mode": ("wal",), "synchronous": (2,)}


def fault(number: int, said: str, hint: str) -> Error:
    return Error(said, hint=hint, id=f"bimbing.E{number:03}")


@register(Tags.security)
def production_is_closed(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """What a development setting would give away; silent unless the settings say PRODUCTION."""
    return [*_open_doors(), *_weak_keys()] if settings.PRODUCTION else []


def _open_doors() -> Iterator[CheckMessage]:
    if settings.DEBUG:
        yield fault(1, "DEBUG is on: errors would show settings and data.", "Set DEBUG to 0.")
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield fault(
            3,
            "ALLOWED_HOSTS is empty or admits every name.",
            "List the host names: a.go.id,b.go.id",
        )
    if settings.CLOCK_OFFSET_HONOURED:
        yield fault(5, "The clock can be moved.", "CLOCK_OFFSET_HONOURED is for demo and tests.")
    if urlsplit(settings.SITE_URL).scheme != "https":
        yield fault(
            6,
            "SITE_URL is not an https address; links in mails would not be safe.",
            "Set SITE_URL to the address people type, https://…",
        )
    if not settings.ANCHOR_DIR:
        yield fault(
            28,
            "ANCHOR_DIR is empty: whoever rewrites the database leaves no trace.",
            "Name a folder outside the database, best on another machine or one that only grows.",
        )
    if not (settings.ERASURE_LIST and Path(settings.ERASURE_LIST).parent.is_dir()):
        yield fault(
            31,
            "ERASURE_LIST names no file in a folder that is there.",
            "Name one apart from the database: without it a backup brings back what was erased.",
        )
    if settings.ALL_WELL_URL and urlsplit(settings.ALL_WELL_URL).scheme not in {"http", "https"}:
        yield fault(
            26,
            "ALL_WELL_URL is not an address that can be asked for.",
            "Write the whole address of the watcher, https://…, or none.",
        )


def _weak_keys() -> Iterator[CheckMessage]:
    if 0 < len(settings.METRICS_TOKEN) < SHORTEST_KEY:
        yield fault(
            12,
            f"METRICS_TOKEN is shorter than {SHORTEST_KEY} characters.",
            "Use one from secrets.token_urlsafe(32), or none: then only this machine may ask.",
        )
    if len(settings.SECRET_KEY) < SHORTEST_SECRET:
        yield fault(
            2,
            f"SECRET_KEY is shorter than {SHORTEST_SECRET} characters.",
            "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'",
        )
    for number, name in ((4, "RECORD_KEYS"), (27, "ANCHOR_KEYS"), (29, "SEALING_KEYS")):
        if min(map(len, getattr(settings, name).values())) < SHORTEST_KEY:
            yield fault(
                number,
                f"A key in {name} is shorter than {SHORTEST_KEY} characters.",
                "Write id:secret, a secret from secrets.token_urlsafe(32); keep old ids behind it.",
            )


@register()
def broker_is_redis(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    if settings.REDIS_URL == NO_BROKER or urlsplit(settings.REDIS_URL).scheme in BROKERS:
        return []
    hint = "Write redis://host:6379/0, rediss://…, redis+socket:///path, or nothing for no broker."
    return [fault(8, "REDIS_URL is not an address of a Redis server.", hint)]


@register(Tags.database)
def sqlite_is_durable(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Asks SQLite itself: an option in the wrong place is ignored without a word."""
    return [
        found
        for alias in databases or []
        if connections[alias].vendor == "sqlite"
        for found in _sqlite_faults(alias)
    ]


def _sqlite_faults(alias: str) -> Iterator[CheckMessage]:
    connection: Any = connections[alias]
    hint = "Use DATABASE_URL=sqlite:///…; config/env.py gives it the right options."
    with connection.cursor() as cursor:
        for name, good in PRAGMAS.items():
            found = cursor.execute(f"PRAGMA {name}").fetchone()[0]
            if found not in good:
                yield fault(10, f"SQLite runs with {name}={found}, not {good[0]}.", hint)
    if connection.transaction_mode != "IMMEDIATE":
        yield fault(11, "SQLite transactions do not begin IMMEDIATE.", hint)


def refuse_faults() -> None:
    """Raise ImproperlyConfigured with every fault, so that a server does not start on them."""
    faults = [found for found in run_checks(databases=["default"]) if found.is_serious()]
    faults += _left_behind()
    if faults:
        raise ImproperlyConfigured("\n".join(map(str, faults)))


def _left_behind() -> list[CheckMessage]:
    """Not among the registered checks: `migrate` must run before what it leads to can be judged.

    A database that is away or not migrated yet is for /health/ready to report.
    """
    leftovers = import_string("workflows.leftovers.leftovers")  # models are loaded by now
    unfit = import_string("mentoring.queries.sealed_state.unfit")
    try:
        return [
            *[fault(13, str(found), found.remedy) for found in leftovers()],
            *[fault(30, found.said, found.remedy) for found in unfit()],
        ]
    except DatabaseError as error:
        logger.warning("it was not looked whether rows fit: %s", type(error).__name__)
        return []
