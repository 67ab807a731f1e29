"""Which objects an address is asked for, and how its arguments are made: grows with the product.

An address whose resource or arguments nobody here knows turns the matrix red with a sentence.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, reverse

from config.addresses import served
from mentoring.models import BulkAct, Person, RosterImport, RosterUpload, Rotation
from mentoring.permissions import ROUTES, Route
from notifications.models import Delivery, Endpoint, Incident, Notice
from tests.permissions.world import World
from workflows.machine import SYSTEM
from workflows.registry import machines

# The objects of each resource that are asked for, by what they are to the mentee, the mentor and
# their agency.
OBJECTS: dict[str, Callable[[World], Mapping[str, Any]]] = {
    "relationship": lambda world: world.relationships,
    "session": lambda world: world.sessions,
    "programme": lambda world: world.programmes,
    "organisation": lambda world: {
        whose: world.programmes[whose].organisation for whose in ("own", "elsewhere")
    },
    "unit": lambda world: {
        whose: world.programmes[whose].organisation.units.get(parent=None)
        for whose in ("own", "elsewhere")
    },
    "person": lambda world: {
        actor: Person.objects.get(user=world.actors[actor])
        for actor in ("mentee", "mentor", "former mentor", "other unit", "other organisation")
    },
    "correction": lambda world: {"own": world.correction},
    "matter": lambda world: {"own": world.matter},
    "counselling_case": lambda world: world.cases,
    "rotation": lambda world: {
        row.organisation.code: row for row in Rotation.objects.select_related("organisation")
    },
    "data_request": lambda world: world.data_requests,
    "breach": lambda world: world.breaches,
    "destruction": lambda world: world.destructions,
    "legal_hold": lambda world: world.holds,
    "break_glass": lambda world: world.break_glasses,
    "performance_counselling": lambda world: world.counsellings,
    "escalation": lambda world: {
        "own": Notice.objects.get(
            recipient=world.actors["superior of the mentor"], kind="escalation.status_update"
        ),
        "no escalation": Notice.objects.filter(recipient=world.actors["mentor"]).earliest(
            "created_at", "key"
        ),
    },
    "roster_import": lambda world: {"own": RosterImport.objects.get()},
    "roster_upload": lambda world: {
        row.name: row for row in RosterUpload.objects.select_related("programme")
    },
    "bulk_act": lambda world: {str(row.kind): row for row in BulkAct.objects.all()},
    "notice": lambda world: {
        whose: Notice.objects.filter(recipient=world.actors[whose], not_sent="").earliest(
            "created_at", "key"
        )
        for whose in ("mentee", "mentor", "coordinator", "other organisation")
    },
    "unroutable": lambda world: {
        row.cause.removeprefix("deadline:"): row
        for row in Notice.objects.filter(kind="escalation.unroutable")
    },
    "incident": lambda world: {row.key: row for row in Incident.objects.all()},
    "delivery": lambda world: (
        {
            whose: Delivery.objects.filter(notice__recipient=world.actors[whose]).earliest(
                "due_at", "pk"
            )
            for whose in ("mentee", "other organisation", "superuser")
        }
        | {"to a program": Delivery.objects.filter(channel="webhook").earliest("due_at", "pk")}
    ),
    "endpoint": lambda world: {
        row.url.rpartition("-")[2]: row for row in Endpoint.objects.order_by("pk")
    },
}
KEYS = ("uid", "programme", "pk")
# Arguments of addresses without an object: made up, as a stranger would.
MADE_UP = {"token": "made-up", "key": "made-up", "code": "answer_offer", "text": "offer.made",
           "language": "id"}  # fmt: skip
# These answer changes only.
POSTED = {
    "api:relationship-transition",
    "api:session-transition",
    "api:correction-transition",
    "api:matter-transition",
    "api:performance_counselling-transition",
    "api:performance_counselling-form",
    "api:performance_counselling-paper",
    "api:performance_counselling-signature",
    "api:counselling_case-transition",
    "api:data_request-transition",
    "api:destruction-transition",
    "api:legal_hold-transition",
    "api:breach-transition",
    "api:breach-texts",
    "api:breach-letter",
    "api:breach-print",
    "api:data_request-texts",
    "api:data_request-copy",
    "api:notice-read",
    "api:notice-reminded",
    "api:programme-roster",
    "api:organisation-rotations",
    "account_close",
    "portal:bulk",
    "portal:read",
    "portal:reminded",
    "portal:language",
}
# The support screens, and what tells nothing about anybody, have tests of their own.
BESIDE = {"support", "health", "metrics"}
HERE = "tests/permissions/addresses.py"


@dataclass(frozen=True, slots=True)
class Address:
    """One address of one object; `missing` is the same address of an object that does not exist.

    `change` is the transition it makes, if it makes one.
    """

    name: str
    route: Route
    relation: str
    row: Any
    url: str
    missing: str
    change: str = ""


def addresses(world: World, routes: Mapping[str, Route]) -> Iterator[Address]:
    """Every address served here, with what the table promises of it, for each of its objects."""
    yield from of_rows({name: dict(found(world)) for name, found in OBJECTS.items()}, routes)


def of_rows(
    rows: Mapping[str, Mapping[str, Any]], routes: Mapping[str, Route] = ROUTES
) -> Iterator[Address]:
    """The same for these rows of each resource, by what they are to somebody."""
    for name, pattern in served().items():
        assert name in routes, f"docs/permissions.md has no line for {name}: run make diagrams"
        if routes[name].action not in BESIDE:
            yield from _of(name, routes[name], pattern, rows)


def _of(
    name: str, route: Route, pattern: URLPattern, rows: Mapping[str, Mapping[str, Any]]
) -> Iterator[Address]:
    wanted = set(pattern.pattern.converters)
    change = "name" in wanted or "name" in pattern.default_args
    keys = [key for key in KEYS if key in wanted]
    if not keys:
        yield Address(name, route, "", None, reverse(name, kwargs=_made_up(name, wanted)), "")
        return
    assert route.resource in rows, (
        f"{name} is about a {route.resource}: add such objects to OBJECTS in {HERE}, one in each "
        "relation to the mentee, and to the oracle who is what to them"
    )
    rest = _made_up(name, wanted - {keys[0], "name"})
    for relation, row in rows[route.resource].items():
        for made in _changes(route.resource) if change else [""]:
            given = {**rest, "name": made} if change else rest
            own = getattr(row, "uid", None) or row.pk
            nobody = 0 if isinstance(own, int) else uuid.UUID(int=7, version=4)
            yield Address(
                name,
                route,
                relation,
                row,
                reverse(name, kwargs={**given, keys[0]: own}),
                reverse(name, kwargs={**given, keys[0]: nobody}),
                made,
            )


def _made_up(name: str, wanted: set[str]) -> dict[str, str]:
    unknown = wanted - set(MADE_UP)
    assert not unknown, f"{name} needs {sorted(unknown)}: add a value to KEYS or MADE_UP in {HERE}"
    return {each: MADE_UP[each] for each in wanted}


def _changes(kind: str) -> list[str]:
    """What a person can ever do with a subject."""
    declared = machines()[kind].transitions().values()
    return [one.name for one in declared if not one.hidden and one.allow != {SYSTEM}]
