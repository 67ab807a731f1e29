"""Ringing what is due: reminders and escalations in batches, everything else one by one."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, islice
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from workflows import engine, hooks, writer
from workflows.actors import SWEEP
from workflows.arming import next_ring_at, plan_of
from workflows.change import RingEvent, Tidings
from workflows.errors import Refused
from workflows.machine import Machine, Party
from workflows.models import Deadline
from workflows.pauses import Standstills
from workflows.policy import Action, Misfire
from workflows.registry import machine
from workflows.schedule import Plan, Ring

log = logging.getLogger(__name__)

BATCH = 100
SOLO = frozenset({Action.TRANSITION, Action.HAND_OVER})
BACK_OFF = timedelta(minutes=5)
LONGEST_BACK_OFF = timedelta(hours=6)


class Overtaken(Exception):
    """Another sweep advanced one of these cursors first; nothing of this batch is written."""


@dataclass(frozen=True, slots=True)
class Due:
    """An open deadline with the rings whose time has come, on its locked subject."""

    subject: Machine
    row: Deadline
    plan: Plan
    rings: tuple[Ring, ...]

    def event(self, ring: Ring, now: datetime) -> RingEvent:
        step = self.row.policy_version.value.steps[ring.step - 1]
        past = step.misfire is Misfire.SKIP_IF_PAST and now > self.row.due_at
        return RingEvent(self.subject, self.row, step, ring, past)

    def action(self, ring: Ring) -> Action:
        return self.row.policy_version.value.steps[ring.step - 1].action

    @property
    def batched(self) -> tuple[Ring, ...]:
        """The leading rings that only tell somebody something."""
        rings = []
        for ring in self.rings:
            if self.action(ring) in SOLO:
                break
            rings.append(ring)
        return tuple(rings)


def ring_due(now: datetime, limit: int = 500) -> int:
    """Ring up to `limit` due deadlines, earliest first; returns how many were handled.

    Call it again until it returns 0. A deadline that fails gets an incident and a back-off, the
    others go on. Safe to run in several processes at once.
    """
    candidates = list(
        Deadline.objects.open()
        .filter(Q(held_until__isnull=True) | Q(held_until__lte=now), next_due_at__lte=now)
        .order_by("next_due_at", "pk")
        .values_list("subject_kind", "subject_id", "pk")[:limit]
    )
    handled = 0
    for kind, rows in groupby(sorted(candidates), key=lambda row: row[0]):
        for batch in _batches(rows):
            handled += _ring_batch_or_each(kind, batch, now)
    return handled


def _batches(rows: Iterable[tuple[str, int, int]]) -> Iterator[list[int]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield [pk for _kind, _subject, pk in batch]


def _ring_batch_or_each(kind: str, pks: Sequence[int], now: datetime) -> int:
    try:
        return _ring_batch(kind, pks, now)
    except Exception as error:  # whatever is wrong with one must not stop the others
        if len(pks) == 1 and isinstance(error, Overtaken):
            return 0
        if len(pks) == 1:
            log.exception("deadline %s cannot be rung", pks[0])
            _hold(kind, pks[0], now)
            return 1
        return sum(_ring_batch_or_each(kind, [pk], now) for pk in pks)


def _ring_batch(kind: str, pks: Sequence[int], now: datetime) -> int:
    with transaction.atomic():
        dues = _locked(kind, pks, now)
        # Nothing to ring means that the stored time was wrong: moving by nothing corrects it.
        telling = [due for due in dues if due.batched or not due.rings]
        events = [due.event(ring, now) for due in telling for ring in due.batched]
        tidings = iter(hooks.tidings_of_rings(events, now))
        told = [[next(tidings) for _ring in due.batched] for due in telling]
        _advance(telling, [len(due.batched) for due in telling], told)
        writer.insert(_sorted_rows(told))
        transaction.on_commit(hooks.wake, robust=True)
    for due in dues:
        if len(due.batched) < len(due.rings):
            _ring_alone(kind, due.row.pk, now)
    return len(dues)


def _sorted_rows(told: Sequence[Sequence[Tidings]]) -> list[models.Model]:
    rows = [row for group in told for tidings in group for row in tidings.rows]
    order = list(dict.fromkeys(type(row) for row in rows))
    return sorted(rows, key=lambda row: order.index(type(row)))


def _locked(kind: str, pks: Sequence[int], now: datetime) -> list[Due]:
    model = machine(kind)
    rows = list(
        Deadline.objects.open()
        .filter(pk__in=pks, next_due_at__lte=now)
        .order_by("next_due_at", "pk")
        .select_related("policy_version", "calendar", "responsible")
    )
    ids = {row.subject_id for row in rows}
    subjects = (
        model._base_manager.select_related(*model.related)
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("pk")
        .in_bulk(ids)
    )
    for subject in subjects.values():
        subject.as_of = now
    fresh = dict(Deadline.objects.open().filter(pk__in=pks).values_list("pk", "step"))
    orphans = ids - set(subjects)
    orphans -= set(model._base_manager.filter(pk__in=orphans).values_list("pk", flat=True))
    if orphans:
        raise LookupError(f"{kind} {sorted(orphans)} no longer exists")
    Standstills().lay(rows)
    return [
        _due(subjects[row.subject_id], row, now)
        for row in rows
        if row.subject_id in subjects and fresh.get(row.pk) == row.step
    ]


def _due(subject: Machine, row: Deadline, now: datetime) -> Due:
    times = plan_of(row)
    rings = tuple(ring for ring in times.rings[row.step :] if ring.at <= now)
    return Due(subject, row, times, rings)


def _advance(dues: Sequence[Due], counts: Sequence[int], told: Sequence[Sequence[Tidings]]) -> None:
    """Move the cursors, each only if it still stands where it was read; else Overtaken."""
    if not dues:
        return
    unmoved = Q(pk__in=[])
    steps, dates, tolds = [], [], []
    for due, count, tidings in zip(dues, counts, told, strict=True):
        row, step = due.row, due.row.step + count
        unmoved |= Q(pk=row.pk, step=row.step, epoch=row.epoch)
        steps.append(When(pk=row.pk, then=Value(step)))
        dates.append(When(pk=row.pk, then=Value(next_ring_at(due.plan, step))))
        tolds.append(When(pk=row.pk, then=Value(sum(part.told for part in tidings))))
    touched = (
        Deadline.objects.open()
        .filter(unmoved)
        .update(
            step=_case(steps, models.PositiveIntegerField()),
            next_due_at=_case(dates, models.DateTimeField()),
            told=F("told") + _case(tolds, models.PositiveIntegerField()),
            failures=0,
            held_until=None,
        )
    )
    if touched != len(dues):
        raise Overtaken


def _case(whens: Sequence[When], field: "models.Field[Any, Any]") -> Cast | Case:
    """A CASE of the field's own type; PostgreSQL cannot tell the type of bare values."""
    case = Case(*whens, output_field=field)
    return Cast(case, field) if connection.features.requires_casted_case_in_updates else case


