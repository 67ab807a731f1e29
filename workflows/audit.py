"""The engine's promises checked against its rows, by code that takes no part in keeping them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import Any

from django.db import models

from workflows import pauses, records
from workflows.arming import next_ring_at, plan_of
from workflows.machine import Machine
from workflows.models import Deadline, Extension, Record, RecordText
from workflows.registry import machines

LATE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as promised: a stable code, the row it is about, and plain words."""

    code: str
    where: str
    what: str


def findings(now: datetime) -> Iterator[Finding]:
    """Everything wrong with records, states and deadlines; nothing when all is well."""
    for kind, model in machines().items():
        yield from _histories(kind, model)
        yield from _clocks(kind, model, now)
    yield from _texts()


def _histories(kind: str, model: type[Machine]) -> Iterator[Finding]:
    subjects = {subject.pk: subject for subject in model._base_manager.iterator()}
    rows = Record.objects.filter(subject_kind=kind).order_by("subject_id", "version")
    actors = records.actor_uids(set(rows.order_by().values_list("actor", flat=True)) - {None})
    seen = set()
    for pk, group in groupby(rows.iterator(), key=lambda row: row.subject_id):
        seen.add(pk)
        history = list(group)
        yield from _chain(kind, pk, history, actors)
        if pk in subjects:
            yield from _stands(kind, subjects[pk], history[-1])
        else:
            yield Finding("orphan", f"{kind} {pk}", "has records but does not exist")
    for pk in subjects.keys() - seen:
        yield Finding("chain", f"{kind} {pk}", "has no records at all")


def _chain(kind: str, pk: int, history: list[Record], actors: dict[int, str]) -> Iterator[Finding]:
    where = f"{kind} {pk}"
    if history[0].version != 1 or history[0].previous:
        yield Finding("chain", where, "the first record is missing")
    for earlier, later in pairwise(history):
        if later.version != earlier.version + 1 or later.previous != earlier.mac:
            yield Finding("chain", where, f"the chain is cut before version {later.version}")
        if later.from_state != earlier.to_state:
            yield Finding("chain", where, f"version {later.version} starts from another state")
    for row in history:
        actor = actors.get(row.actor_id, "") if row.actor_id else ""
        if not _genuine(row, actor):
            yield Finding("record", where, f"the record of version {row.version} was edited")


def _genuine(row: Record, actor: str) -> bool:
    try:
        return records.mac_of(row, actor) == row.mac
    except KeyError:
        return False


def _stands(kind: str, subject: Machine, last: Record) -> Iterator[Finding]:
    where = f"{kind} {subject.pk}"
    if str(subject.state) != last.to_state:
        yield Finding(
            "state", where, f"is {subject.state} but its last record says {last.to_state}"
        )
    if (subject.version, subject.chain_head) != (last.version, last.mac):
        yield Finding("chain", where, "the end of the chain was cut or the version was changed")


def _texts() -> Iterator[Finding]:
    for text in RecordText.objects.select_related("record").iterator():
        if records.text_digest(text.salt, text.content) != text.record.text_digest:
            yield Finding("record", str(text.record), "the text of the record was edited")


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
    if row.held_until is None and row.next_due_at and row.next_due_at < now - LATE:
        yield Finding("overdue", where, f"should have rung at {row.next_due_at:%Y-%m-%d %H:%M}Z")
