"""Queries written with the ORM, compiled once, and then asked again with other values.

Building and compiling a query takes Django ten times as long as sending it. What is kept here comes
of a function that builds the query of its arguments: once of places where values belong, to compile
it, and never again. It must not look at its arguments, only put them into the query.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from inspect import signature
from operator import itemgetter
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models import Value
from django.db.models.base import ModelState
from django.db.models.sql import UpdateQuery

from workflows import prepared

Row = TypeVar("Row", bound=models.Model)
Make = Callable[[Sequence[Any]], Any]
Convert = Callable[[Any], Any]


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

    def of(self, values: Mapping[str, Any], adapters: Mapping[type, Convert]) -> Any:
        value = values[self.name]
        value = self.taken(value) if self.taken else value
        adapt = adapters.get(type(value))
        return adapt(value) if adapt else value


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
    """SQL with what stands in its places: a `Place`, or a value that is always the same.

    `width` is how many columns it gives.
    """

    sql: str
    params: tuple[Any, ...]
    width: int = 0

    def filled(self, values: Mapping[str, Any]) -> list[Any]:
        known = prepared.adapters()
        return [one.of(values, known) if isinstance(one, Place) else one for one in self.params]


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
        vendor = connection.vendor
        if vendor not in self._compiled:
            rows = self.build(**_places(self._names))
            compiler: Any = rows.query.get_compiler(connection=connection)
            sql, params = compiler.as_sql()
            text = Text(sql, tuple(params), len(compiler.select))
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
        vendor = connection.vendor
        if vendor not in self._compiled:
            rows, changed = self.build(**_places(signature(self.build).parameters))
            query: Any = rows.query.chain(UpdateQuery)
            query.add_update_values(changed)
            query.clear_ordering(force=True)
            sql, params = query.get_compiler(connection=connection).as_sql()
            self._compiled[vendor] = Text(sql, tuple(params))
        text = self._compiled[vendor]
        return text.sql, text.filled(values)


def _places(names: Iterable[str]) -> dict[str, Place]:
    return {name: Place(name) for name in names}


def _making(compiler: Any) -> Make:
    """What makes an object, with what belongs to it, of a row of this query."""
    convert = _converting(compiler)
    made = _populating(compiler.klass_info, compiler.select)
    annotations = list((compiler.annotation_col_map or {}).items())

    def make(row: Sequence[Any]) -> Any:
        row = convert(row)
        found = made(row)
        found.__dict__.update((name, row[place]) for name, place in annotations)
        return found

    return make


def _converting(compiler: Any) -> Callable[[Sequence[Any]], Sequence[Any]]:
    found = compiler.get_converters([each[0] for each in compiler.select])

    def convert(row: Sequence[Any]) -> Sequence[Any]:
        changed = list(row)
        for place, (converters, expression) in found.items():
            for converter in converters:
                changed[place] = converter(changed[place], expression, connection)
        return changed

    return convert if found else lambda row: row


def _populating(info: Mapping[str, Any], select: Sequence[Any]) -> Make:
    """As Django's RelatedPopulator, for plain models: no signals, no parents in other tables."""
    model = info["model"]
    names = [select[place][0].target.attname for place in info["select_fields"]]
    values = itemgetter(*info["select_fields"])
    key = info["select_fields"][names.index(model._meta.pk.attname)]
    related = [
        (_populating(each, select), each["local_setter"], each["remote_setter"])
        for each in info.get("related_klass_infos", ())
    ]

    def make(row: Sequence[Any]) -> Any:
        if row[key] is None:
            return None
        found = model.__new__(model)
        found._state = _stored()  # noqa: SLF001 as Model.from_db sets it
        found.__dict__.update(zip(names, values(row), strict=True))
        for made, local, remote in related:
            other = made(row)
            local(found, other)
            if other is not None:
                remote(other, found)
        return found

    return make


def _stored() -> ModelState:
    state = ModelState()
    state.adding, state.db = False, connection.alias
    return state
