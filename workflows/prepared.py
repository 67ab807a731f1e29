"""A cursor for the texts of the hot paths: the server reads and plans each of them once."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any, Self
from uuid import UUID

from django.db import connection
from psycopg import Cursor
from psycopg.types.numeric import Int8

Adapt = Callable[[Any], Any]


class Preparing(Cursor[Any]):
    """Prepares at the first use; not at all where the connection has no `prepare_threshold`."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        return super().execute(query, params, prepare=True, **options)


class Logged(Preparing):
    """For Django's log of statements, which asks for the text; psycopg keeps none it prepared."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        done = super().execute(query, params, **options)
        told: Any = self._query or SimpleNamespace(query=str(query).encode())
        self._query = told
        return done


def cursor() -> Any:
    """A cursor of Django's (counted, logged, with its errors) that sends prepared statements."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    connection.ensure_connection()
    link: Any = connection
    kind = Logged if link.queries_logged else Preparing
    return link._prepare_cursor(kind(link.connection))  # noqa: SLF001 no other way in


def adapters() -> Mapping[type, Adapt]:
    """What makes of a plain value, by its type, what the database takes.

    Numbers always go in the same width, so that they do not make another statement of one text.
    """
    return ADAPTERS[connection.vendor]


def _naive(value: datetime) -> str:
    return str(connection.ops.adapt_datetimefield_value(value))


ADAPTERS: Mapping[str, Mapping[type, Adapt]] = {
    "postgresql": {int: Int8},
    "sqlite": {
        datetime: _naive,
        date: date.isoformat,
        UUID: lambda value: value.hex,
    },
}
