"""The permission table as a document: per resource who sees and sets what, per address who enters.

Written from the table and the machines alone, so it cannot say what is not so.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import translation

from mentoring.permissions import RESOURCES, ROUTES, Hat, Resource, Route
from mentoring.permissions.labels import HATS, RELATIONS
from mentoring.queries.policies import MACHINES
from workflows.machine import SYSTEM, Machine

HEAD = """# Permissions

Written by `manage.py draw_permissions` from `mentoring/permissions/`; do not edit. A test holds it
current. Whoever stands in none of the relations to a row is answered as if there were no such row.

`✓` sees the field, `✎` sees and sets it, `·` neither. A change of state is made by the transitions
below each table, never by setting a field. Nobody else sees anything: not the head of service, not
colleagues, not another agency, not who supports the system.
"""


def text() -> str:
    """The whole document in Markdown."""
    with translation.override("en"):
        machines = {model.kind: model for model in MACHINES}
        chapters = [
            part
            for name, resource in RESOURCES.items()
            for part in _chapter(name, resource, machines.get(name))
        ]
        return "\n".join([HEAD, *chapters, *_addresses()])


def _chapter(name: str, resource: Resource, machine: type[Machine] | None) -> Iterator[str]:
    yield f"## {_both(resource.label)}\n"
    yield f"`{name}`\n"
    if resource.disclosure != "A":
        yield f"Class {resource.disclosure}: no program learns of it, whosever token it has.\n"
    seers = [relation for relation in resource.relations if resource.see.get(relation)]
    yield _table(("relation", "in English", "in Indonesian"), [_named(one) for one in seers])
    fields = sorted(frozenset().union(*resource.see.values()))
    yield _table(
        ("field", *seers),
        [(f"`{field}`", *(_mark(resource, one, field) for one in seers)) for field in fields],
    )
    for hat, given in resource.create.items():
        names = ", ".join(f"`{field}`" for field in sorted(given))
        yield f"A new one is made by {HATS[hat]} ({_in_indonesian(HATS[hat])}), giving {names}.\n"
    if machine is not None:
        yield _table(("change", "in English", "in Indonesian", "who may"), _changes(machine))


def _named(relation: str) -> tuple[str, str, str]:
    label = RELATIONS[relation]
    return f"`{relation}`", str(label), _in_indonesian(label)


def _mark(resource: Resource, relation: str, field: str) -> str:
    if field in resource.write.get(relation, frozenset()):
        return "✎"
    return "✓" if field in resource.see[relation] else "·"


def _changes(machine: type[Machine]) -> list[tuple[str, ...]]:
    return [
        (
            f"`{item.name}`",
            str(item.label),
            _in_indonesian(item.label),
            ", ".join(f"`{role}`" for role in sorted(item.allow)).replace(f"`{SYSTEM}`", "⏱"),
        )
        for item in machine.transitions().values()
        if not item.hidden
    ]


def _addresses() -> Iterator[str]:
    yield "## Addresses\n"
    yield "A hat opens an address, a relation to its object does; everybody else is answered 404.\n"
    yield _table(("hat", "in English", "in Indonesian"), [_hat(hat) for hat in Hat])
    alike: dict[tuple[str, str, frozenset[str]], list[str]] = {}
    for name, route in ROUTES.items():
        alike.setdefault((route.resource, route.action, frozenset(route.who)), []).append(name)
    yield _table(
        ("resource", "action", "for whom", "addresses"),
        [_entry(ROUTES[names[0]], names) for names in alike.values()],
    )


def _hat(hat: Hat) -> tuple[str, str, str]:
    return f"`{hat}`", str(HATS[hat]), _in_indonesian(HATS[hat])


def _entry(route: Route, names: Sequence[str]) -> tuple[str, ...]:
    listed = ", ".join(f"`{name}`" for name in names).replace("|", "\\|")
    who = ", ".join(f"`{one}`" for one in sorted(route.who))
    return route.resource and f"`{route.resource}`", route.action, who, listed


def _both(label: Any) -> str:
    return f"{label} – {_in_indonesian(label)}"


def _in_indonesian(label: Any) -> str:
    with translation.override("id"):
        return str(label)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
