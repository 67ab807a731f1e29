"""A cursor for the texts of the hot paths: each is read once, by the driver and by the server."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from itertools import count
from types import SimpleNamespace
from typing import Any, Self
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.sqlite3.base import SQLiteCursorWrapper
from psycopg import RawCursor
from psycopg.types.numeric import Int8

Adapt = Callable[[Any], Any]

PLACE = re.compile(r"%[s%]")
KEPT = 512


@lru_cache(KEPT)
def _numbered(query: str) -> bytes:
    """The text as PostgreSQL reads it; psycopg would look for the places of long ones each time."""
    numbers = count(1)
    found = PLACE.sub(lambda hit: f"${next(numbers)}" if hit[0] == "%s" else "%", query)
    return found.encode()


@lru_cache(KEPT)
def _marked(query: str) -> str:
    """The text as SQLite reads it; Django would look for the places each time."""
    return PLACE.sub(lambda hit: "?" if hit[0] == "%s" else "%", query)


class Preparing(RawCursor[Any]):
    """Prepares at the first use; not at all where the connection has no `prepare_threshold`."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        return super().execute(_numbered(query), params, prepare=True, **options)


class Logged(Preparing):
    """For Django's log of statements, which asks for the text; psycopg keeps none it prepared."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        done = super().execute(query, params, **options)
        told: Any = self._query or SimpleNamespace(query=str(query).encode())
        self._query = told
        return done


class Marked(SQLiteCursorWrapper):
    """The driver itself keeps the latest statements prepared, by their text."""

    def execute(self, query: Any, params: Any = None) -> Any:
        return super(SQLiteCursorWrapper, self).execute(_marked(query), params)


def here() -> Any:
    """The connection of this thread; asking Django's stand-in for it costs more each time."""
    return connections[DEFAULT_DB_ALIAS]


@cache
def vendor() -> str:
    """Which database it is; a process works with one."""
    return str(here().vendor)


class Plain:
    """As Django's wrapper of a cursor, without asking at each statement who listens.

    What goes wrong is one of Django's errors; a transaction that is broken takes no statement.
    """

    __slots__ = ("_errors", "_link", "_made")

    def __init__(self, link: Any, made: Any) -> None:
        self._link, self._made, self._errors = link, made, link.wrap_database_errors

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._made.close()

    def execute(self, sql: str, params: Sequence[Any]) -> None:
        if self._link.needs_rollback:
            self._link.validate_no_broken_transaction()
        with self._errors:
            self._made.execute(sql, params)

    def fetchall(self) -> list[Any]:
        with self._errors:
            found: list[Any] = self._made.fetchall()
            return found

    def fetchmany(self, size: int) -> list[Any]:
        with self._errors:
            found: list[Any] = self._made.fetchmany(size)
            return found

    def fetchone(self) -> Any:
        with self._errors:
            return self._made.fetchone()

    @property
    def rowcount(self) -> int:
        count: int = self._made.rowcount
        return count


def cursor() -> Any:
    """A cursor that sends prepared statements: Django's where they are counted or logged."""
    link = here()
    if link.connection is None:
        link.ensure_connection()
    if vendor() == "postgresql":
        made: Any = (Logged if link.queries_logged else Preparing)(link.connection)
    else:
        made = link.connection.cursor(Marked)
    if link.execute_wrappers or link.queries_logged:
        return link._prepare_cursor(made)  # noqa: SLF001 no other way in
    return Plain(link, made)


def adapters() -> Mapping[type, Adapt]:
    """What makes of a plain value, by its type, what the database takes.

    Numbers always go in the same width, so that they do not make another statement of one text.
    """
    return ADAPTERS[vendor()]


@lru_cache(KEPT)
def _naive(value: datetime) -> str:
    """One act sends the same few moments again and again."""
    return str(here().ops.adapt_datetimefield_value(value))


ADAPTERS: Mapping[str, Mapping[type, Adapt]] = {
    "postgresql": {int: Int8},
    "sqlite": {
        datetime: _naive,
        date: date.isoformat,
        UUID: lambda value: value.hex,
    },
}
