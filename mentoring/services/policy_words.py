"""An escalation policy in words: how long somebody has, and what happens before and after."""

from collections.abc import Callable, Iterator

from workflows.policy import Action, Base, ClockKind, Offset, Policy, Step, Unit


def allowance(policy: Policy) -> str:
    if policy.allowance.amount == 0:
        return "at that moment"
    clock = "" if policy.clock is ClockKind.WORKING else ", day and night"
    return f"{_span(policy.allowance)}{clock}"


def steps(policy: Policy, role: Callable[[str], str]) -> Iterator[str]:
    """One line per step, in the policy's order; `role` words a role name."""
    for step in policy.steps:
        yield f"{_when(step.offset)}: {_what(step, role)}"
    if policy.ends_quietly:
        yield f"then nothing more: {policy.ends_quietly}"


def _span(offset: Offset) -> str:
    amount = abs(offset.amount)
    unit = offset.unit.value.replace("_", " ")
    return f"{amount} {unit.removesuffix('s') if amount == 1 else unit}"


def _when(offset: Offset) -> str:
    if offset.unit is Unit.SHARE:
        return f"at {offset.amount} % of the time"
    point = "it is due" if offset.base is Base.DUE else "the start"
    if offset.amount == 0:
        return f"on the day {point}" if offset.unit is Unit.WORKING_DAYS else f"when {point}"
    return f"{_span(offset)} {'after' if offset.amount > 0 else 'before'} {point}"


def _what(step: Step, role: Callable[[str], str]) -> str:
    if step.action is Action.TRANSITION:
        return f"`{step.transition}`"
    who = " and ".join(role(name) for name in step.audience)
    verb = {Action.REMIND: "remind", Action.ESCALATE: "tell"}.get(step.action, "hand over to")
    if step.repeat_every is None:
        return f"{verb} {who}"
    return f"{verb} {who}, again every {_span(step.repeat_every)}, {step.repeat_times} times"
