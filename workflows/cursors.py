"""Moving the cursors of many deadlines, each only if it still stands where it was read."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from workflows.models import Deadline

MOVE = """
    UPDATE workflows_deadline
    SET step = {to}, next_due_at = {next_due_at}, told = workflows_deadline.told + {told},
        failures = 0, held_until = NULL
"""
TOGETHER = f"""
    {MOVE.format(to="moved.to_step", next_due_at="moved.next_due_at", told="moved.told")}
    FROM unnest(%s::int[], %s::timestamptz[], %s::int[], %s::bigint[], %s::int[], %s::int[])
        AS moved(to_step, next_due_at, told, id, step, epoch)
    WHERE workflows_deadline.id = moved.id AND closed_at IS NULL
        AND workflows_deadline.step = moved.step AND workflows_deadline.epoch = moved.epoch
"""
ONE_BY_ONE = f"""
    {MOVE.format(to="%s", next_due_at="%s", told="%s")}
    WHERE id = %s AND closed_at IS NULL AND step = %s AND epoch = %s
"""


class Move(NamedTuple):
    """Where a cursor goes; `pk`, `step` and `epoch` are what was read."""

    to: int
    next_due_at: datetime | None
    told: int
    pk: int
    step: int
    epoch: int


def move(moves: Sequence[Move]) -> int:
    """How many were moved; whoever failed to back off before starts afresh."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(TOGETHER, [_array(column) for column in zip(*moves, strict=True)])
        else:
            prepared = Deadline._meta.get_field("next_due_at").get_db_prep_save
            cursor.executemany(
                ONE_BY_ONE, [(to, prepared(at, connection), *rest) for to, at, *rest in moves]
            )
        return int(cursor.rowcount)


def _array(values: Iterable[Any]) -> str:
    """Numbers and moments as PostgreSQL writes an array; nothing in them needs quotes."""
    return "{" + ",".join("NULL" if value is None else str(value) for value in values) + "}"
