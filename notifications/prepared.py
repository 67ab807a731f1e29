"""A cursor for what is said for every mail: the server reads and plans each text once."""

from types import SimpleNamespace
from typing import Any, Self

from django.db import connection
from psycopg import Cursor


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
