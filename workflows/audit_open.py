"""What SQL alone can see of everything open: no code of the engine, no arithmetic, no history.

Cheap enough for every hour; each statement reads indexes of what is open. `workflows.audit` reads
everything and computes it again, by night.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models

from workflows.findings import Finding
from workflows.machine import Machine
from workflows.models import Deadline, Record
from workflows.registry import machines

GRACE = timedelta(minutes=2)
NAMED = 50

STUCK = """
    SELECT s.id FROM {subject} s WHERE s.state IN ({open}) AND NOT EXISTS (
        SELECT 1 FROM {deadline} d
        WHERE d.subject_kind = %s AND d.subject_id = s.id AND d.closed_at IS NULL)
    ORDER BY s.id LIMIT {named}
"""
MISPLACED = """
    SELECT d.subject_id, d.name, s.state, d.role FROM {deadline} d
    LEFT JOIN {subject} s ON s.id = d.subject_id
    WHERE d.closed_at IS NULL AND d.subject_kind = %s
        AND (s.id IS NULL OR d.role = '' OR NOT ({places}))
    ORDER BY d.id LIMIT {named}
"""
UNTRUE = """
    SELECT s.id, s.state, r.to_state FROM {subject} s LEFT JOIN {record} r
        ON r.subject_kind = %s AND r.subject_id = s.id AND r.version = s.version
    WHERE s.state IN ({open}) AND (r.id IS NULL OR r.to_state <> s.state OR r.mac <> s.chain_head
        OR EXISTS (SELECT 1 FROM {record} later WHERE later.subject_kind = %s
            AND later.subject_id = s.id AND later.version = s.version + 1))
    ORDER BY s.id LIMIT {named}
"""
OVERDUE = """
    SELECT subject_kind, subject_id, name FROM {deadline}
    WHERE closed_at IS NULL AND next_due_at < %s AND (held_until IS NULL OR held_until < %s)
    ORDER BY next_due_at, id LIMIT {named}
"""
DOUBLED = """
    SELECT subject_kind, subject_id, name FROM {deadline} WHERE closed_at IS NULL
    GROUP BY subject_kind, subject_id, name HAVING count(*) > 1 LIMIT {named}
"""


def findings(now: datetime) -> Iterator[Finding]:
    """What is wrong with the open items and their deadlines; up to so many of each sort."""
    for kind, model in machines().items():
        yield from _stuck(kind, model)
        yield from _misplaced(kind, model)
        yield from _untrue(kind, model)
    since = connection.ops.adapt_datetimefield_value(now - GRACE)
    for kind, pk, name in _rows(OVERDUE, [since, since]):
        yield Finding("overdue", f"{kind} {pk}: {name}", "should have rung by now")
    for kind, pk, name in _rows(DOUBLED):
        yield Finding("deadline_doubled", f"{kind} {pk}: {name}", "is armed more than once")


def _stuck(kind: str, model: type[Machine]) -> Iterator[Finding]:
    for (pk,) in _rows(STUCK, [*_open(model), kind], model):
        yield Finding("stuck", f"{kind} {pk}", "is open but nobody has a deadline")


def _misplaced(kind: str, model: type[Machine]) -> Iterator[Finding]:
    """Deadlines of nothing, of nobody, or in a state that does not have them."""
    places = ["1 = 0"]
    values: list[str] = []
    for spec in model.deadlines:
        places.append(f"(d.name = %s AND s.state IN ({_marks(spec.states)}))")
        values += [spec.name, *map(str, spec.states)]
    for pk, name, state, role in _rows(
        MISPLACED, [kind, *values], model, places=" OR ".join(places)
    ):
        where = f"{kind} {pk}: {name}"
        if state is None:
            yield Finding("orphan", f"{kind} {pk}", "has deadlines but does not exist")
        elif not role:
            yield Finding("turn", where, "awaits nobody")
        else:
            yield Finding("deadline", where, f"is armed although the subject is {state}")


def _untrue(kind: str, model: type[Machine]) -> Iterator[Finding]:
    for pk, state, told in _rows(UNTRUE, [kind, *_open(model), kind], model):
        if told is not None and told != state:
            yield Finding("state", f"{kind} {pk}", f"is {state} but its last record says {told}")
        else:
            yield Finding("chain", f"{kind} {pk}", "is not where its history ends")


def _open(model: type[Machine]) -> list[str]:
    return [state for state in map(str, model.State) if model.is_open(state)]


def _rows(
    sql: str, values: Sequence[Any] = (), model: type[Machine] | None = None, places: str = ""
) -> list[tuple[Any, ...]]:
    statement = sql.format(
        subject=_table(model) if model else "",
        deadline=_table(Deadline),
        record=_table(Record),
        open=_marks(_open(model)) if model else "",
        places=places,
        named=NAMED,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return list(cursor.fetchall())


def _marks(values: Any) -> str:
    return ", ".join("%s" for _value in values)


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
