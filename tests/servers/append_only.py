"""Taking away what keeps history as it is, as whoever owns the database can.

Tests that tamper do it first; so does whoever empties tables between tests.
"""

from collections.abc import Iterator, Sequence

import pytest
from django.db import connection, transaction

from workflows.models.append_only import PREFIX

_SQLITE = f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{PREFIX}%'"
_POSTGRESQL = (
    "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
    f" WHERE tgname LIKE '{PREFIX}%'"
)


def lift() -> Sequence[str]:
    """Take the rules away; the statements that bring them back."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(_SQLITE)
            found = cursor.fetchall()
            for name, _sql in found:
                cursor.execute(f"DROP TRIGGER {name}")
            return [sql for _name, sql in found]
        cursor.execute(_POSTGRESQL)
        found = cursor.fetchall()
        # A table with checks that wait for the end of the transaction cannot be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name, table in found:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        return [f"ALTER TABLE {table} ENABLE TRIGGER {name}" for name, table in found]


def restore(statements: Sequence[str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def tampering(db: None) -> Iterator[None]:
    """Rows of history can be changed; what a test did in a transaction is taken back with it."""
    taken = lift()
    yield
    if not connection.in_atomic_block:
        restore(taken)
