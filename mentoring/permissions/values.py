"""What the permission table is made of: resources, routes, and the hats a user wears anywhere."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q

Relation = Callable[[Any, datetime], Q]
Fields = frozenset[str]


class Hat(StrEnum):
    """What somebody is without looking at an object. No hat opens a row: relations do."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    PERSON = "person"
    COORDINATOR = "a coordinator"
    SUPERIOR = "a superior"
    PRACTITIONER = "a practitioner"
    HEAD = "a head of service"
    AUDITOR = "an auditor"
    DPO = "a data protection officer"
    EMERGENCY = "an officer for emergency access"
    PAPERS = "an officer for signed papers"
    SUPPORT = "support"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Resource:
    """Who stands in which relation to a row, and what each of them sees and may set.

    `model` is its label. Of class B or C (`disclosure`) no program learns anything. `create` names
    what may be given for a row that does not exist yet, by the hat needed. Whoever sees no field of
    a row does not see that there is one.
    """

    label: Any
    model: str
    relations: Mapping[str, Relation]
    see: Mapping[str, Fields]
    write: Mapping[str, Fields] = field(default_factory=dict)
    create: Mapping[Hat, Fields] = field(default_factory=dict)
    disclosure: str = "A"

    @property
    def seen(self) -> Mapping[str, Relation]:
        """The relations that see anything."""
        return {name: held for name, held in self.relations.items() if self.see.get(name)}


@dataclass(frozen=True, slots=True)
class Route:
    """An address: what it does to which resource, and for whom it is more than a 404.

    `who` names relations of the resource, or hats. Rows and fields follow from the resource.
    """

    resource: str
    action: str
    who: Set[str]


def words(text: str) -> Fields:
    """Names of fields, written as a line."""
    return frozenset(text.split())
