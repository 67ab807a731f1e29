"""Reading subjects: with what belongs to them, and with what the actor is to them."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from django.contrib.admin.utils import get_fields_from_path
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery

from workflows.actors import Actor, SystemProcess
from workflows.kept import Kept
from workflows.machine import SYSTEM, Machine
from workflows.models import EngineState

Subject = TypeVar("Subject", bound=Machine)


def read(model: type[Subject], pk: int, *, by: Actor, now: datetime) -> Subject:
    """The subject with what belongs to it, and in `acting_roles` what the actor is to it."""
    return _acting(_rows(model, by, now, model.related).get(pk=pk), by, now)


def locked(model: type[Subject], which: Q, *, by: Actor, now: datetime) -> list[Subject]:
    """Those subjects, locked in the order of their keys and read as `read` does.

    After a wait for the lock PostgreSQL returns the row as it is now, but joins and subqueries as
    they were when the statement began (or nothing, if an inner join no longer fits). The version
    of then tells: if it differs, read again.
    """
    rows = _to_lock(model, which, by, now).order_by("pk")
    found = list(rows)
    if any(row.__dict__["_began_at"] != row.version for row in found):
        found = list(rows.all())
    return [_acting(row, by, now) for row in found]


def locked_one(subject: Subject, *, by: Actor, now: datetime) -> Subject:
    """As `locked`, compiled once for each machine, for people and for the system.

    What the subject at hand refers to nothing with is not looked for; if it does by now, all is
    read again.
    """
    model, absent = type(subject), _absent(subject)
    found = _newest(model, subject.pk, by, now, absent)
    if absent - _absent(found):
        found, absent = _newest(model, subject.pk, by, now, frozenset()), frozenset()
    found.__dict__["_state"].fields_cache.update(dict.fromkeys(absent))
    return _acting(found, by, now)


def _newest(
    model: type[Subject], pk: int, by: Actor, now: datetime, absent: frozenset[str]
) -> Subject:
    kept, given = _kept_for(model, by, absent)
    values = {"pk": pk, "now": now, **given}
    found = kept(**values) or kept(**values)
    if any(row.__dict__["_began_at"] != row.version for row in found):
        found = kept(**values)
    if not found:
        raise model.DoesNotExist
    return found[0]


def _absent(subject: Machine) -> frozenset[str]:
    """The names of those that may belong to it and do not."""
    held = subject.__dict__
    return frozenset(
        name for name, attname in _optional(type(subject)) if held.get(attname, name) is None
    )


@cache
def _optional(model: type[Machine]) -> list[tuple[str, str]]:
    names = {path.split("__")[0] for path in model.related}
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    return [(each.name, each.attname) for each in fields if each.null]


def _kept_for(
    model: type[Subject], by: Actor, absent: frozenset[str]
) -> tuple[Kept[Subject], dict[str, Any]]:
    if isinstance(by, SystemProcess):
        return _kept_for_system(model, absent), {}
    return _kept_for_people(model, absent), {"user": by.pk}


@cache
def _kept_for_people(model: type[Subject], absent: frozenset[str]) -> Kept[Subject]:
    return Kept(lambda pk, now, user: _to_lock(model, Q(pk=pk), user, now, absent))


@cache
def _kept_for_system(model: type[Subject], absent: frozenset[str]) -> Kept[Subject]:
    return Kept(lambda pk, now: _to_lock(model, Q(pk=pk), SystemProcess(""), now, absent))


def _to_lock(
    model: type[Subject],
    which: Q,
    by: Any,
    now: datetime,
    absent: frozenset[str] = frozenset(),
) -> QuerySet[Subject]:
    version = model._base_manager.filter(pk=OuterRef("pk")).values("version")
    edition = EngineState.objects.values("policies")[:1]
    related = [path for path in model.related if path.split("__")[0] not in absent]
    rows: Any = _rows(model, by, now, related).annotate(
        _began_at=Subquery(version), policies_edition=Subquery(edition)
    )
    found: QuerySet[Subject] = rows.filter(which).select_for_update(of=("self",))
    return found.defer(*seldom(model, *related))


@cache
def seldom(model: type[Model], *paths: str) -> tuple[str, ...]:
    """What the rows that belong to one at these paths call `seldom`: read once somebody asks."""
    found: dict[str, None] = {}
    for path in paths:
        steps = path.split("__")
        for reached, field in enumerate(get_fields_from_path(model, path), start=1):
            names = getattr(field.related_model, "seldom", ())
            found |= {"__".join([*steps[:reached], name]): None for name in names}
    return tuple(found)


def _rows(
    model: type[Subject], by: Any, now: datetime, related: Iterable[str]
) -> QuerySet[Subject]:
    rules: dict[str, Any] = {} if isinstance(by, SystemProcess) else dict(model.relations)
    flags = {f"_is_{role}": _stands(model, rule(by, now)) for role, rule in rules.items()}
    rows: QuerySet[Subject] = model._base_manager.select_related(*related).annotate(**flags)
    return rows


def _acting(fresh: Subject, by: Actor, now: datetime) -> Subject:
    roles = {role for role in type(fresh).relations if fresh.__dict__.get(f"_is_{role}")}
    fresh.as_of = now
    fresh.acting_roles = frozenset({SYSTEM} if isinstance(by, SystemProcess) else roles)
    return fresh


def _stands(model: type[Machine], relation: Q) -> Exists:
    return Exists(model._base_manager.filter(pk=OuterRef("pk")).filter(relation))
