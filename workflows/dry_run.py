"""What another policy would have rung for deadlines of the past, had they been armed with it."""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from workflows import pauses
from workflows.arming import first_step, plan_of
from workflows.clock import OutsideTable
from workflows.models import Deadline, EscalationPolicyVersion
from workflows.policies import unsaved
from workflows.policy import Action, Policy, Step
from workflows.schedule import Ring


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` up to and without `until`, aware."""

    since: datetime
    until: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.since <= at < self.until


@dataclass(frozen=True, slots=True)
class Trial:
    """A deadline under another policy: its due time (None: none), and the rings of the period."""

    row: Deadline
    due_at: datetime | None
    rings: tuple[tuple[Ring, Step], ...]

    def is_late(self, period: Period) -> bool:
        """Whether it would have run out in the period and before it was closed."""
        due = self.due_at
        return due is not None and due in period and due < (self.row.closed_at or period.until)


def trials(rows: Iterable[Deadline], policy: Policy, period: Period) -> Iterator[Trial]:
    """One for each row, followed until the row was closed, the period ended, or it had acted.

    A row that the calendar cannot plan by this policy rings nothing. Pauses count as they do now.
    """
    version = unsaved(policy)
    for row in pauses.laid(rows):
        yield _trial(row, version, period)


def _trial(row: Deadline, version: EscalationPolicyVersion, period: Period) -> Trial:
    other = copy(row)
    other.policy_version = version
    try:
        times = plan_of(other)
    except OutsideTable:
        return Trial(row, None, ())
    past = first_step(times, version, row.opened_at)
    return Trial(row, times.due_at, tuple(_rung(other, times.rings[past:], period)))


def _rung(row: Deadline, rings: Iterable[Ring], period: Period) -> Iterator[tuple[Ring, Step]]:
    end = min(row.closed_at or period.until, period.until)
    for ring in rings:
        if ring.at >= end:
            return
        step = row.policy_version.value.steps[ring.step - 1]
        if ring.at in period:
            yield ring, step
        if step.action is Action.TRANSITION:
            return
