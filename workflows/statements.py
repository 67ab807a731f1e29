"""Several updates, or inserts into several tables, sent as one statement where a database can.

PostgreSQL takes them together as parts of one WITH; others get one statement each.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Case, Value, When
from django.db.models.functions import Cast
from django.db.models.sql import InsertQuery, UpdateQuery

from workflows import prepared

Values = Mapping[str, Any]
COUNT = "SELECT count(*) FROM"
Sql = tuple[str, Sequence[Any]]


def can_send_together() -> bool:
    return prepared.vendor() == "postgresql"


def update(updates: "Sequence[tuple[models.QuerySet[Any], Values]]") -> list[int]:
    """How many rows each has touched. No two of them may touch the same row."""
    if len(updates) < 2 or not can_send_together():
        return [rows.update(**values) for rows, values in updates]
    parts = [update_sql(rows, values) for rows, values in updates]
    sent = [f"w{n} AS ({part[0]} RETURNING 1)" for n, part in enumerate(parts) if part]
    told = [f"({COUNT} w{n})" if part else "0" for n, part in enumerate(parts)]
    with connection.cursor() as cursor:
        sql = f"WITH {', '.join(sent)} SELECT {', '.join(told)}"
        cursor.execute(sql, [value for part in parts if part for value in part[1]])
        return list(cursor.fetchone())


def insert(rows: Iterable[models.Model]) -> None:
    """Insert unsaved rows; those of one table go together, in the order given."""
    tables: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        tables.setdefault(type(row), []).append(row)
    if len(tables) < 2 or not can_send_together():
        for model, group in tables.items():
            model._base_manager.bulk_create(group)
        return
    parts = [_insert_sql(model, group) for model, group in tables.items()]
    *first, last = [f"w{n} AS ({part[0]})" for n, part in enumerate(parts)]
    with connection.cursor() as cursor:
        sql = f"WITH {', '.join([*first, last])} SELECT 1"
        cursor.execute(sql, [value for part in parts for value in part[1]])


def by_row(model: type[models.Model], changed: Mapping[int, Values]) -> dict[str, Any]:
    """Values for an update of several rows by primary key: a CASE where they differ."""
    names = {name: None for values in changed.values() for name in values}
    return {name: _by_row(model, name, changed) for name in names}


def _by_row(model: type[models.Model], name: str, changed: Mapping[int, Values]) -> Any:
    values = [row[name] for row in changed.values()]
    if all(value == values[0] for value in values):
        return values[0]
    field = next(item for item in model._meta.concrete_fields if name in {item.name, item.attname})
    whens = [When(pk=pk, then=Value(row[name], output_field=field)) for pk, row in changed.items()]
    case = Case(*whens, output_field=field)
    return Cast(case, field) if connection.features.requires_casted_case_in_updates else case


def update_sql(rows: "models.QuerySet[Any]", values: Values) -> Sql | None:
    """The SQL of an update; None if no row can fit."""
    query: Any = rows.query.chain(UpdateQuery)
    query.add_update_values(values)
    query.clear_ordering(force=True)
    try:
        sql: Sql = query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return None
    return sql


def _insert_sql(model: type[models.Model], rows: Sequence[models.Model]) -> Sql:
    fields = [item for item in model._meta.concrete_fields if item is not model._meta.auto_field]
    query: Any = InsertQuery(model)
    query.insert_values(fields, list(rows))
    sql: Sql
    [sql] = query.get_compiler(connection=connection).as_sql()
    return sql
