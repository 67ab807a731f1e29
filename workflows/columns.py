"""What the columns of a row are sent as: the plain values at once, all others as the ORM does."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache, lru_cache
from operator import itemgetter
from types import NoneType
from typing import Any
from uuid import UUID

from django.db import connection, models

from workflows import prepared

Adapters = Mapping[type, Callable[[Any], Any]]

NATURAL: Mapping[type, type] = {
    models.CharField: str,
    models.TextField: str,
    models.IntegerField: int,
    models.UUIDField: UUID,
    models.DateTimeField: datetime,
    models.DateField: date,
    models.BooleanField: bool,
}


class NotPlain(Exception):
    """A value that only the ORM can put into SQL, such as an expression."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `natural` is the type of value that needs no preparation.

    `encoded` makes JSON of any value, where that is all there is to prepare.
    """

    field: Any
    attname: str
    name: str
    natural: type | None
    settled: Callable[[Any, bool], Any] | None
    encoded: Callable[[Any], str] | None

    def of(self, row: models.Model, adapters: Adapters) -> Any:
        """The value to insert."""
        value = self.settled(row, True) if self.settled else row.__dict__[self.attname]
        return self.sent(value, adapters)

    def sent(self, value: Any, adapters: Adapters) -> Any:
        if value is None:
            return None
        if type(value) is self.natural:
            adapt = adapters.get(self.natural)
            return adapt(value) if adapt else value
        if self.natural and isinstance(value, Enum) and type(value.value) is self.natural:
            return self.sent(value.value, adapters)
        if hasattr(value, "as_sql"):
            raise NotPlain(self.name)
        if self.encoded:
            return self.encoded(value)
        return self.field.get_db_prep_save(value, connection)


@dataclass(frozen=True, slots=True)
class Shape:
    """How rows with values of certain types are sent: `empty` are the places that hold none."""

    unlike: tuple[tuple[int, Column, type | None], ...]
    empty: frozenset[int]
    filled: Callable[[Sequence[Any]], tuple[Any, ...]]


def values_of(row: models.Model, adapters: Adapters) -> list[Any]:
    """What to insert, in the order of `columns`."""
    return shaped(row, adapters)[0]


def shaped(row: models.Model, adapters: Adapters) -> tuple[list[Any], Shape]:
    """The same with what is alike of all rows with values of these types."""
    found = list(_stand(type(row))(row.__dict__))
    shape = _shape(type(row), tuple(map(type, found)), tuple(adapters))
    for place, each, kind in shape.unlike:
        found[place] = adapters[kind](found[place]) if kind else each.of(row, adapters)
    return found, shape


@cache
def _stand(model: type[models.Model]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    return itemgetter(*[each.attname for each in columns(model)])


@lru_cache(512)
def _shape(model: type[models.Model], kinds: tuple[type, ...], adapted: tuple[type, ...]) -> Shape:
    unlike = _unlike(model, kinds, adapted)
    touched = {place for place, _column, _kind in unlike}
    empty = {place for place, kind in enumerate(kinds) if kind is NoneType} - touched
    return Shape(
        tuple(unlike),
        frozenset(empty),
        itemgetter(*[place for place in range(len(kinds)) if place not in empty]),
    )


def _unlike(
    model: type[models.Model], kinds: tuple[type, ...], adapted: tuple[type, ...]
) -> list[tuple[int, Column, type | None]]:
    """Those of a row with values of these types that are not sent as they stand.

    With the type of a value that needs its adapter and nothing else.
    """
    return [
        (place, each, kind if plain else None)
        for place, (each, kind) in enumerate(zip(columns(model), kinds, strict=True))
        if (plain := kind is each.natural and not each.settled and kind in adapted)
        or each.settled
        or kind not in (each.natural, NoneType)
    ]


@cache
def columns(model: type[models.Model]) -> tuple[Column, ...]:
    """Those to insert: all but a key that the database counts."""
    fields = model._meta.concrete_fields
    return tuple(_column(item) for item in fields if item is not model._meta.auto_field)


@cache
def column(model: type[models.Model], attname: str) -> Column:
    found = next(
        item for item in model._meta.concrete_fields if attname in {item.attname, item.name}
    )
    return _column(found)


def _column(field: Any) -> Column:
    sets_itself = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return Column(
        field,
        field.attname,
        connection.ops.quote_name(field.column),
        _natural(field),
        field.pre_save if sets_itself else None,
        _encoder(field),
    )


def _encoder(field: Any) -> Callable[[Any], str] | None:
    if isinstance(field, models.JSONField) and prepared.vendor() == "sqlite":
        return (field.encoder or json.JSONEncoder)().encode
    return None


def _natural(field: Any) -> type | None:
    """Fields that prepare their values in a way of their own have none."""
    target = field.target_field if field.is_relation else field
    kinds = [kind for kind in type(target).__mro__ if kind in NATURAL]
    own = type(target).get_db_prep_save is not models.Field.get_db_prep_save
    return None if own or not kinds else NATURAL[kinds[0]]
