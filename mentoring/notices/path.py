"""How somebody came to be told: the way from a role to a person, hop by hop, kept on the notice."""

from dataclasses import dataclass
from enum import StrEnum

from mentoring.models import Person


class Way(StrEnum):
    """What each hop means. The first group leads to somebody, the second passes somebody by."""

    PARTY = "party"
    APPOINTED = "appointed"
    LINE = "line"
    UNIT_HEAD = "unit_head"
    PLT = "plt"
    PLH = "plh"
    HEAD_OF_SERVICE = "head_of_service"

    AWAY = "away"
    DISPUTED = "disputed"
    CONCERNED = "concerned"
    ABOVE_CEILING = "above_ceiling"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Hop:
    way: Way
    person: Person | None = None

    def as_json(self) -> dict[str, str]:
        if self.person is None:
            return {"way": self.way}
        return {"way": self.way, "who": str(self.person.uid), "name": self.person.display_name}


Path = tuple[Hop, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A person to be told in a role; `office` is whose place it is, `over` whose superior."""

    person: Person
    role: str
    path: Path
    over: Person | None = None
    office: Person | None = None

    @property
    def level(self) -> int:
        """How many offices above the first one this is."""
        return max(0, sum(hop.way in (Way.LINE, Way.UNIT_HEAD) for hop in self.path) - 1)


@dataclass(frozen=True, slots=True)
class Unroutable:
    """A role behind which nobody could be told, and how far the search went."""

    role: str
    path: Path
    over: Person | None = None


def as_json(role: str, path: Path) -> list[dict[str, str]]:
    return [{"role": role}, *[hop.as_json() for hop in path]]