def _ring_alone(kind: str, pk: int, now: datetime) -> None:
    """Perform the transition or hand-over a deadline has come to, in a transaction of its own."""
    try:
        with transaction.atomic():
            _lock_owners(kind, pk)
            for due in _locked(kind, [pk], now):
                if due.rings and due.action(due.rings[0]) in SOLO:
                    _act(due, due.rings[0], now)
    except Overtaken:
        return
    except Exception:  # an unexpected failure is an incident, never the end of the sweep
        log.exception("deadline %s cannot act", pk)
        _hold(kind, pk, now)


def _lock_owners(kind: str, pk: int) -> None:
    """Owners before subjects, as everywhere: else somebody who goes that way waits crosswise."""
    rows = Deadline.objects.open().filter(pk=pk, next_due_at__isnull=False)
    for row in rows.select_related("policy_version", "calendar"):
        step = row.policy_version.value.steps[plan_of(row).rings[row.step].step - 1]
        for owners in hooks.owners_of(kind, step.transition, row.subject_id):
            hooks.lock(owners)


def _act(due: Due, ring: Ring, now: datetime) -> None:
    event = due.event(ring, now)
    tidings = hooks.tidings_of_rings([event], now)
    _advance([due], [1], [tidings])
    writer.insert(_sorted_rows([tidings]))
    if event.step.action is Action.HAND_OVER:
        _hand_over(due, event, now)
        return
    try:
        engine.perform(due.subject, event.step.transition, by=SWEEP, now=now)
    except Refused as refused:
        facts = {"transition": event.step.transition, "code": refused.code, "cause": event.cause}
        reason = _("The automatic step was refused: %(why)s") % {"why": refused.reason}
        writer.insert(hooks.incident_rows(due.subject, reason, facts, now))


def _hand_over(due: Due, event: RingEvent, now: datetime) -> None:
    """Make the deadline another party's turn; its times move only by that person's own pauses."""
    row, role = due.row, event.step.audience[0]
    who = Party(tuple(due.subject.awaited(role)), due.subject.calendar_of(role))
    row.role, row.responsible = role, who.single
    Standstills().lay([row])
    times = plan_of(row)
    Deadline.objects.open().filter(pk=row.pk).update(
        role=role,
        responsible=who.single,
        due_at=times.due_at,
        next_due_at=next_ring_at(times, row.step + 1),
    )


def _hold(kind: str, pk: int, now: datetime) -> None:
    """Back off a deadline that failed, 5 minutes to 6 hours; the first time open an incident."""
    with transaction.atomic():
        row = Deadline.objects.filter(pk=pk).first()
        if row is None:
            return
        wait = min(BACK_OFF * 2 ** min(row.failures, 10), LONGEST_BACK_OFF)
        held = Deadline.objects.filter(pk=pk, failures=row.failures).update(
            failures=F("failures") + 1, held_until=now + wait
        )
        if held and row.failures == 0:
            subject = machine(kind)._base_manager.filter(pk=row.subject_id).first()
            facts = {"deadline": str(row.uid), "name": row.name}
            reason = _("A reminder or escalation could not be made.")
            writer.insert(hooks.incident_rows(subject, reason, facts, now))
