"""Queries written with the ORM, compiled once, and then asked again with other values.

Building and compiling a query takes Django ten times as long as sending it. What is kept here comes
of a function that builds the query of its arguments: once of places where values belong, to compile
it, and never again. It must not look at its arguments, only put them into the query.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import Enum
from functools import lru_cache
from inspect import signature
from operator import itemgetter
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Value
from django.db.models.sql import UpdateQuery

from workflows import prepared
from workflows.belonging import Belonging, stored

Row = TypeVar("Row", bound=models.Model)
Make = Callable[[Sequence[Any]], Any]
Convert = Callable[..., Any]


class Place(Value):
    """Where a value of that name belongs; `taken` makes it of the value that is given.

    Of a moment's place the local day may be asked, as of a moment.
    """

    def __init__(self, name: str, taken: Convert | None = None) -> None:
        super().__init__(None)
        self.name = name
        self.taken = taken

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]

    def astimezone(self, zone: tzinfo) -> "_Local":
        return _Local(self.name, zone)


@dataclass(frozen=True, slots=True)
class _Local:
    name: str
    zone: tzinfo

    def date(self) -> Place:
        def day(moment: datetime) -> date:
            return moment.astimezone(self.zone).date()

        return Place(self.name, day)


@dataclass(frozen=True, slots=True)
class Text:
    """SQL with the `Place` or the value that belongs in each of its places.

    On SQLite what is always the same stands in the text itself: it would plan anew at each use to
    see whether a value fits the condition of an index. PostgreSQL plans such reads no better.
    `width` is how many columns it gives.
    """

    sql: str
    params: tuple[Any, ...]
    width: int

    @classmethod
    def of(cls, sql: str, params: Iterable[Any], width: int = 0) -> "Text":
        left, kept = iter(params), list[Any]()

        def settled(hit: re.Match[str]) -> str:
            if hit[0] != "%s":
                return hit[0]
            value = next(left)
            literal = _literal(value) if prepared.vendor() == "sqlite" else None
            if literal is None:
                kept.append(value)
            return literal or "%s"

        return cls(prepared.PLACE.sub(settled, sql), tuple(kept), width)

    def filled(self, values: Mapping[str, Any]) -> list[Any]:
        known, found = prepared.adapters(), []
        for one in self.params:
            if type(one) is not Place:
                found.append(one)
                continue
            value = values[one.name]
            if one.taken:
                value = one.taken(value)
            adapt = known.get(type(value))
            found.append(adapt(value) if adapt else value)
        return found


def _literal(value: Any) -> str | None:
    plain = value.value if isinstance(value, Enum) else value
    if type(plain) is str:
        return "'{}'".format(plain.replace("'", "''").replace("%", "%%"))
    return str(plain) if type(plain) is int else None


class Kept(Generic[Row]):
    """`build` gives a query; called with the same arguments by name it gives the rows."""

    def __init__(
        self, build: "Callable[..., models.QuerySet[Row]]", names: Sequence[str] | None = None
    ) -> None:
        """`names` are those of the arguments, where the signature does not tell."""
        self.build = build
        self._names = names or tuple(signature(build).parameters)
        self._compiled: dict[str, tuple[Text, Make]] = {}

    def __call__(self, **values: Any) -> list[Row]:
        text, make = self.compiled()
        with prepared.cursor() as cursor:
            cursor.execute(text.sql, text.filled(values))
            return [make(row) for row in cursor.fetchall()]

    def compiled(self) -> tuple[Text, Make]:
        """The SQL, and what makes an object of a row it gives."""
        vendor = prepared.vendor()
        if vendor not in self._compiled:
            rows = self.build(**_places(self._names))
            compiler: Any = rows.query.get_compiler(connection=prepared.here())
            sql, params = compiler.as_sql()
            text = Text.of(sql, params, len(compiler.select))
            self._compiled[vendor] = text, _making(compiler)
        return self._compiled[vendor]


class KeptUpdate:
    """`build` gives rows and the values to set; called by name it gives SQL and parameters."""

    def __init__(
        self, build: "Callable[..., tuple[models.QuerySet[Any], Mapping[str, Any]]]"
    ) -> None:
        self.build = build
        self._compiled: dict[str, Text] = {}

    def __call__(self, **values: Any) -> tuple[str, list[Any]]:
        vendor = prepared.vendor()
        if vendor not in self._compiled:
            rows, changed = self.build(**_places(signature(self.build).parameters))
            query: Any = rows.query.chain(UpdateQuery)
            query.add_update_values(changed)
            query.clear_ordering(force=True)
            sql, params = query.get_compiler(connection=prepared.here()).as_sql()
            self._compiled[vendor] = Text.of(sql, params)
        text = self._compiled[vendor]
        return text.sql, text.filled(values)


def _places(names: Iterable[str]) -> dict[str, Place]:
    return {name: Place(name) for name in names}


def _making(compiler: Any) -> Make:
    """What makes an object, with what belongs to it, of a row of this query."""
    converts = compiler.get_converters([each[0] for each in compiler.select])
    made = _populating(compiler.klass_info, compiler, converts)
    places = list((compiler.annotation_col_map or {}).items())
    annotated = list(_converted(converts, places))
    link = compiler.connection

    def make(row: Sequence[Any]) -> Any:
        found = made(row)
        held = found.__dict__
        for name, place in places:
            held[name] = row[place]
        for name, convert, expression in annotated:
            held[name] = convert(held[name], expression, link)
        return found

    return make


def _converted(
    converts: Mapping[int, Any], places: Iterable[tuple[str, int]]
) -> Iterator[tuple[str, Callable[..., Any], Any]]:
    """What the backend and the field make of a value; of some it takes several steps."""
    for name, place in places:
        converters, expression = converts.get(place, ((), None))
        for convert in converters:
            yield name, QUICK.get(getattr(convert, "__name__", ""), convert), expression


@lru_cache(prepared.KEPT)
def _seen_before(value: str | None) -> UUID | None:
    """Those of people, programmes and calendars come with one act after the other."""
    return None if value is None else UUID(value)


def _aware(value: Any, expression: Any, link: Any) -> Any:
    if type(value) is datetime and value.tzinfo is None:
        return value.replace(tzinfo=link.timezone)
    return link.ops.convert_datetimefield_value(value, expression, link)


# What SQLite's backend makes of a column, and how it is made faster.
QUICK: Mapping[str, Convert] = {
    "convert_datetimefield_value": _aware,
    "convert_uuidfield_value": lambda value, _expression, _link: _seen_before(value),
}


def _populating(info: Mapping[str, Any], compiler: Any, converts: Mapping[int, Any]) -> Make:
    """As Django's RelatedPopulator, for plain models: no signals, no parents in other tables."""
    model, places = info["model"], info["select_fields"]
    link, names = compiler.connection, [compiler.select[n][0].target.attname for n in places]
    values = itemgetter(*places)
    key = places[names.index(model._meta.pk.attname)]
    changed = list(_converted(converts, zip(names, places, strict=True)))
    related = [
        (each, _populating(each, compiler, converts))
        for each in info.get("related_klass_infos", ())
    ]
    at_once = [
        (m, each["local_setter"], each["remote_setter"]) for each, m in related if _is_mutual(each)
    ]
    later = {each["field"].name: made for each, made in related if not _is_mutual(each)}

    def make(row: Sequence[Any]) -> Any:
        if row[key] is None:
            return None
        found = model.__new__(model)
        held = found.__dict__
        held["_state"] = stored(Belonging(row, later) if later else {})
        held.update(zip(names, values(row), strict=True))
        for name, convert, expression in changed:
            held[name] = convert(held[name], expression, link)
        for made, local, remote in at_once:
            other = made(row)
            local(found, other)
            if other is not None:
                remote(other, found)
        return found

    return make


def _is_mutual(related: Mapping[str, Any]) -> bool:
    """Whether each of the two is put beside the other."""
    return bool(related["reverse"] or related["field"].unique)
