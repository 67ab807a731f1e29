"""When a policy falls due and rings: read from the words of its file, pause by pause."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from workflows.reference.working import DAY, Office, Span

ACTING = ("transition", "hand_over")
LENGTHS = {
    "working_hours": timedelta(hours=1),
    "hours": timedelta(hours=1),
    "minutes": timedelta(minutes=1),
    "days": DAY,
}


Words = Mapping[str, Any]
Name = tuple[int, int]


def times(
    policy: Words,
    anchor: datetime,
    office: Office,
    paused: Sequence[Span],
    extended: int,
    quiet: Span | None,
) -> tuple[datetime, dict[Name, datetime]]:
    """The due time, and the moment of every ring by (step, repeat), in their order.

    More time in working days; what is told in a quiet time waits for its end, at the latest for
    the next step at which the system acts.
    """
    due, loud = _loud(policy, anchor, office, paused, extended)
    order = sorted(loud, key=lambda name: (loud[name], name))
    return due, {
        name: _hushed(policy, loud, order[place:], quiet) for place, name in enumerate(order)
    }


def _hushed(
    policy: Words, loud: Mapping[Name, datetime], names: Sequence[Name], quiet: Span | None
) -> datetime:
    """The moment of the first of these rings."""
    at = loud[names[0]]
    actions = [policy["steps"][step - 1]["action"] for step, _n in names]
    if not quiet or actions[0] in ACTING or not quiet[0] < at < quiet[1]:
        return at
    acts = [loud[name] for name, action in zip(names, actions, strict=True) if action in ACTING]
    return min([quiet[1], *acts])


def quiet_until(policy: Words, now: datetime, office: Office) -> datetime | None:
    if "acknowledged" not in policy:
        return None
    return _moment(policy, *_unit(policy["acknowledged"]), now, office)


def _loud(
    policy: Words, anchor: datetime, office: Office, paused: Sequence[Span], extended: int
) -> tuple[datetime, dict[Name, datetime]]:
    due = _due(policy, anchor, office)
    rings: dict[Name, datetime] = {}
    for number, step in enumerate(policy["steps"], start=1):
        first = _first(policy, step["at"], anchor, due, office)
        if step["action"] == "remind" and _hours_ahead(policy, step["at"]):
            first = _at_work(first, office)
        rings[number, 0] = first
        for n in range(1, step.get("times", 0) + 1):
            unit, amount = _unit(step["every"])
            rings[number, n] = _moment(policy, unit, amount * n, first, office)
    if policy["clock"] == "elapsed":
        return due, rings
    if extended:
        due = office.days_later(due, extended)
        rings = {name: office.days_later(at, extended) for name, at in rings.items()}
    still = _runs_from(policy, anchor, office), _together(paused)
    return _later(due, *still, office), {
        name: _later(at, *still, office) for name, at in rings.items()
    }


def _hours_ahead(policy: Words, offset: Words) -> bool:
    unit, amount = _unit(offset)
    return policy["clock"] == "working" and unit in {"hours", "minutes"} and amount < 0


def _at_work(at: datetime, office: Office) -> datetime:
    """That moment, or when work last ended before it."""
    day, ended = office.day_of(at), None
    while ended is None:
        spans = [(start, end) for start, end in office.spans(day) if start <= at]
        if any(at < end for _start, end in spans):
            return at
        ended = max((end for _start, end in spans), default=None)
        day -= DAY
    return ended


def _unit(offset: Words) -> tuple[str, int]:
    return next((unit, amount) for unit, amount in offset.items() if unit != "from")


def _whole_days(policy: Words, unit: str) -> bool:
    return unit == "working_days" or (unit == "days" and policy["clock"] == "working")


def _due(policy: Words, anchor: datetime, office: Office) -> datetime:
    unit, amount = _unit(policy["allowance"])
    if not _whole_days(policy, unit):
        return _exactly(unit, amount, anchor, office)
    if unit == "working_days" and amount == 0:
        return anchor
    return office.closing(_day(unit, amount, anchor, office))


def _first(
    policy: Words, offset: Words, anchor: datetime, due: datetime, office: Office
) -> datetime:
    unit, amount = _unit(offset)
    if unit != "share":
        return _moment(policy, unit, amount, due if "from" in offset else anchor, office)
    whole_unit, whole = _unit(policy["allowance"])
    if _whole_days(policy, whole_unit):
        return _moment(policy, whole_unit, (whole * amount + 99) // 100, anchor, office)
    return _exactly(whole_unit, whole * amount / 100, anchor, office)


def _moment(policy: Words, unit: str, amount: int, base: datetime, office: Office) -> datetime:
    if _whole_days(policy, unit):
        return office.opening(_day(unit, amount, base, office))
    return _exactly(unit, amount, base, office)


def _day(unit: str, amount: int, base: datetime, office: Office) -> date:
    day = office.day_of(base)
    if unit == "working_days":
        return office.working_day(day, amount)
    return office.working_day(day + DAY * amount, 0)


def _exactly(unit: str, amount: float, base: datetime, office: Office) -> datetime:
    length = LENGTHS[unit] * amount
    return office.add(base, length) if unit == "working_hours" else base + length


def _runs_from(policy: Words, anchor: datetime, office: Office) -> datetime:
    unit, _amount = _unit(policy["allowance"])
    return office.midnight_after(anchor) if _whole_days(policy, unit) else anchor


def _together(paused: Sequence[Span]) -> list[Span]:
    """Pauses cut at every edge, each piece once, pieces that touch joined again."""
    edges = sorted({edge for span in paused for edge in span})
    joined: list[Span] = []
    for start, end in pairwise(edges):
        if not any(begin <= start and end <= stop for begin, stop in paused):
            continue
        touches = joined and joined[-1][1] == start
        joined.append((joined.pop()[0] if touches else start, end))
    return joined


def _later(at: datetime, runs_from: datetime, paused: Sequence[Span], office: Office) -> datetime:
    for start, end in paused:
        since = max(start, runs_from)
        if since < end and since < at:
            at = office.postponed(at, since, end)
    return at
