"""The engine's promises checked against its rows, by code that takes no part in keeping them."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import models

from workflows import chains, pauses
from workflows.anchors import Head
from workflows.arming import next_ring_at, plan_of
from workflows.findings import Finding
from workflows.machine import Machine
from workflows.models import Deadline, Extension
from workflows.reference.deadlines import due_and_next
from workflows.reference.working import Beyond
from workflows.registry import machines

LATE = timedelta(minutes=2)


def findings(now: datetime, outside: dict[str, Head] | None = None) -> Iterator[Finding]:
    """Everything wrong with records, states and deadlines; nothing when all is well.

    `outside` are heads of chains, as `chains.findings` takes them.
    """
    yield from chains.findings({} if outside is None else outside)
    for kind, model in machines().items():
        yield from _clocks(kind, model, now)


def _clocks(kind: str, model: type[Machine], now: datetime) -> Iterator[Finding]:
    held: models.QuerySet[Any] = model._base_manager.get_queryset()
    states = dict(held.values_list("pk", "state"))
    rows = Deadline.objects.open().filter(subject_kind=kind)
    armed, given = set(), _given(kind)
    for row in pauses.laid(rows.select_related("policy_version", "calendar").iterator()):
        armed.add(row.subject_id)
        yield from _clock(model, row, states.get(row.subject_id), now)
        if row.extended != given.get(row.pk, 0):
            yield Finding("deadline", str(row), "is not extended as its extensions say")
    for pk in _forgotten(model, states.items(), armed):
        yield Finding("stuck", f"{kind} {pk}", "is open but nobody has a deadline")
    gone = Deadline.objects.filter(subject_kind=kind).exclude(subject_id__in=list(states))
    for pk in gone.values_list("subject_id", flat=True).distinct():
        yield Finding("orphan", f"{kind} {pk}", "has deadlines but does not exist")


def _given(kind: str) -> dict[int, int]:
    """By open deadline the working days that were given on top of its policy."""
    rows = Extension.objects.filter(deadline__subject_kind=kind, deadline__closed_at=None)
    days = rows.order_by().values_list("deadline").annotate(models.Sum("working_days"))
    return dict(days)


def _reckoned(row: Deadline, where: str) -> Iterator[Finding]:
    """The same reckoned by code that shares nothing with the engine."""
    try:
        found = due_and_next(row)
    except Beyond:
        return
    if found != (row.due_at, row.next_due_at):
        yield Finding("deadline", where, "differs from what the slow reckoning says")


def _forgotten(
    model: type[Machine], states: Iterable[tuple[int, str]], armed: set[int]
) -> list[int]:
    return [pk for pk, state in states if model.is_open(state) and pk not in armed]


def _clock(
    model: type[Machine], row: Deadline, state: str | None, now: datetime
) -> Iterator[Finding]:
    where = f"{row} ({row.uid})"
    spec = next((spec for spec in model.deadlines if spec.name == row.name), None)
    if spec is None or (state is not None and state not in spec.states):
        yield Finding("deadline", where, f"is armed although the subject is {state}")
    times = plan_of(row)
    if row.due_at != times.due_at or row.next_due_at != next_ring_at(times, row.step):
        yield Finding("deadline", where, "does not follow from its policy, anchor and calendar")
    else:
        yield from _reckoned(row, where)
    if row.held_until is None and row.next_due_at and row.next_due_at < now - LATE:
        yield Finding("overdue", where, f"should have rung at {row.next_due_at:%Y-%m-%d %H:%M}Z")
