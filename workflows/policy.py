"""An escalation policy as a value: how long a party has, and what happens before and after."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    WORKING_DAYS = "working_days"
    WORKING_HOURS = "working_hours"
    DAYS = "days"
    HOURS = "hours"
    MINUTES = "minutes"
    SHARE = "share"


class Base(StrEnum):
    ANCHOR = "anchor"
    DUE = "due"


class Action(StrEnum):
    REMIND = "remind"
    ESCALATE = "escalate"
    HAND_OVER = "hand_over"
    TRANSITION = "transition"


class Misfire(StrEnum):
    FIRE = "fire"
    SKIP_IF_PAST = "skip_if_past"
    COLLAPSE = "collapse"


class ClockKind(StrEnum):
    WORKING = "working"
    ELAPSED = "elapsed"


WORKING_UNITS = frozenset({Unit.WORKING_DAYS, Unit.WORKING_HOURS})
DECISIVE = frozenset({Action.ESCALATE, Action.HAND_OVER, Action.TRANSITION})


@dataclass(frozen=True, slots=True)
class Offset:
    """A distance from the anchor or the due time; negative is before, a share is in percent."""

    amount: int
    unit: Unit
    base: Base = Base.ANCHOR


@dataclass(frozen=True, slots=True)
class Step:
    offset: Offset
    action: Action
    audience: tuple[str, ...] = ()
    transition: str = ""
    repeat_every: Offset | None = None
    repeat_times: int = 0
    misfire: Misfire = Misfire.FIRE


@dataclass(frozen=True, slots=True)
class Policy:
    code: str
    clock: ClockKind
    allowance: Offset
    steps: tuple[Step, ...]
    source_label: str
    ends_quietly: str = ""


def faults(policy: Policy, *, roles: Collection[str], transitions: Collection[str]) -> list[str]:
    """What makes a policy unfit to be armed on a machine, one sentence each; empty is sound."""
    return [*shape_faults(policy), *_name_faults(policy, roles, transitions)]


def shape_faults(policy: Policy) -> list[str]:
    """The faults that can be seen without knowing the machine's roles and transitions."""
    found = [*_policy_faults(policy)]
    for number, step in enumerate(policy.steps, start=1):
        found += [f"step {number}: {fault}" for fault in _step_faults(policy, step)]
    return [f"policy {policy.code}: {fault}" for fault in found]


def _policy_faults(policy: Policy) -> Iterator[str]:
    allowance = policy.allowance
    if not policy.source_label.strip():
        yield "source_label is empty; say which rule or decision the times come from"
    if allowance.amount < 0:
        yield "allowance is negative; a party cannot be given less than no time"
    if allowance.unit is Unit.SHARE:
        yield "allowance cannot be a share; write it in days, hours or minutes"
    if allowance.base is Base.DUE:
        yield "allowance cannot count from the due time, which follows from it; leave from out"
    yield from _clock_faults(policy, allowance, "allowance")
    if not policy.ends_quietly and (not policy.steps or policy.steps[-1].action not in DECISIVE):
        yield (
            "ends in nothing: let the last step escalate, hand_over or perform a transition, "
            "or state the reason in ends_quietly"
        )


def _step_faults(policy: Policy, step: Step) -> Iterator[str]:
    yield from _clock_faults(policy, step.offset, "at")
    if step.offset.unit is Unit.SHARE:
        yield from _share_faults(policy, step.offset)
    yield from _action_faults(step)
    yield from _repeat_faults(policy, step)


def _clock_faults(policy: Policy, offset: Offset, key: str) -> Iterator[str]:
    if policy.clock is ClockKind.ELAPSED and offset.unit in WORKING_UNITS:
        yield (
            f"{key} counts {offset.unit} on an elapsed clock, which never pauses; "
            "write days, hours or minutes, or set clock: working"
        )


def _share_faults(policy: Policy, offset: Offset) -> Iterator[str]:
    if not 1 <= offset.amount <= 100:
        yield f"at: a share of {offset.amount} % is not between 1 and 100"
    if offset.base is Base.DUE:
        yield "at: a share is a part of the allowance and cannot count from due; leave from out"
    if policy.allowance.amount == 0:
        yield "at: a share of an allowance of 0 is no time at all; write days, hours or minutes"


def _action_faults(step: Step) -> Iterator[str]:
    if step.action is Action.TRANSITION:
        if not step.transition:
            yield "the action is transition, but none is named; write transition: <name>"
        if step.audience:
            yield "a transition tells people by its own notices; leave audience out"
        return
    if step.transition:
        yield f"transition {step.transition} is named, but the action is {step.action}"
    if not step.audience:
        yield f"nobody would hear of it: {step.action} needs an audience; write audience: [<role>]"


def _repeat_faults(policy: Policy, step: Step) -> Iterator[str]:
    every = step.repeat_every
    if step.repeat_times < 0:
        yield f"times is {step.repeat_times}; a step repeats 1 time or more, or leave it out"
    if every is None:
        if step.repeat_times > 0:
            yield "times is given without every; say how far apart the repeats are"
        return
    if step.repeat_times == 0:
        yield "every is given without times, so it would never end; say how often it repeats"
    if every.amount <= 0:
        yield f"every is {every.amount} {every.unit}; repeats move forward, so write 1 or more"
    if every.unit is Unit.SHARE or every.base is Base.DUE:
        yield "every counts from the ring before it, in days, hours or minutes"
    if step.action is Action.TRANSITION:
        yield "a transition is performed once; leave every and times out"
    yield from _clock_faults(policy, every, "every")


def _name_faults(
    policy: Policy, roles: Collection[str], transitions: Collection[str]
) -> Iterator[str]:
    for number, step in enumerate(policy.steps, start=1):
        where = f"policy {policy.code}: step {number}"
        for role in step.audience:
            if role not in roles:
                yield f"{where}: unknown role {role}; known are {_listed(roles)}"
        if step.transition and step.transition not in transitions:
            known = _listed(transitions)
            yield f"{where}: unknown transition {step.transition}; known are {known}"


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(names)) or "none"
