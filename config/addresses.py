"""Every address has its entry in the permission table, and every entry its address.

A system check, so that whoever forgets one is told before anything is served.
"""

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import URLPattern, URLResolver, get_resolver

from mentoring.permissions import RESOURCES, ROUTES, Hat, Route
from mentoring.permissions.unshown import UNSHOWN
from workflows.machine import SYSTEM
from workflows.registry import machines

HINT = "See mentoring/permissions/: resources in table.py, addresses in routes/, else unshown.py."
OURS = ("accounts", "workflows", "notifications", "mentoring")


def known() -> dict[str, Route]:
    """The table's addresses, and those a root of addresses brings for itself (the demo's)."""
    own: Mapping[str, Route] = getattr(import_module(settings.ROOT_URLCONF), "ROUTES", {})
    return {**ROUTES, **own}


def served() -> dict[str, URLPattern]:
    """Every address by its name with namespaces; one without a name by the whole of its pattern."""
    return dict(_walk(get_resolver(settings.ROOT_URLCONF).url_patterns))


def _walk(
    patterns: Sequence[URLPattern | URLResolver], space: str = "", before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for entry in patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield (f"{space}{entry.name}" if entry.name else route), entry
        else:
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry.url_patterns, inner, route)


@register(Tags.urls)
def every_address_is_in_the_table(
    app_configs: Sequence[AppConfig] | None, **_: Any
) -> list[CheckMessage]:
    return [
        Error(said, hint=HINT, id=f"bimbing.E{number:03}")
        for number, said in [*_addresses(), *_entries(), *_resources(), *_models(), *_machines()]
    ]


def _addresses() -> Iterator[tuple[int, str]]:
    entries, there = set(known()), set(served())
    for name in sorted(there - entries):
        yield 20, f"The address {name} has no entry in the permission table."
    for name in sorted(entries - there):
        yield 21, f"The permission table has an entry for {name}, an address that does not exist."


def _entries() -> Iterator[tuple[int, str]]:
    for name, route in known().items():
        relations: set[str] = set()
        if route.resource in RESOURCES:
            relations = set(RESOURCES[route.resource].relations)
        elif route.resource:
            yield 22, f"The entry of {name} names {route.resource}, which is no resource."
        if not route.who:
            yield 22, f"The entry of {name} lets nobody in."
        if unknown := set(route.who) - relations - set(Hat):
            yield 22, f"The entry of {name} names unknown {sorted(unknown)}."


def _resources() -> Iterator[tuple[int, str]]:
    for name, resource in RESOURCES.items():
        if unknown := {*resource.see, *resource.write} - set(resource.relations):
            yield 23, f"The resource {name} speaks of {sorted(unknown)}, who is nobody to it."
        try:
            apps.get_model(resource.model)
        except LookupError:
            yield 23, f"The resource {name} has no model {resource.model}."


def _models() -> Iterator[tuple[int, str]]:
    known = {resource.model for resource in RESOURCES.values()} | UNSHOWN
    for model in apps.get_models():
        label = model._meta.label
        if model._meta.app_label in OURS and label not in known:
            yield 25, f"The model {label} is no resource of the permission table, nor in UNSHOWN."


def _machines() -> Iterator[tuple[int, str]]:
    """A transition may be made only by who sees the subject."""
    for kind, model in machines().items():
        if model._meta.app_label != "mentoring":
            continue
        seers = set(RESOURCES[kind].seen) if kind in RESOURCES else set()
        for item in model.transitions().values():
            if blind := {role for role in item.allow - {SYSTEM} if not _sees(role, seers)}:
                yield 24, f"{kind}.{item.name} is for {sorted(blind)}, who does not see it."


def _sees(role: str, seers: set[str]) -> bool:
    """Whoever was invited or proposed is one of the pair."""
    return role in seers or (role in {"invited", "proposer"} and "mentee" in seers)
