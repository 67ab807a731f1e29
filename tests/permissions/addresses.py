"""Which objects an address is asked for, and how its arguments are made: grows with the product.

An address whose arguments nobody here knows how to make turns the matrix red.
"""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, reverse

from config.addresses import served
from mentoring import permissions
from mentoring.models import Person, Programme, RosterImport, RosterUpload
from mentoring.permissions import Route
from notifications.models import Delivery, Incident, Notice
from tests.permissions.world import World

# The objects of each resource that are asked for, by what they are to the world.
OBJECTS: dict[str, Callable[[World], dict[str, Any]]] = {
    "relationship": lambda world: world.relationships,
    "session": lambda world: {"own": world.session},
    "person": lambda world: {
        actor: Person.objects.get(user=world.actors[actor])
        for actor in ("mentee", "mentor", "other unit", "other organisation")
    },
    "programme": lambda world: {
        "own": world.cast.programme,
        "other organisation": Programme.objects.get(code="mentoring-kota"),
    },
    "roster_upload": lambda world: {"own": RosterUpload.objects.get()},
    "roster_import": lambda world: {"own": RosterImport.objects.get()},
    "notice": lambda world: {
        "own": Notice.objects.filter(recipient=world.actors["mentee"]).earliest(
            "created_at", "key"
        ),
        "mentor's": Notice.objects.filter(recipient=world.actors["mentor"]).earliest(
            "created_at", "key"
        ),
    },
    "correction": lambda world: {"own": world.correction},
    "escalation": lambda world: {
        "own": Notice.objects.get(
            recipient=world.actors["superior of the mentor"], kind="escalation.status_update"
        ),
        "no escalation": Notice.objects.filter(recipient=world.actors["mentor"]).earliest(
            "created_at", "key"
        ),
    },
    "unroutable": lambda world: {"own": Notice.objects.get(key="made up")},
    "incident": lambda world: {
        "nobody's": Incident.objects.get(kind="engine"),
        "own": Incident.objects.get(kind="delivery_failed"),
    },
    "delivery": lambda world: {"own": Delivery.objects.earliest("due_at", "pk")},
}
# Arguments beside the key of the object, with one value that is known and makes sense.
OTHERS: dict[str, dict[str, Any]] = {
    "relationship": {"name": "submit"},
    "session": {"name": "confirm"},
    "correction": {"name": "settle"},
}
# Not about anybody: the support screens have their own test, the others their own answers.
BESIDE = {"support", "health", "metrics"}
KEYS = {"uid", "programme", "pk"}
# Addresses without an object that need an argument: made up, as a stranger would.
MADE_UP = {"token": "made-up", "key": "made-up"}


@dataclass(frozen=True, slots=True)
class Address:
    """One address of one object; `missing` is the same address of an object that does not exist."""

    name: str
    route: Route
    relation: str
    row: Any
    url: str
    missing: str


def addresses(world: World) -> Iterator[Address]:
    """Every address of the table that is served here, for each object of its resource."""
    for name, pattern in served().items():
        route = permissions.ROUTES.get(name)
        if route is None or route.action in BESIDE:
            continue
        yield from _of(name, route, pattern, world)


def _of(name: str, route: Route, pattern: URLPattern, world: World) -> Iterator[Address]:
    wanted = set(pattern.pattern.converters) | set(pattern.default_args) & {"name"}
    keys = wanted & KEYS
    if not keys:
        url = reverse(name, kwargs={each: MADE_UP[each] for each in wanted})
        yield Address(name, route, "", None, url, "")
        return
    (key,) = keys
    others = {each: OTHERS[route.resource][each] for each in wanted - keys}
    for relation, row in OBJECTS[route.resource](world).items():
        own = getattr(row, "uid", None) or row.pk
        yield Address(
            name,
            route,
            relation,
            row,
            reverse(name, kwargs={key: own, **others}),
            reverse(name, kwargs={key: uuid.UUID(int=7, version=4), **others}),
        )
