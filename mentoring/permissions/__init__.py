"""The permission table: who sees and sets what, by relation, and who may enter which address.

Pure data over `rules`. Views, serializers, templates, exports and admin ask it, through
`queries.access` where the database has to be asked; an address without an entry stops the start.
"""

from collections.abc import Collection, Set

from mentoring.permissions.routes import ROUTES
from mentoring.permissions.table import RESOURCES
from mentoring.permissions.values import Fields, Hat, Resource, Route

ANYONE, SIGNED_IN, PERSON = (frozenset({hat}) for hat in (Hat.ANYONE, Hat.SIGNED_IN, Hat.PERSON))

__all__ = [
    "ANYONE",
    "PERSON",
    "RESOURCES",
    "ROUTES",
    "SIGNED_IN",
    "Fields",
    "Hat",
    "Resource",
    "Route",
    "creatable",
    "fields",
    "may_enter",
    "writable",
]


def fields(resource: str, relations: Collection[str]) -> Fields:
    """What somebody in these relations to a row sees of it."""
    see = RESOURCES[resource].see
    return frozenset().union(*(see.get(name, frozenset()) for name in relations))


def writable(resource: str, relations: Collection[str]) -> Fields:
    """What somebody in these relations to a row may set on it, beside the machine's transitions."""
    write = RESOURCES[resource].write
    return frozenset().union(*(write.get(name, frozenset()) for name in relations))


def creatable(resource: str, hats: Collection[str]) -> Fields:
    """What somebody with these hats may give when making a new one; nothing: may make none."""
    given = RESOURCES[resource].create
    return frozenset().union(*(names for hat, names in given.items() if hat in hats))


def may_enter(route: Route, held: Set[str]) -> bool:
    """Whether one of these hats, or of these relations to the object, opens the address."""
    return bool(route.who & held)
