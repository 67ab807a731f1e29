"""Very many rows into their tables: by COPY where the database has it."""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import connection, models

Convert = Callable[[Any], Any]

PLAIN = (models.UUIDField, models.DateField, models.ForeignKey)


def insert(rows: Iterable[models.Model]) -> None:
    """Insert unsaved rows, those of one table together, tables in the order they come up."""
    tables: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        tables.setdefault(type(row), []).append(row)
    for model, group in tables.items():
        if connection.vendor == "postgresql" and _can_be_copied(model):
            _copy(model, group)
        else:
            model._base_manager.bulk_create(group)


def _copy(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """The driver turns values into text; only what it would write otherwise is converted here."""
    fields = _fields(model)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column or "") for field in fields)
    values = attrgetter(*[field.attname for field in fields])
    converted = [(place, convert) for place, convert in enumerate(_converts(model)) if convert]
    statement = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        for row in rows:
            line = list(values(row))
            for place, convert in converted:
                line[place] = convert(line[place])
            copy.write_row(line)


def _fields(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    return [item for item in model._meta.concrete_fields if item is not model._meta.auto_field]


@cache
def _can_be_copied(model: type[models.Model]) -> bool:
    """Whether every value stands on the row; the database may be asked for some of them."""
    return not any(
        field.generated
        or (field.has_db_default() and not field.has_default())
        or getattr(field, "auto_now", False)
        or getattr(field, "auto_now_add", False)
        for field in _fields(model)
    )


@cache
def _converts(model: type[models.Model]) -> tuple[Convert | None, ...]:
    return tuple(_convert(field) for field in _fields(model))


def _convert(field: "models.Field[Any, Any]") -> Convert | None:
    match field:
        case models.JSONField():
            return _unless_none((field.encoder or json.JSONEncoder)().encode)
        case models.CharField() | models.TextField():
            return _unless_none(str)
        case models.IntegerField():
            return _unless_none(int)
    return None if isinstance(field, PLAIN) else lambda v: field.get_db_prep_save(v, connection)


def _unless_none(convert: Convert) -> Convert:
    return lambda value: None if value is None else convert(value)
