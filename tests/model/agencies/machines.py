"""The shipped machines as data for the model: their states, changes and clocks, nothing else."""

from functools import partial
from types import SimpleNamespace

from tests.model.agencies import roles
from tests.model.model import ClockSpec, MachineData, Step
from workflows.registry import machine

KINDS = (
    "relationship",
    "session",
    "matter",
    "correction",
    "data_request",
    "breach",
    "performance_counselling",
    "counselling_case",
    "break_glass",
)

# The officer's own, begun by night or by a letter: stories follow these from day to day.
NOT_LIVED = ("destruction", "legal_hold")


def machines(people):
    return {kind: _read(machine(kind), people) for kind in KINDS}


def _read(model, people):
    return MachineData(
        kind=model.kind,
        first=model.first_state(),
        parties=(),
        steps={name: _step(declared) for name, declared in model.transitions().items()},
        clocks=tuple(_clock(spec) for spec in model.deadlines),
        awaited=partial(roles.awaited, people),
        office_of=partial(roles.office_of, people),
    )


def _step(declared):
    return Step(frozenset(declared.sources), frozenset(declared.targets), declared.allow)


def _clock(spec):
    return ClockSpec(
        spec.name,
        frozenset(map(str, spec.states)),
        str(spec.awaits),
        "" if spec.anchor == "entry" else spec.anchor,
        frozenset(spec.answered_by),
        frozenset(spec.renewed_by),
        frozenset(spec.met_on_leaving),
        frozenset(spec.armed_by or ()),
        spec.duty,
        _policy(spec),
    )


def _policy(spec):
    if isinstance(spec.policy, str):
        return lambda _fields: spec.policy or spec.name
    return lambda fields: spec.policy(SimpleNamespace(**fields))
