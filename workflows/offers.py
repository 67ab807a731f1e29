"""What a person may do with a subject now, and for the rest the reason why not."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflows import engine, reading
from workflows.actors import Actor
from workflows.machine import Machine, Transition


@dataclass(frozen=True, slots=True)
class Possibility:
    """A transition as it stands for one person; `reason` is empty when it is allowed."""

    transition: Transition
    allowed: bool
    reason: Any = ""


def offers(subject: Machine, *, by: Actor, now: datetime) -> list[Possibility]:
    """Every transition of the machine that is not hidden, in the machine's order."""
    fresh = reading.read(type(subject), subject.pk, by=by, now=now)
    return [
        _judged(fresh, declared, now)
        for declared in fresh.transitions().values()
        if not declared.hidden
    ]


def _judged(fresh: Machine, declared: Transition, now: datetime) -> Possibility:
    refused = engine.refusal(fresh, declared)
    if refused is not None:
        return Possibility(declared, False, str(refused))
    for guard in declared.guards:
        if not guard.holds(fresh, data={}, now=now):
            return Possibility(declared, False, guard.reason)
    return Possibility(declared, True)
