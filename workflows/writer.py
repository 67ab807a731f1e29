"""The only place that stores a change: compare-and-set on the subject, then its rows."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.db import IntegrityError, models
from django.utils.translation import gettext_lazy as _

from workflows.arming import REPOINTED
from workflows.change import BulkUpdate, Change, Effects, GuardedUpdate, Rearrangement
from workflows.errors import Conflict, Guarded
from workflows.machine import Machine
from workflows.models import Deadline

CHANGED_MEANWHILE = _("Somebody else changed this a moment ago. Look at it again, then decide.")


def insert_subject(subject: Machine) -> None:
    """Store a subject that begins, at version 0; its first record makes it version 1."""
    try:
        models.Model.save(subject, force_insert=True)
    except IntegrityError as error:
        raise refusal_of(subject, error) from error


def write(
    change: Change,
    *,
    columns: Mapping[str, Any],
    effects: Effects,
    told: Sequence[models.Model],
) -> None:
    """Write a decided change in the caller's transaction, all or nothing.

    `columns` are the subject's changed columns with the new version and chain head. Raises Conflict
    when the subject moved on meanwhile, Guarded when a rule across rows refuses.
    """
    try:
        _compare_and_set(change.subject, columns)
        for update in effects.updates:
            _apply(update)
        _move_clocks(change.clocks)
        insert([change.record, *change.clocks.armed, *effects.rows, *told])
    except IntegrityError as error:
        raise refusal_of(change.subject, error) from error


def insert(rows: Iterable[models.Model]) -> None:
    """Insert unsaved rows, one statement per run of the same model, in the order given."""
    for model, run in groupby(rows, key=type):
        _store_all(model, list(run))


def _store_all(model: type[models.Model], rows: list[models.Model]) -> None:
    model._base_manager.bulk_create(rows)


def refusal_of(subject: Machine, error: IntegrityError) -> Exception:
    """The refusal a violated constraint stands for, or the error itself if it stands for none."""
    message = str(error)
    columns = _columns_of_constraints(subject)
    for constraint, reason in subject.constraint_refusals.items():
        if constraint in message or columns.get(constraint, constraint) in message:
            return Guarded(reason)
    return error


def _columns_of_constraints(subject: Machine) -> dict[str, str]:
    """How SQLite names a unique constraint in its message: by the columns, never by its name."""
    table = subject._meta.db_table
    columns = {field.name: f"{table}.{field.column}" for field in subject._meta.concrete_fields}
    return {
        rule.name: ", ".join(columns[name] for name in rule.fields)
        for rule in subject._meta.constraints
        if isinstance(rule, models.UniqueConstraint) and rule.fields
    }


def _compare_and_set(subject: Machine, columns: Mapping[str, Any]) -> None:
    version = columns["version"] - 1
    touched = type(subject)._base_manager.filter(pk=subject.pk, version=version).update(**columns)
    if touched != 1:
        raise Conflict(CHANGED_MEANWHILE)
    subject.__dict__.update({name: columns[name] for name in ("version", "chain_head")})


def _apply(update: GuardedUpdate | BulkUpdate) -> None:
    touched = update.rows.update(**update.values)
    if isinstance(update, GuardedUpdate) and touched != 1:
        raise update.refusal


def _move_clocks(clocks: Rearrangement) -> None:
    by_outcome: dict[str, list[int]] = {}
    for row, outcome in clocks.closed:
        by_outcome.setdefault(outcome, []).append(row.pk)
    if clocks.closed:
        closed_at = clocks.closed[0][0].closed_at
        outcomes = models.Case(
            *[models.When(pk__in=ids, then=models.Value(name)) for name, ids in by_outcome.items()]
        )
        closing = Deadline.objects.open().filter(pk__in=[row.pk for row, _ in clocks.closed])
        closing.update(closed_at=closed_at, outcome=outcomes)
    if clocks.repointed:
        Deadline.objects.bulk_update(clocks.repointed, REPOINTED)
