"""Every machine of the project, found from its concrete models."""

import hashlib
from functools import cache

from django.apps import apps

from workflows.machine import Machine


@cache
def machines() -> dict[str, type[Machine]]:
    """Concrete machines by their stable label; raises ValueError if two share one."""
    found: dict[str, type[Machine]] = {}
    for model in apps.get_models():
        if issubclass(model, Machine):
            if model.kind in found:
                raise ValueError(f"{model} and {found[model.kind]} are both called {model.kind}")
            found[model.kind] = model
    return found


def machine(kind: str) -> type[Machine]:
    return machines()[kind]


@cache
def machine_hash(model: type[Machine]) -> str:
    """A short hash of a machine's declarations, kept on records to explain old ones."""
    declared = [
        (item.name, item.sources, item.targets, sorted(item.allow), [g.name for g in item.guards])
        for item in model.transitions().values()
    ]
    clocks = [(spec.name, sorted(spec.states), spec.awaits) for spec in model.deadlines]
    return hashlib.sha256(repr((model.kind, declared, clocks)).encode()).hexdigest()[:16]
