"""The only place that stores a change: compare-and-set on the subjects, then their rows."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, cast

from django.db import IntegrityError, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows import statements, storing
from workflows.arming import REPOINTED
from workflows.change import BulkUpdate, Change, GuardedUpdate, KnownUpdate, Moved, Update
from workflows.columns import NotPlain
from workflows.desk import Desk
from workflows.errors import Conflict, Guarded
from workflows.machine import Machine
from workflows.models import Deadline, Record

CLOSED = ("closed_at", "outcome")
CHANGED_MEANWHILE = _("Somebody else changed this a moment ago. Look at it again, then decide.")


def insert_subject(subject: Machine) -> None:
    """Store a subject that begins, at version 0; its first record makes it version 1."""
    try:
        models.Model.save(subject, force_insert=True)
    except IntegrityError as error:
        raise refusal_of([subject], error) from error


def advance(subject: Machine, record: Record) -> None:
    """Number a decided change, so that the next one of the same act builds upon it."""
    subject.version, subject.chain_head = record.version, record.mac


def write(desk: Desk) -> None:
    """Write what was decided in the caller's transaction, all or nothing.

    Raises Conflict when a subject moved on meanwhile, Guarded when a rule across rows refuses.
    """
    moved, changes = desk.moved(), desk.changes
    armed = [row for change in changes for row in change.clocks.armed]
    effects = [row for effect in desk.effects for row in effect.rows]
    rows = [*[change.record for change in changes], *armed, *effects, *desk.told]
    try:
        if _is_wide(desk, moved, rows) or not _stored(desk, moved, rows):
            by_orm(desk, moved, rows)
    except IntegrityError as error:
        raise refusal_of([each.subject for each in moved], error) from error


def _is_wide(desk: Desk, moved: Sequence[Moved], rows: Sequence[models.Model]) -> bool:
    """An act that the ORM stores better: of many rows, or where each update is sent by itself and
    those of several subjects are better made together."""
    if len(rows) + len(moved) > storing.MOST:
        return True
    return len(desk.changes) > 1 and not statements.can_send_together()


def by_orm(desk: Desk, moved: Sequence[Moved], rows: Sequence[models.Model]) -> None:
    """The same through the ORM, for acts of many rows and for values that only it can send."""
    _update([*_compare_and_set(moved), *_declared(desk), *_move_clocks(desk.changes)])
    insert(rows)


def _stored(desk: Desk, moved: Sequence[Moved], rows: Sequence[models.Model]) -> bool:
    """Store it in SQL that was made before; False if a value is not plain, and nothing is sent."""
    declared = _declared(desk)
    try:
        touches = [
            *[storing.changed(each.subject, sorted(each.columns), each.version) for each in moved],
            *[_touch(update) for update in declared],
            *[
                touch
                for names, clocks in _clocks_moved(desk.changes)
                for touch in storing.moved(clocks, names)
            ],
        ]
        touched = storing.store(touches, rows)
    except NotPlain:
        return False
    if any(count != 1 for count in touched[: len(moved)]):
        raise Conflict(CHANGED_MEANWHILE)
    for update, count in zip(declared, touched[len(moved) :], strict=False):
        _check(update, count)
    return True


def _touch(update: Update) -> storing.Touch:
    exactly = _exactly(update)
    if isinstance(update, KnownUpdate):
        return storing.Touch(*update.kept(**update.given), exactly)
    found = statements.update_sql(update.rows, update.values)
    if found is None:
        raise NotPlain
    return storing.Touch(*found, exactly)


def insert(rows: Iterable[models.Model]) -> None:
    """Insert unsaved rows."""
    statements.insert(rows)


def refusal_of(subjects: Sequence[Machine], error: IntegrityError) -> Exception:
    """The refusal a violated constraint stands for, or the error itself if it stands for none."""
    message = str(error)
    for subject in subjects:
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


def _update(updates: Sequence[Update]) -> None:
    touched = statements.update([(update.rows, update.values) for update in updates])
    for update, count in zip(updates, touched, strict=True):
        _check(update, count)


def _check(update: Update, touched: int) -> None:
    if _exactly(update) not in (None, touched):
        raise cast("GuardedUpdate", update).refusal


def _exactly(update: Update) -> int | None:
    if isinstance(update, KnownUpdate):
        return None if update.refusal is None else 1
    return update.exactly if isinstance(update, GuardedUpdate) else None


def _compare_and_set(moved: Sequence[Moved]) -> list[GuardedUpdate]:
    """One update per kind; a subject that is no longer of the version read is not touched."""
    updates = []
    for model, group in groupby(moved, key=lambda each: type(each.subject)):
        each = list(group)
        names = {name for one in each for name in one.columns}
        values = {
            one.subject.pk: {name: getattr(one.subject, name) for name in sorted(names)}
            for one in each
        }
        rows = model._base_manager.filter(_unmoved(each))
        refusal = Conflict(CHANGED_MEANWHILE)
        updates.append(GuardedUpdate(rows, statements.by_row(model, values), refusal, len(each)))
    return updates


def _unmoved(moved: Sequence[Moved]) -> Q:
    which = Q(pk__in=[])
    for each in moved:
        which |= Q(pk=each.subject.pk, version=each.version)
    return which


def _declared(desk: Desk) -> list[Update]:
    """The updates of the consequences; equal ones of one table are made together."""
    found: list[Update] = []
    for update in [one for effect in desk.effects for one in effect.updates]:
        place = next((n for n, other in enumerate(found) if _alike(update, other)), None)
        if place is None:
            found.append(update)
        else:
            found[place] = BulkUpdate(found[place].rows | update.rows, update.values)
    return found


def _alike(update: Update, other: Update) -> bool:
    if not (_is_bulk(update) and _is_bulk(other)):
        return False
    return (update.rows.model, update.values) == (other.rows.model, other.values)


def _is_bulk(update: Update) -> bool:
    """Whether it may touch any number of rows, and is built as a queryset anyway."""
    known = isinstance(update, KnownUpdate) and not statements.can_send_together()
    return isinstance(update, BulkUpdate) or (known and _exactly(update) is None)


def _clocks_moved(changes: Sequence[Change]) -> list[tuple[tuple[str, ...], list[Deadline]]]:
    """Rows that change, once each, by the columns. Those armed in this act are not stored yet:
    they are inserted as they stand in the end."""
    closed = {row.pk: row for change in changes for row, _outcome in change.clocks.closed if row.pk}
    repointed = {row.pk: row for change in changes for row in change.clocks.repointed if row.pk}
    still_open = [row for key, row in repointed.items() if key not in closed]
    return [(CLOSED, list(closed.values())), (REPOINTED, still_open)]


def _move_clocks(changes: Sequence[Change]) -> list[BulkUpdate]:
    return [
        _of_deadlines({row.pk: {name: getattr(row, name) for name in names} for row in rows})
        for names, rows in _clocks_moved(changes)
        if rows
    ]


def _of_deadlines(changed: dict[int, dict[str, Any]]) -> BulkUpdate:
    rows = Deadline.objects.open().filter(pk__in=changed)
    return BulkUpdate(rows, statements.by_row(Deadline, changed))
