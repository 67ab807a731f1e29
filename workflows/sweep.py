"""Ringing what is due: reminders and escalations in batches, everything else one by one."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby, islice, takewhile
from operator import itemgetter

from django.db import models, transaction
from django.db.models import Expression, F, Func, Q, Value
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext as _

from workflows import bulk, cursors, engine, hooks, writer
from workflows.actors import SWEEP
from workflows.arming import next_ring_at, plan_of
from workflows.change import RingEvent, Tidings
from workflows.errors import Refused
from workflows.heap import undisturbed
from workflows.machine import Machine, Party
from workflows.models import Deadline
from workflows.pauses import Standstills
from workflows.policy import Action, Misfire
from workflows.registry import machine
from workflows.related import Related
from workflows.schedule import Plan, Ring

log = logging.getLogger(__name__)

BATCH = 500
Candidate = tuple[datetime, int, str]  # when it is due, its key, the kind of its subject
SOLO = frozenset({Action.TRANSITION, Action.HAND_OVER})
BACK_OFF = timedelta(minutes=5)
LONGEST_BACK_OFF = timedelta(hours=6)


class Overtaken(Exception):
    """Another sweep advanced one of these cursors first; nothing of this batch is written."""


@dataclass(frozen=True, slots=True)
class Due:
    """An open deadline with the rings whose time has come, on its locked subject.

    `batched` are the leading ones that only tell somebody something.
    """

    subject: Machine
    row: Deadline
    plan: Plan
    rings: tuple[Ring, ...]
    batched: tuple[Ring, ...] = field(init=False)

    def __post_init__(self) -> None:
        told = takewhile(lambda ring: self.action(ring) not in SOLO, self.rings)
        object.__setattr__(self, "batched", tuple(told))

    def event(self, ring: Ring, now: datetime) -> RingEvent:
        step = self.row.policy_version.value.steps[ring.step - 1]
        past = step.misfire is Misfire.SKIP_IF_PAST and now > self.row.due_at
        overtaken = any(self.action(each) is Action.TRANSITION for each in self.rings)
        return RingEvent(self.subject, self.row, step, ring, past, overtaken)

    def action(self, ring: Ring) -> Action:
        return self.row.policy_version.value.steps[ring.step - 1].action


class Pass:
    """One walk through what is due, from the earliest on, by as many calls of `ring` as it takes.

    It goes on behind what it has seen: what another sweep holds is passed by, and whatever was
    moved already is not waded through again, which old snapshots make slow. What came to lie
    behind it is found by starting anew.
    """

    def __init__(self) -> None:
        self._seen: tuple[datetime, int] | None = None
        self._rung = 0

    def ring(self, now: datetime, limit: int = BATCH) -> int:
        """Ring up to `limit` due deadlines; how many were handled, 0 if nothing is left.

        A deadline that fails gets an incident and a back-off, the others go on.
        """
        while found := self._next(now, limit):
            if handled := sum(_ring_batch_or_each(kind, pks, now) for kind, pks in _batches(found)):
                self._rung += handled
                return handled
        return 0

    def _next(self, now: datetime, limit: int) -> list[Candidate]:
        found = _candidates(now, limit, self._seen)
        if not found and self._rung:
            self._rung, self._seen = 0, None
            found = _candidates(now, limit, None)
        if found:
            self._seen = found[-1][:2]
        return found


def ring_due(now: datetime, limit: int = BATCH) -> int:
    """Ring up to `limit` due deadlines, earliest first; returns how many were handled.

    Call it again until it returns 0, or walk by a `Pass`. Safe to run in several processes at once.
    """
    return Pass().ring(now, limit)


def _candidates(now: datetime, limit: int, behind: tuple[datetime, int] | None) -> list[Candidate]:
    rows = Deadline.objects.open().filter(
        Q(held_until__isnull=True) | Q(held_until__lte=now), next_due_at__lte=now
    )
    if behind is not None:
        mark = _pair(
            Value(behind[0], models.DateTimeField()), Value(behind[1], models.BigIntegerField())
        )
        rows = rows.filter(GreaterThan(_pair(F("next_due_at"), F("pk")), mark))
    found = rows.order_by("next_due_at", "pk").values_list("next_due_at", "pk", "subject_kind")
    return [(at, pk, kind) for at, pk, kind in found[:limit] if at is not None]


def _pair(*parts: Expression | F) -> Func:
    """Compared as databases compare rows, so that an index on both leads there at once."""
    return Func(*parts, template="(%(expressions)s)", output_field=models.Field())


def _batches(candidates: Sequence[Candidate]) -> Iterator[tuple[str, list[int]]]:
    for kind, rows in groupby(sorted(candidates, key=itemgetter(2)), key=itemgetter(2)):
        while batch := [pk for _at, pk, _kind in islice(rows, BATCH)]:
            yield kind, batch


def _ring_batch_or_each(kind: str, pks: Sequence[int], now: datetime) -> int:
    """A batch that fails is tried by halves, down to what is at fault."""
    try:
        return _ring_batch(kind, pks, now)
    except Exception as error:  # whatever is wrong with one must not stop the others
        if len(pks) == 1 and isinstance(error, Overtaken):
            return 0
        if len(pks) == 1:
            log.exception("deadline %s cannot be rung", pks[0])
            _hold(kind, pks[0], now)
            return 1
        halves = pks[: len(pks) // 2], pks[len(pks) // 2 :]
        return sum(_ring_batch_or_each(kind, half, now) for half in halves)


def _ring_batch(kind: str, pks: Sequence[int], now: datetime) -> int:
    with undisturbed(), transaction.atomic():
        dues = _locked(kind, pks, now)
        # Nothing to ring means that the stored time was wrong: moving by nothing corrects it.
        telling = [due for due in dues if due.batched or not due.rings]
        events = [due.event(ring, now) for due in telling for ring in due.batched]
        tidings = iter(hooks.tidings_of_rings(events, now))
        told = [[next(tidings) for _ring in due.batched] for due in telling]
        _advance(telling, [len(due.batched) for due in telling], told)
        bulk.insert(row for group in told for part in group for row in part.rows)
        transaction.on_commit(hooks.wake, robust=True)
    for due in dues:
        if len(due.batched) < len(due.rings):
            _ring_alone(kind, due.row.pk, now)
    return len(dues)


def _locked(kind: str, pks: Sequence[int], now: datetime) -> list[Due]:
    """Those still due, on their locked subjects; subjects locked elsewhere are passed by."""
    related = Related()
    subjects = _subjects(machine(kind), pks, now, related)
    due = Deadline.objects.open().filter(pk__in=pks, next_due_at__lte=now)
    rows = list(due.filter(subject_id__in=subjects).order_by("next_due_at", "pk"))
    related.lay(rows, ("policy_version", "calendar", "responsible"))
    Standstills().lay(rows)
    return [_due(subjects[row.subject_id], row, now) for row in rows]


def _subjects(
    model: type[Machine], pks: Sequence[int], now: datetime, related: Related
) -> dict[int, Machine]:
    ids = set(Deadline.objects.filter(pk__in=pks).values_list("subject_id", flat=True))
    rows = model._base_manager.select_for_update(of=("self",), skip_locked=True).order_by("pk")
    subjects = rows.in_bulk(ids)
    orphans = ids - set(subjects)
    orphans -= set(model._base_manager.filter(pk__in=orphans).values_list("pk", flat=True))
    if orphans:
        raise LookupError(f"{model.kind} {sorted(orphans)} no longer exists")
    for subject in subjects.values():
        subject.as_of = now
    related.lay(subjects.values(), model.related)
    return subjects


def _due(subject: Machine, row: Deadline, now: datetime) -> Due:
    times = plan_of(row)
    rings = tuple(ring for ring in times.rings[row.step :] if ring.at <= now)
    return Due(subject, row, times, rings)


def _advance(dues: Sequence[Due], counts: Sequence[int], told: Sequence[Sequence[Tidings]]) -> None:
    """Move the cursors, each only if it still stands where it was read; else Overtaken."""
    moves = [
        cursors.Move(
            to=due.row.step + count,
            next_due_at=next_ring_at(due.plan, due.row.step + count),
            told=sum(part.told for part in tidings),
            pk=due.row.pk,
            step=due.row.step,
            epoch=due.row.epoch,
        )
        for due, count, tidings in zip(dues, counts, told, strict=True)
    ]
    if moves and cursors.move(moves) != len(moves):
        raise Overtaken


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
    bulk.insert(row for part in tidings for row in part.rows)
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
