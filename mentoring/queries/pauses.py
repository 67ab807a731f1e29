"""Pauses of a matter or a programme that are not over, and how far their deadlines are planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from workflows.models import Pause, Replanning

MOST = 50


@dataclass(frozen=True, slots=True)
class Held:
    """A pause; `moved` of the open deadlines it holds are due later, `left` are not planned yet."""

    row: Pause
    current: bool
    moved: int
    left: int


def not_over(target: str, now: datetime) -> Sequence[Held]:
    """In order of time, without those that were taken back before they began; two statements."""
    rows = Pause.objects.filter(target=target, ends_at__gt=now).exclude(ends_at=F("starts_at"))
    rows = rows.select_related("set_by")
    found = list(rows.order_by("starts_at", "pk")[:MOST])
    causes = [f"pause:{row.uid}" for row in found]
    jobs = {job.cause: job for job in Replanning.objects.filter(cause__in=causes).order_by("pk")}
    return [_held(row, jobs.get(f"pause:{row.uid}"), now) for row in found]


def _held(row: Pause, job: Replanning | None, now: datetime) -> Held:
    left = job.total - job.done if job and job.looked_at is None else 0
    return Held(row, row.starts_at <= now, job.moved if job else 0, left)
