"""A policy as the fields of its form hold it, and back."""

from collections.abc import Mapping
from typing import Any

from workflows.policy import Action, Base, Misfire, Offset, Policy, Step, Unit

Raw = dict[str, Any]


def step_of(given: Mapping[str, Any]) -> Step:
    action, _colon, transition = given["deed"].partition(":")
    way, _underscore, base = given["point"].partition("_")
    unit = Unit(given["unit"])
    amount = -given["amount"] if way == "before" else given["amount"]
    every = given["every"]
    return Step(
        Offset(amount, unit, Base.DUE if base == "due" else Base.ANCHOR),
        Action(action),
        tuple(given["who"]),
        transition,
        Offset(every, Unit(given["every_unit"] or Unit.WORKING_DAYS)) if every else None,
        given["times"] or 0,
        Misfire(given["misfire"]),
    )


def acknowledged_of(given: Mapping[str, Any]) -> Offset | None:
    if not given["quiet"]:
        return None
    return Offset(given["quiet"], Unit(given["quiet_unit"] or Unit.WORKING_DAYS))


def raw_head(policy: Policy) -> Raw:
    quiet = policy.acknowledged
    return {
        "quiet": quiet.amount if quiet else None,
        "quiet_unit": (quiet.unit if quiet else Unit.WORKING_DAYS).value,
        "runs": policy.clock.value,
        "amount": policy.allowance.amount,
        "unit": policy.allowance.unit.value,
        "ends_quietly": policy.ends_quietly,
    }


def raw_step(step: Step) -> Raw:
    offset, every = step.offset, step.repeat_every
    way = "before" if offset.amount < 0 else "after"
    return {
        "amount": abs(offset.amount),
        "unit": offset.unit.value,
        "point": f"{way}_{'due' if offset.base is Base.DUE else 'start'}",
        "deed": f"{step.action}:{step.transition}" if step.transition else step.action.value,
        "who": list(step.audience),
        "every": every.amount if every else None,
        "every_unit": (every.unit if every else Unit.WORKING_DAYS).value,
        "times": step.repeat_times or None,
        "misfire": step.misfire.value,
    }
