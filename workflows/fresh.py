"""New rows as Django's constructor makes them, without its signals and lookups."""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from django.db import models
from django.db.models.base import ModelState

Row = TypeVar("Row", bound=models.Model)


def fresh_row(model: type[Row], **values: Any) -> Row:
    """An unsaved row of a plain model: with its defaults, apart from what is given by name."""
    constant, made = _defaults(model)
    row = model.__new__(model)
    held = row.__dict__
    held["_state"] = ModelState()
    held.update(constant)
    for name, value in values.items():
        if name in constant:
            held[name] = value
        else:
            refer(row, name, value)
    held.update((name, default()) for name, default in made if name not in values)
    return row


def refer(row: models.Model, name: str, other: models.Model | None) -> None:
    """Let a row refer to another by that foreign key, as assigning it does."""
    attname, key, alone = _reference(type(row), name)
    if alone:
        setattr(row, name, other)
        return
    held = row.__dict__
    held[attname] = None if other is None else getattr(other, key)
    held["_state"].fields_cache[name] = other


@cache
def _reference(model: type[models.Model], name: str) -> tuple[str, str, bool]:
    """Where the key stands, that of the other row, and whether the other refers back."""
    field: Any = model._meta.get_field(name)
    return field.attname, field.target_field.attname, not field.remote_field.multiple


@cache
def _defaults(
    model: type[models.Model],
) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """Values by column, None for those that are made anew each time; and what makes those."""
    fields = {one.attname: one for one in model._meta.concrete_fields}
    anew = [name for name, one in fields.items() if one.has_default() and callable(one.default)]
    constant = {name: None if name in anew else one.get_default() for name, one in fields.items()}
    made: Any = [(name, fields[name].default) for name in anew]
    return constant, made
