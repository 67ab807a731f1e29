"""Reading subjects: with what belongs to them, and with what the actor is to them."""

from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from django.contrib.admin.utils import get_fields_from_path
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from workflows.actors import Actor, SystemProcess
from workflows.kept import Kept
from workflows.machine import SYSTEM, Machine
from workflows.models import Calendar, EngineState

Subject = TypeVar("Subject", bound=Machine)


def read(model: type[Subject], pk: int, *, by: Actor, now: datetime) -> Subject:
    """The subject with what belongs to it, and in `acting_roles` what the actor is to it."""
    return _acting(_rows(model, by, now).get(pk=pk), by, now)


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


def locked_one(model: type[Subject], pk: int, *, by: Actor, now: datetime) -> Subject:
    """As `locked`, compiled once for each machine, for people and for the system."""
    kept, given = _kept_for(model, by)
    values = {"pk": pk, "now": now, **given}
    found = kept(**values) or kept(**values)
    if any(row.__dict__["_began_at"] != row.version for row in found):
        found = kept(**values)
    if not found:
        raise model.DoesNotExist
    return _acting(found[0], by, now)


def _kept_for(model: type[Subject], by: Actor) -> tuple[Kept[Subject], dict[str, Any]]:
    if isinstance(by, SystemProcess):
        return _kept_for_system(model), {}
    return _kept_for_people(model), {"user": by.pk}


@cache
def _kept_for_people(model: type[Subject]) -> Kept[Subject]:
    return Kept(lambda pk, now, user: _to_lock(model, Q(pk=pk), user, now))


@cache
def _kept_for_system(model: type[Subject]) -> Kept[Subject]:
    return Kept(lambda pk, now: _to_lock(model, Q(pk=pk), SystemProcess(""), now))


def _to_lock(model: type[Subject], which: Q, by: Any, now: datetime) -> QuerySet[Subject]:
    version = model._base_manager.filter(pk=OuterRef("pk")).values("version")
    edition = EngineState.objects.values("policies")[:1]
    rows: Any = _rows(model, by, now).annotate(
        _began_at=Subquery(version), policies_edition=Subquery(edition)
    )
    found: QuerySet[Subject] = rows.filter(which).select_for_update(of=("self",))
    return found.defer(*_known(model))


@cache
def _known(model: type[Machine]) -> list[str]:
    """What a calendar says is known by heart once its revision has been seen."""
    found = []
    for path in model.related:
        *_before, last = get_fields_from_path(model, path)
        if last.related_model is Calendar:
            found += [f"{path}__{name}" for name in ("week", "source_label")]
    return found


def _rows(model: type[Subject], by: Any, now: datetime) -> QuerySet[Subject]:
    rules: dict[str, Any] = {} if isinstance(by, SystemProcess) else dict(model.relations)
    flags = {f"_is_{role}": _stands(model, rule(by, now)) for role, rule in rules.items()}
    rows: QuerySet[Subject] = model._base_manager.select_related(*model.related).annotate(**flags)
    return rows


def _acting(fresh: Subject, by: Actor, now: datetime) -> Subject:
    roles = {role for role in type(fresh).relations if fresh.__dict__.get(f"_is_{role}")}
    fresh.as_of = now
    fresh.acting_roles = frozenset({SYSTEM} if isinstance(by, SystemProcess) else roles)
    return fresh


def _stands(model: type[Machine], relation: Q) -> Exists:
    return Exists(model._base_manager.filter(pk=OuterRef("pk")).filter(relation))
