"""What an act stores, in SQL whose text depends on its shape alone.

PostgreSQL takes it as one statement: updates, then inserts if every update touched as many rows as
it must. SQLite takes one statement for each update and each table.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.db import connection, models

from workflows import prepared, statements
from workflows.columns import Shape, column, columns, shaped, values_of
from workflows.statements import COUNT

Sql = tuple[str, Sequence[Any]]
Rows = Sequence[models.Model]
Sent = tuple[list[Any], Shape]
# Acts of more rows are rare, and each number of them would be another statement to keep.
MOST = 150


@dataclass(frozen=True, slots=True)
class Touch:
    """An update, and how many rows it must touch; None if any number will do."""

    sql: str
    values: Sequence[Any]
    exactly: int | None = None


def store(touches: Sequence[Touch], rows: Rows) -> list[int]:
    """How many rows each update has touched; nothing is inserted if one missed its number.

    No two updates may touch the same row. Raises columns.NotPlain before anything is sent.
    """
    if statements.can_send_together():
        return _together(touches, rows)
    return _in_turn(touches, rows)


def changed(row: models.Model, names: Iterable[str], version: int) -> Touch:
    """The named columns of a subject, unless it has moved on from that version."""
    model, names = type(row), tuple(names)
    which = [(model._meta.pk.attname, row.pk), ("version", version)]
    return Touch(_changed(model, names), _sent(model, [*_named(row, names), *which]), 1)


@cache
def _changed(model: type[models.Model], names: tuple[str, ...]) -> str:
    return f"{_set(model, names)} WHERE {_key(model)} = %s AND {column(model, 'version').name} = %s"


def moved(rows: Iterable[models.Model], names: Iterable[str]) -> list[Touch]:
    """The named columns of deadlines, as long as they are open; alike ones in one update."""
    names, alike = tuple(names), dict[tuple[Any, ...], list[models.Model]]()
    for row in rows:
        alike.setdefault(tuple(value for _name, value in _named(row, names)), []).append(row)
    return [_moved_alike(each, names) for each in alike.values()]


def _moved_alike(rows: Rows, names: tuple[str, ...]) -> Touch:
    model = type(rows[0])
    which = [(model._meta.pk.attname, row.pk) for row in rows]
    return Touch(_moved(model, names, len(rows)), _sent(model, [*_named(rows[0], names), *which]))


@cache
def _moved(model: type[models.Model], names: tuple[str, ...], number: int) -> str:
    open_ones = f"{column(model, 'closed_at').name} IS NULL"
    places = ", ".join(["%s"] * number)
    return f"{_set(model, names)} WHERE {_key(model)} IN ({places}) AND {open_ones}"


def _named(row: models.Model, names: Iterable[str]) -> list[tuple[str, Any]]:
    return [(name, getattr(row, name)) for name in names]


def _sent(model: type[models.Model], values: Iterable[tuple[str, Any]]) -> list[Any]:
    adapters = prepared.adapters()
    return [column(model, name).sent(value, adapters) for name, value in values]


def _set(model: type[models.Model], names: Iterable[str]) -> str:
    pairs = ", ".join(f"{column(model, name).name} = %s" for name in names)
    return f"UPDATE {_table(model)} SET {pairs}"  # noqa: S608 names of our own columns


def _key(model: type[models.Model]) -> str:
    return column(model, model._meta.pk.attname).name


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


@cache
def _head(model: type[models.Model]) -> tuple[str, str]:
    names = [each.name for each in columns(model)]
    places = ", ".join(["%s"] * len(names))
    return f"INSERT INTO {_table(model)} ({', '.join(names)})", places


def _together(touches: Sequence[Touch], rows: Rows) -> list[int]:
    sql = _one_text(
        tuple((touch.sql, touch.exactly) for touch in touches), tuple(type(row) for row in rows)
    )
    sent = [value for touch in touches for value in touch.values]
    adapters = prepared.adapters()
    sent += [value for row in rows for value in values_of(row, adapters)]
    with prepared.cursor() as cursor:
        cursor.execute(sql, sent)
        return list(cursor.fetchone())


@lru_cache(256)
def _one_text(
    touches: tuple[tuple[str, int | None], ...], inserted: tuple[type[models.Model], ...]
) -> str:
    """What is inserted asks `done` first, so every update has come to its end by then; a row asks
    for the one before it of its table, so that their keys rise in the order they were handed over.
    """
    parts = [f"u{n} AS ({sql} RETURNING 1)" for n, (sql, _exactly) in enumerate(touches)]
    counts = ", ".join(f"({COUNT} u{n}) AS c{n}" for n in range(len(touches)))
    must = [f"c{n} = {exactly}" for n, (_sql, exactly) in enumerate(touches) if exactly is not None]
    when = f"FROM done WHERE {' AND '.join(must) or 'true'}"
    parts.append(f"done AS MATERIALIZED (SELECT {counts})")
    last: dict[type[models.Model], int] = {}
    for n, model in enumerate(inserted):
        head, places = _head(model)
        after = f" AND ({COUNT} i{last[model]}) = 1" if model in last else ""
        parts.append(f"i{n} AS ({head} SELECT {places} {when}{after} RETURNING 1)")
        last[model] = n
    return f"WITH {', '.join(parts)} SELECT * FROM done"  # noqa: S608 as above


def _in_turn(touches: Sequence[Touch], rows: Rows) -> list[int]:
    adapters, tables = prepared.adapters(), dict[type[models.Model], list[Sent]]()
    for row in rows:
        tables.setdefault(type(row), []).append(shaped(row, adapters))
    with prepared.cursor() as cursor:
        touched = []
        for touch in touches:
            cursor.execute(touch.sql, touch.values)
            touched.append(cursor.rowcount)
        if all(touch.exactly in (None, n) for touch, n in zip(touches, touched, strict=True)):
            for model, sent in tables.items():
                sql = _inserted(model, tuple(shape.empty for _values, shape in sent))
                cursor.execute(sql, [one for values, shape in sent for one in shape.filled(values)])
        return touched


@lru_cache(256)
def _inserted(model: type[models.Model], empty: tuple[frozenset[int], ...]) -> str:
    """What is empty stands in the text itself: each place costs the driver more than a value."""
    head, _places = _head(model)
    width = range(len(columns(model)))
    rows = [", ".join("NULL" if n in each else "%s" for n in width) for each in empty]
    return f"{head} VALUES {', '.join(f'({row})' for row in rows)}"
