"""Whether the steps of a policy keep their order whatever days are worked.

A deadline remembers how many of its rings were made, not which. That is enough as long as days off,
another week or another zone never let one step overtake another: a policy in which they could is
refused before it is armed.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import islice, product

from workflows.clock import DayHours, OutsideTable, WeekPlan, WorkingTime
from workflows.policy import OVERTAKEN, ClockKind, Fault, Policy, Unit
from workflows.schedule import plan

FIRST, LAST = date(2025, 3, 1), date(2027, 12, 31)
MONDAY = date(2025, 6, 2)
DAY = timedelta(days=1)
HOURS = DayHours(((time(7, 30), time(12)), (time(13), time(16))))
ANCHORS = [
    datetime.combine(MONDAY + DAY * days, time(hour), UTC)
    for days, hour in product(range(7), (0, 5, 14))
]
OFF = [(begins, length) for begins, length in product((-8, -2, 1, 3, 6), (1, 2, 20))]


def faults(policy: Policy) -> list[Fault]:
    """The first step that another one can overtake, if one can."""
    if policy.clock is ClockKind.ELAPSED or len(_units(policy)) < 2:
        return []
    found = filter(None, (_overtaken(policy, anchor) for anchor in ANCHORS))
    return [Fault(policy.code, step, "at", OVERTAKEN) for step in islice(found, 1)]


def _units(policy: Policy) -> set[Unit]:
    """Those in which something is counted; a share counts in that of the allowance."""
    offsets = [policy.allowance, *(step.offset for step in policy.steps)]
    offsets += [step.repeat_every for step in policy.steps if step.repeat_every]
    return {offset.unit for offset in offsets} - {Unit.SHARE}


def _overtaken(policy: Policy, anchor: datetime) -> int:
    orders = list(_orders(policy, anchor))
    for rings in zip(*orders, strict=True):
        if len(set(rings)) > 1:
            steps: set[int] = {step for step, _n in rings}
            return min(steps)
    return 0


def _orders(policy: Policy, anchor: datetime) -> Iterable[list[tuple[int, int]]]:
    for working in _calendars():
        with suppress(OutsideTable):
            rings = plan(policy, anchor=anchor, working=working).rings
            yield [(ring.step, ring.n) for ring in rings]


@cache
def _calendars() -> tuple[WorkingTime, ...]:
    five, six = (WeekPlan(dict.fromkeys(range(days), HOURS)) for days in (5, 6))
    plain = [(five, ()), (six, ())]
    off = [(five, [MONDAY + DAY * n for n in range(b, b + length)]) for b, length in OFF]
    return tuple(
        WorkingTime.build(
            zone="UTC", week=week, exceptions=dict.fromkeys(days), first=FIRST, last=LAST
        )
        for week, days in (*plain, *off)
    )
