"""The rows of tables as they are stored: read, compared, and written again in few statements."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection

Row = tuple[Any, ...]
Rows = dict[str, dict[Any, Row]]


@dataclass
class Difference:
    """What makes of one state of the database the next."""

    tables: list[str] = field(default_factory=list)
    statements: list[tuple[str, Row]] = field(default_factory=list)


@cache
def columns(table: str) -> list[str]:
    """Those that can be written; the key comes first."""
    found = apps.get_models(include_auto_created=True)
    (model,) = (one for one in found if one._meta.db_table == table and not one._meta.proxy)
    names = [each.column for each in model._meta.local_concrete_fields if not each.generated]
    return sorted(names, key=lambda name: name != model._meta.pk.column)


def quoted(names: Iterable[str]) -> str:
    return ", ".join(map(connection.ops.quote_name, names))


def read(tables: Iterable[str]) -> Rows:
    with connection.cursor() as cursor:
        return {table: _read(cursor, table) for table in tables}


def _read(cursor: Any, table: str) -> dict[Any, Row]:
    cursor.execute(f"SELECT {quoted(columns(table))} FROM {quoted([table])}")
    return {row[0]: tuple(row) for row in cursor.fetchall()}


def are_empty(difference: Difference) -> bool:
    """Whether nothing stands in the tables that would be written."""
    asked = " OR ".join(f"EXISTS (SELECT 1 FROM {quoted([t])})" for t in difference.tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked or 'false'}")
        return not cursor.fetchone()[0]


def difference(before: Rows, now: Rows, tables: Iterable[str]) -> Difference:
    made = Difference(sorted(tables))
    for table in made.tables:
        old, new = before.get(table, {}), now[table]
        made.statements += [_delete(table, key) for key in old.keys() - new.keys()]
        made.statements += [
            _update(table, row) for key, row in new.items() if key in old and old[key] != row
        ]
        if added := [row for key, row in new.items() if key not in old]:
            made.statements.append(_insert(table, added))
    if connection.vendor == "postgresql":
        made.statements = [(_as_text(made.statements), ())]
    return made


def _insert(table: str, added: list[Row]) -> tuple[str, Row]:
    names = columns(table)
    one = f"({', '.join(['%s'] * len(names))})"
    sql = f"INSERT INTO {quoted([table])} ({quoted(names)}) VALUES {', '.join([one] * len(added))}"
    return sql, tuple(value for row in added for value in row)


def _update(table: str, row: Row) -> tuple[str, Row]:
    key, *names = columns(table)
    sets = ", ".join(f"{quoted([name])} = %s" for name in names)
    return f"UPDATE {quoted([table])} SET {sets} WHERE {quoted([key])} = %s", (*row[1:], row[0])


def _delete(table: str, key: Any) -> tuple[str, Row]:
    name = quoted(columns(table)[:1])
    return f"DELETE FROM {quoted([table])} WHERE {name} = %s", (key,)


def _as_text(statements: list[tuple[str, Row]]) -> str:
    """All in one message to the server."""
    with connection.cursor() as cursor:
        return ";".join(cursor.mogrify(sql, row) for sql, row in statements)


def write(difference: Difference) -> None:
    with connection.cursor() as cursor:
        for sql, row in difference.statements:
            if sql:
                cursor.execute(sql, row or None)
