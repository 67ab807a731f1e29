"""When a policy falls due and rings, from its anchor and the working time of the party awaited."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from workflows.clock import WorkingTime
from workflows.policy import Action, Base, ClockKind, Offset, Policy, Step, Unit

TELLING = frozenset({Action.REMIND, Action.ESCALATE})
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
    """`rings` come in order of time; those put off to one moment keep theirs."""

    due_at: datetime
    rings: tuple[Ring, ...]


Span = tuple[datetime, datetime]


def plan(
    policy: Policy,
    *,
    anchor: datetime,
    working: WorkingTime,
    paused: Sequence[Span] = (),
    extended: int = 0,
    quiet: Span | None = None,
) -> Plan:
    """Due time and rings in UTC, in order; OutsideTable if one lies beyond the calendar.

    While `paused` (apart from one another, in order) a working clock stands still: what lies
    behind a pause moves by exactly the working time inside it, as far as the clock was running
    (one of days begins with the day after the event). `extended` moves the whole plan by working
    days, before any pause is reckoned with. An elapsed clock takes no notice of either.
    In a `quiet` time nobody is told anything: what would be waits for its end, and the system
    acts all the same.
    """
    times = _loud(policy, anchor, working, paused, extended)
    return times if quiet is None else Plan(times.due_at, _hushed(policy, times.rings, quiet))


def quiet_until(policy: Policy, now: datetime, working: WorkingTime) -> datetime | None:
    """Until when nobody is told if it is acknowledged now; None if that quiets nothing."""
    if policy.acknowledged is None:
        return None
    return _Timing(policy, now, working).moment(policy.acknowledged, now)


def _hushed(policy: Policy, rings: tuple[Ring, ...], quiet: Span) -> tuple[Ring, ...]:
    """Nothing told comes to lie behind a step at which the system acts: their order stays."""
    start, end = quiet
    found: list[Ring] = []
    for ring in reversed(rings):
        acts = policy.steps[ring.step - 1].action not in TELLING
        if acts:
            end = min(end, max(ring.at, start))
        found.append(Ring(end, ring.step, ring.n) if not acts and start < ring.at < end else ring)
    return tuple(reversed(found))


def _loud(
    policy: Policy,
    anchor: datetime,
    working: WorkingTime,
    paused: Sequence[Span],
    extended: int,
) -> Plan:
    timing = _Timing(policy, anchor.astimezone(UTC), working)
    due = timing.due()
    rings = sorted(
        ring
        for number, step in enumerate(policy.steps, start=1)
        for ring in timing.rings(number, step, due)
    )
    if policy.clock is ClockKind.ELAPSED:
        return Plan(due, tuple(rings))
    if extended:
        due = working.days_later(due, extended)
        rings = [Ring(working.days_later(ring.at, extended), ring.step, ring.n) for ring in rings]
    if not paused:
        return Plan(due, tuple(rings))
    later = _Later(timing.runs_from(), working, paused)
    return Plan(later(due), tuple(Ring(later(ring.at), ring.step, ring.n) for ring in rings))


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time in order, as spans that do not meet: what overlaps counts once."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif start < end:
            found.append((start, end))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Later:
    """Where a moment comes to lie when the clock stands still in between."""

    runs_from: datetime
    working: WorkingTime
    paused: Sequence[Span]

    def __call__(self, at: datetime) -> datetime:
        for start, end in self.paused:
            since = max(start, self.runs_from)
            if since < end and since < at:
                at = self.working.postponed(at, since, end)
        return at


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

    def runs_from(self) -> datetime:
        """When the clock begins to count; one of days begins with the day after the event."""
        if not self._counts_in_days(self.policy.allowance):
            return self.anchor
        tomorrow = self.working.local_day(self.anchor) + timedelta(days=1)
        return datetime.combine(tomorrow, time(), self.working.zone).astimezone(UTC)

    def rings(self, number: int, step: Step, due: datetime) -> Iterator[Ring]:
        first = self._first(step.offset, due)
        if step.action is Action.REMIND and self._is_hours_ahead(step.offset):
            first = self.working.open_or_before(first)
        yield Ring(first, number, 0)
        if every := step.repeat_every:
            for n in range(1, step.repeat_times + 1):
                later = Offset(every.amount * n, every.unit)
                yield Ring(self.moment(later, first), number, n)

    def _is_hours_ahead(self, offset: Offset) -> bool:
        """Of use while people are at work: before work it would come too late to be read."""
        hours = offset.unit in {Unit.HOURS, Unit.MINUTES} and offset.amount < 0
        return hours and self.policy.clock is ClockKind.WORKING

    def _first(self, offset: Offset, due: datetime) -> datetime:
        if offset.unit is Unit.SHARE:
            return self._share(offset.amount)
        return self.moment(offset, due if offset.base is Base.DUE else self.anchor)

    def _share(self, percent: int) -> datetime:
        allowance = self.policy.allowance
        if self._counts_in_days(allowance):
            days = -(-allowance.amount * percent // 100)  # rounded up
            return self.moment(Offset(days, allowance.unit), self.anchor)
        return self._exactly(allowance, self.anchor, percent=percent)

    def moment(self, offset: Offset, base: datetime) -> datetime:
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
