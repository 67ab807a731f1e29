"""What a factory wrote is kept for the run: the same call on the same rows lays them down again.

The first call runs as ever, through the engine. Its rows are honest for a later one only while
nothing else was written, so whatever else a test writes ends the copying for that test.
"""

import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, fields, is_dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.conf import UserSettingsHolder, settings
from django.db import connection, connections, models, transaction
from django.utils import translation

from tests.factories import rows
from tests.factories.rows import Rows

TABLE = re.compile(r'(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM) "(\w+)"')
WRITE = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|WITH)\b")
HARMLESS = re.compile(r"\s*(?:SELECT|SAVEPOINT|RELEASE|EXPLAIN|PRAGMA)\b")

Key = tuple[object, ...]
P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Page:
    """The rows after a series of calls, and what was called from here on."""

    rows: Rows = field(default_factory=dict)
    calls: dict[Key, "Call"] = field(default_factory=dict)


@dataclass
class Call:
    """What one call was given, what it gave back, and how its rows are written again."""

    given: Any
    result: Any
    difference: rows.Difference
    then: Page


class Ledger:
    """Listens to every statement of a test, to know where in the book its database stands."""

    def __init__(self) -> None:
        self.first = Page()
        self.page: Page | None = None
        self.written: set[str] | None = None
        self.copying = False

    def restart(self) -> None:
        """A test begins, as far as is known with nothing written."""
        self.page, self.written = self.first, None
        for known in connections.all(initialized_only=True):
            if self not in known.execute_wrappers:
                known.execute_wrappers.append(self)

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        if not self.copying and not HARMLESS.match(sql):
            found = TABLE.findall(sql) if WRITE.match(sql) else []
            if found and self.written is not None:
                self.written.update(found)
            else:
                self.page = self.written = None
        return execute(sql, params, many, context)

    @property
    def listens(self) -> bool:
        """Whether this connection stands on a page, and nobody is just writing the next one."""
        here = self in connection.execute_wrappers
        return here and self.page is not None and self.written is None

    def perform(self, make: Callable[..., Any], given: Any) -> Any:
        page, key = self.page, _key(make, given)
        assert page is not None
        call = page.calls.get(key)
        if call is None:
            return self._first_time(page, key, make, given)
        if page is self.first and not rows.are_empty(call.difference):
            self.page = None
            return make(*given[0], **given[1])
        return self._again(call, given)

    def _first_time(self, page: Page, key: Key, make: Callable[..., Any], given: Any) -> Any:
        before = rows.read(_tables()) if page is self.first else page.rows
        self.page, self.written = None, set()
        try:
            result = make(*given[0], **given[1])
            written = self.written
        finally:
            self.written = None
        if written is None or (page is self.first and any(before[name] for name in written)):
            return result
        now = before | rows.read(written)
        copied, answer = deepcopy((given, result))
        then = Page(now)
        page.calls[key] = Call(copied, answer, rows.difference(before, now, written), then)
        self.page = then
        return result

    def _again(self, call: Call, given: Any) -> Any:
        self.copying = True
        try:
            with transaction.atomic():
                rows.write(call.difference)
        finally:
            self.copying = False
        self.page = call.then
        known = list(zip(_models(call.given), _models(given), strict=True))
        memo: dict[int, Any] = {id(old): new for old, new in known}
        for old, new in known:
            new.__dict__.update({name: old.__dict__[name] for name in _names(old)})
        return deepcopy(call.result, memo)


ledger = Ledger()


def kept(make: Callable[P, T]) -> Callable[P, T]:
    """A factory whose rows are laid down again where they would come out the same."""

    @wraps(make)
    def again(*args: P.args, **options: P.kwargs) -> T:
        if not ledger.listens or isinstance(settings._wrapped, UserSettingsHolder):
            return make(*args, **options)
        return ledger.perform(make, (args, options))

    return again


def _key(make: Callable[..., Any], given: Any) -> Key:
    return make.__module__, make.__qualname__, translation.get_language(), _said(given)


def _said(value: Any) -> str:
    """All that a factory can read off its arguments."""
    if isinstance(value, models.Model):
        return repr([value._meta.label, *(value.__dict__[name] for name in _names(value))])
    if isinstance(value, dict):
        return repr([(name, _said(one)) for name, one in value.items()])
    if isinstance(value, tuple | list):
        return repr([_said(one) for one in value])
    if is_dataclass(value):
        return repr([_said(getattr(value, each.name)) for each in fields(value)])
    return repr(value)


def _models(value: Any) -> list[models.Model]:
    """The rows among the arguments, in order."""
    if isinstance(value, models.Model):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    elif is_dataclass(value):
        value = [getattr(value, each.name) for each in fields(value)]
    return [row for one in value for row in _models(one)] if isinstance(value, tuple | list) else []


def _names(row: models.Model) -> list[str]:
    held = row.__dict__
    return [each.attname for each in row._meta.concrete_fields if each.attname in held]


def _tables() -> set[str]:
    return {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
