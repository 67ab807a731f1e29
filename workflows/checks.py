"""System checks that read the machines and refuse what could be forgotten."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.checks import CheckMessage, Error, register

from workflows import policy as policies
from workflows import registry
from workflows.machine import SYSTEM, Machine
from workflows.policy import Fault, Policy

CONFIDENTIAL = "C"


@register("workflows")
def check_machines(app_configs: Any = None, **options: Any) -> list[CheckMessage]:
    return [found for model in registry.machines().values() for found in faults(model)]


def faults(model: type[Machine]) -> list[CheckMessage]:
    """What is wrong with one machine's declarations; empty when it is sound."""
    return [*_transitions(model), *_states(model), *_deadlines(model)]


def policy_faults(model: type[Machine], shipped: Mapping[str, Policy]) -> list[CheckMessage]:
    """What is wrong with the policies a machine names: not shipped, or unfit for this machine."""
    found: list[CheckMessage] = []
    for code in sorted({code for spec in model.deadlines for code in spec.policy_codes}):
        if code not in shipped:
            found.append(_error("E009", model, f"policy {code} is not shipped"))
            continue
        found += [_error("E010", model, str(fault)) for fault in unfit(model, shipped[code])]
    return found


def unfit(model: type[Machine], policy: Policy) -> list[Fault]:
    """What keeps this policy from being armed on that machine under its code."""
    return policies.faults(
        policy,
        roles=model.roles,
        transitions=performable(model, policy.code),
        barred=model.superiors if model.disclosure == CONFIDENTIAL else (),
    )


def performable(model: type[Machine], code: str) -> list[str]:
    """Transitions the system may make from every state in which a deadline of that code is open."""
    states = {
        state for spec in model.deadlines if code in spec.policy_codes for state in spec.states
    }
    return [
        item.name
        for item in model.transitions().values()
        if SYSTEM in item.allow and states <= set(item.sources) and not item.hidden
    ]


def _transitions(model: type[Machine]) -> Iterable[CheckMessage]:
    known = set(model.relations) | {SYSTEM}
    for item in model.transitions().values():
        if not item.allow:
            yield _error("E001", model, f"transition {item.name} allows nobody")
        if unknown := item.allow - known:
            yield _error("E002", model, f"transition {item.name} allows unknown {sorted(unknown)}")
        if not str(item.label).strip():
            yield _error("E003", model, f"transition {item.name} has no label")


def _states(model: type[Machine]) -> Iterable[CheckMessage]:
    reached = {model.first_state()}
    for _round in model.State.values:
        for item in model.transitions().values():
            if reached & set(item.sources):
                reached |= set(item.targets)
    for state in model.State.values:
        if state not in reached:
            yield _error("E004", model, f"state {state} cannot be reached")
        if model.is_open(state) and not _always_timed(model, state):
            yield _error("E005", model, f"open state {state} has no deadline of its own")


def _always_timed(model: type[Machine], state: str) -> bool:
    """Some deadline is armed by merely entering the state, so none can be forgotten there."""
    return any(state in spec.states and spec.armed_by is None for spec in model.deadlines)


def _deadlines(model: type[Machine]) -> Iterable[CheckMessage]:
    names = set(model.transitions()) | {"begin"}
    for spec in model.deadlines:
        used = {*spec.answered_by, *spec.renewed_by, *spec.met_on_leaving, *(spec.armed_by or ())}
        if unknown := used - names:
            yield _error("E006", model, f"deadline {spec.name} names unknown {sorted(unknown)}")
        if spec.awaits not in {*model.roles, SYSTEM}:
            yield _error("E007", model, f"deadline {spec.name} awaits unknown {spec.awaits}")
        if closed := {state for state in spec.states if not model.is_open(state)}:
            yield _error("E008", model, f"deadline {spec.name} is on final {sorted(closed)}")


def _error(code: str, model: type[Machine], what: str) -> Error:
    return Error(f"{model.kind}: {what}", obj=model, id=f"workflows.{code}")
