"""Planning open deadlines anew when a calendar, a pause or a policy changes.

The first batch is part of the change itself; what is left over goes on at the ticks, and each
due time that moves leaves a row. A sweep in between plans by what is true now, not by the cache.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from workflows import pauses
from workflows.arming import next_ring_at, plan_of
from workflows.models import Deadline, DueChange, Replanning

BATCH = 500
# A change that could not see the new calendar or pause has long been stored after that.
MEANWHILE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Difference:
    """Stored times of a deadline that are not those that follow from what it is planned by."""

    deadline: Deadline
    due_at: datetime
    next_due_at: datetime | None


def begin(cause: str, which: Mapping[str, Any], now: datetime) -> Replanning:
    """Plan the open deadlines that fit `which` anew; more than one batch goes on by `go_on`.

    Call it in the transaction that changes what due times follow from. Raises OutsideTable when
    a time lies beyond the calendar: then nothing has changed.
    """
    with transaction.atomic():
        total = Deadline.objects.open().filter(**which).count()
        job = Replanning.objects.create(cause=cause, which=dict(which), asked_at=now, total=total)
        _look(job, now)
    return job


def go_on(now: datetime) -> int:
    """One batch of the oldest re-planning that waits for it; how many were looked at."""
    with transaction.atomic():
        jobs = Replanning.objects.filter(finished_at=None).order_by("pk")
        job = jobs.select_for_update(skip_locked=True, of=("self",)).first()
        if job is None:
            return 0
        if job.looked_at is None:
            return _look(job, now)
        if now < job.looked_at + MEANWHILE:
            return 0
        return _look_again(job, now)


def differences() -> Iterator[Difference]:
    """Open deadlines whose stored times are not those that would be planned now."""
    rows = Deadline.objects.open().select_related("policy_version__policy", "calendar")
    for row in pauses.laid(rows.order_by("pk").iterator(chunk_size=BATCH)):
        times = plan_of(row)
        found = Difference(row, times.due_at, next_ring_at(times, row.step))
        if (row.due_at, row.next_due_at) != (found.due_at, found.next_due_at):
            yield found


def _look(job: Replanning, now: datetime) -> int:
    rows = _locked(job, pk__gt=job.cursor)
    _plan(job, rows, now)
    job.done += len(rows)
    job.cursor = rows[-1].pk if rows else job.cursor
    job.looked_at = now if len(rows) < BATCH else None
    job.save()
    return len(rows)


def _look_again(job: Replanning, now: datetime) -> int:
    """At those that were armed while the change was made, and knew nothing of it."""
    rows = _locked(job, opened_at__range=(job.asked_at - MEANWHILE, job.looked_at))
    wrong = [row for row in rows if not _stands(row)]
    _plan(job, wrong, now)
    job.finished_at = now
    job.save()
    return 1


def _locked(job: Replanning, **further: Any) -> list[Deadline]:
    rows = Deadline.objects.open().filter(**job.which, **further)
    rows = rows.select_related("policy_version", "calendar").select_for_update(of=("self",))
    return list(pauses.laid(rows.order_by("pk")[:BATCH]))


def _stands(row: Deadline) -> bool:
    times = plan_of(row)
    return (row.due_at, row.next_due_at) == (times.due_at, next_ring_at(times, row.step))


def _plan(job: Replanning, rows: list[Deadline], now: datetime) -> None:
    """The epoch grows for all of them, so that a sweep that planned by the old times is late."""
    before = {row.pk: row.due_at for row in rows}
    for row in rows:
        times = plan_of(row)
        row.due_at, row.next_due_at = times.due_at, next_ring_at(times, row.step)
        row.epoch += 1
    Deadline.objects.bulk_update(rows, ["due_at", "next_due_at", "epoch"])
    moved = [
        DueChange(deadline=row, replanning=job, at=now, due_from=before[row.pk], due_to=row.due_at)
        for row in rows
        if before[row.pk] != row.due_at
    ]
    DueChange.objects.bulk_create(moved)
    job.moved += len(moved)
