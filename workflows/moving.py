"""Moving open deadlines to another version of their policy, and taking that back.

What has rung stays rung. A ring of the new version counts as made if as many of its kind (action,
audience, transition) were made before; the cursor comes to stand behind the last of those. What
lies before it is not rung any more, what lies behind it and is past rings at once. Epochs grow, so
that a sweep that planned by the old version is overtaken.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from workflows import pauses
from workflows.arming import next_ring_at, plan_of
from workflows.models import Deadline, EscalationPolicyVersion, MovedDeadline, PolicyMove
from workflows.models.deadline import DeadlineQuerySet
from workflows.policy import Policy, Step
from workflows.registry import machine
from workflows.schedule import Plan, Ring

BATCH = 200
COLUMNS = ("policy_version", "step", "due_at", "next_due_at", "epoch")


@dataclass(frozen=True, slots=True)
class Moving:
    """A deadline as it stands, and as it would stand; `at_once` are steps that would ring now."""

    row: Deadline
    due_at: datetime
    step: int
    next_due_at: datetime | None
    at_once: tuple[Step, ...]


def preview(
    rows: Iterable[Deadline], version: EscalationPolicyVersion, now: datetime
) -> Iterator[Moving]:
    """What moving these open deadlines would do; nothing is written."""
    for row in pauses.laid(rows):
        yield _moving(row, version, now)


def move(
    rows: DeadlineQuerySet,
    version: EscalationPolicyVersion,
    *,
    scope: str,
    by: Any,
    now: datetime,
) -> PolicyMove | None:
    """Move up to BATCH open deadlines, the earliest due first; None if there is none to move.

    Call it again for the others. Subjects are locked before their deadlines, as everywhere.
    """
    with transaction.atomic():
        others = rows.open().exclude(policy_version=version).order_by("due_at", "pk")
        found = [row for row in _locked(others[:BATCH]) if row.policy_version_id != version.pk]
        if not found:
            return None
        act = PolicyMove.objects.create(version=version, scope=scope, by=by, at=now)
        planned = list(preview(found, version, now))
        MovedDeadline.objects.bulk_create([_as_it_was(act, one) for one in planned])
        Deadline.objects.bulk_update([_moved(one, version) for one in planned], COLUMNS)
    return act


def undo(act: PolicyMove, *, by: Any, now: datetime) -> int | None:
    """Put back what has neither rung nor changed since; how many, None if it was undone before."""
    with transaction.atomic():
        held = PolicyMove.objects.select_for_update().filter(pk=act.pk, undone_at=None).first()
        if held is None:
            return None
        kept = {one.deadline_id: one for one in held.rows.select_related("version_from")}
        rows = _locked(Deadline.objects.filter(pk__in=kept).order_by("pk"))
        back = [row for row in rows if _stands(row, kept[row.pk])]
        for row in pauses.laid(back):
            _put_back(row, kept[row.pk])
        Deadline.objects.bulk_update(back, COLUMNS)
        held.undone_at, held.undone_by = now, by
        held.save(update_fields=["undone_at", "undone_by"])
    return len(back)


def version_of(row: Deadline, epoch: int) -> EscalationPolicyVersion:
    """By which version a deadline ran in one of its epochs, with its policy."""
    later = row.moves.filter(epoch__gt=epoch).select_related("version_from__policy")
    moved = later.order_by("epoch").first()
    return moved.version_from if moved else row.policy_version


def can_be_undone(rows: Iterable[MovedDeadline]) -> bool:
    """Whether nothing of an act has rung or changed since; each row with its deadline."""
    return all(_stands(one.deadline, one) for one in rows)


def _stands(row: Deadline, was: MovedDeadline) -> bool:
    return (row.closed_at, row.step, row.epoch) == (None, was.step_to, was.epoch)


def _locked(rows: DeadlineQuerySet) -> list[Deadline]:
    refs = sorted(set(rows.values_list("subject_kind", "subject_id", "pk")))
    for kind in sorted({kind for kind, _subject, _pk in refs}):
        keys = [subject for of, subject, _pk in refs if of == kind]
        held = machine(kind)._base_manager.filter(pk__in=keys).order_by("pk")
        list(held.select_for_update(of=("self",)).values_list("pk"))
    found = Deadline.objects.open().filter(pk__in=[pk for _kind, _subject, pk in refs])
    found = found.select_related("policy_version", "calendar").select_for_update(of=("self",))
    return list(found.order_by("pk"))


def _moving(row: Deadline, version: EscalationPolicyVersion, now: datetime) -> Moving:
    other = copy(row)
    other.policy_version = version
    old, new = plan_of(row), plan_of(other)
    step = _cursor(row.policy_version.value, old.rings[: row.step], version.value, new)
    due = tuple(version.value.steps[ring.step - 1] for ring in new.rings[step:] if ring.at <= now)
    return Moving(row, new.due_at, step, next_ring_at(new, step), due)


def _cursor(old: Policy, rung: Sequence[Ring], policy: Policy, new: Plan) -> int:
    made = Counter(_kind(old.steps[ring.step - 1]) for ring in rung)
    behind = 0
    for place, ring in enumerate(new.rings, start=1):
        kind = _kind(policy.steps[ring.step - 1])
        if made[kind]:
            made[kind] -= 1
            behind = place
    return behind


def _kind(step: Step) -> tuple[str, tuple[str, ...], str]:
    return step.action.value, step.audience, step.transition


def _as_it_was(act: PolicyMove, one: Moving) -> MovedDeadline:
    row = one.row
    return MovedDeadline(
        move=act,
        deadline=row,
        version_from=row.policy_version,
        step_from=row.step,
        step_to=one.step,
        due_from=row.due_at,
        due_to=one.due_at,
        epoch=row.epoch + 1,
    )


def _moved(one: Moving, version: EscalationPolicyVersion) -> Deadline:
    row = one.row
    row.policy_version, row.step = version, one.step
    row.due_at, row.next_due_at = one.due_at, one.next_due_at
    row.epoch += 1
    return row


def _put_back(row: Deadline, was: MovedDeadline) -> None:
    row.policy_version, row.step = was.version_from, was.step_from
    times = plan_of(row)
    row.due_at, row.next_due_at = times.due_at, next_ring_at(times, row.step)
    row.epoch += 1
