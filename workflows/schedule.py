"""When a policy falls due and rings, from its anchor and the working time of the party awaited."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from workflows.clock import WorkingTime
from workflows.policy import Base, ClockKind, Offset, Policy, Step, Unit

LENGTHS = {
    Unit.WORKING_HOURS: timedelta(hours=1),
    Unit.DAYS: timedelta(days=1),
    Unit.HOURS: timedelta(hours=1),
    Unit.MINUTES: timedelta(minutes=1),
}


@dataclass(frozen=True, slots=True, order=True)
class Ring:
    """One ringing: `step` counts from 1; `n` is 0 for the step itself, 1, 2, … for its repeats."""

    at: datetime
    step: int
    n: int


@dataclass(frozen=True, slots=True)
class Plan:
    due_at: datetime
    rings: tuple[Ring, ...]


def plan(policy: Policy, *, anchor: datetime, working: WorkingTime) -> Plan:
    """Due time and rings in UTC, in order; OutsideTable if one lies beyond the calendar."""
    timing = _Timing(policy, anchor.astimezone(UTC), working)
    due = timing.due()
    rings = (
        ring
        for number, step in enumerate(policy.steps, start=1)
        for ring in timing.rings(number, step, due)
    )
    return Plan(due, tuple(sorted(rings)))


@dataclass(frozen=True, slots=True)
class _Timing:
    policy: Policy
    anchor: datetime
    working: WorkingTime

    def due(self) -> datetime:
        allowance = self.policy.allowance
        if not self._counts_in_days(allowance):
            return self._exactly(allowance, self.anchor)
        if allowance.unit is Unit.WORKING_DAYS and allowance.amount == 0:
            return self.anchor
        return self.working.closing(self._day(allowance, self.anchor))

    def rings(self, number: int, step: Step, due: datetime) -> Iterator[Ring]:
        first = self._first(step.offset, due)
        yield Ring(first, number, 0)
        if every := step.repeat_every:
            for n in range(1, step.repeat_times + 1):
                later = Offset(every.amount * n, every.unit)
                yield Ring(self._moment(later, first), number, n)

    def _first(self, offset: Offset, due: datetime) -> datetime:
        if offset.unit is Unit.SHARE:
            return self._share(offset.amount)
        return self._moment(offset, due if offset.base is Base.DUE else self.anchor)

    def _share(self, percent: int) -> datetime:
        allowance = self.policy.allowance
        if self._counts_in_days(allowance):
            days = -(-allowance.amount * percent // 100)  # rounded up
            return self._moment(Offset(days, allowance.unit), self.anchor)
        return self._exactly(allowance, self.anchor, percent=percent)

    def _moment(self, offset: Offset, base: datetime) -> datetime:
        if self._counts_in_days(offset):
            return self.working.opening(self._day(offset, base))
        return self._exactly(offset, base)

    def _counts_in_days(self, offset: Offset) -> bool:
        return offset.unit is Unit.WORKING_DAYS or (
            offset.unit is Unit.DAYS and self.policy.clock is ClockKind.WORKING
        )

    def _day(self, offset: Offset, base: datetime) -> date:
        if offset.unit is Unit.WORKING_DAYS:
            return self.working.working_day(base, offset.amount)
        return self.working.on_or_after(
            self.working.local_day(base) + timedelta(days=offset.amount)
        )

    def _exactly(self, offset: Offset, base: datetime, *, percent: int = 100) -> datetime:
        span = LENGTHS[offset.unit] * offset.amount * percent / 100
        if offset.unit is Unit.WORKING_HOURS:
            return self.working.add(base, span)
        return base + span
