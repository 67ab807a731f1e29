"""Whose the three phones are: the story's mentee, who mentors her now, and that one's superior."""

from collections.abc import Mapping
from types import MappingProxyType

from accounts.models import User
from config.demo import agency
from config.demo.founding import PROGRAMME
from mentoring.models import Person, Relationship

PHONES = ("mentee", "mentor", "superior")
OPENS_AT: Mapping[str, str] = MappingProxyType({"mentee": "", "mentor": "", "superior": "inbox/"})


def user(role: str) -> User | None:
    """None until the roster has brought the cast together."""
    return people().get(role)


def people() -> dict[str, User]:
    """By phone; empty until everybody is there."""
    numbers = {member.nip: member for member in agency.members()}
    mentor = _mentor()
    if mentor is None or mentor.nip not in numbers:
        return {}
    superior = next(
        member for member in numbers.values() if member.key == numbers[mentor.nip].superior
    )
    wanted = {"mentee": _number(agency.MAYA), "mentor": mentor.nip, "superior": superior.nip}
    rows = Person.objects.filter(nip__in=wanted.values()).select_related("user")
    found = {person.nip: person.user for person in rows}
    return {role: found[nip] for role, nip in wanted.items()} if len(found) == len(wanted) else {}


def tie() -> Relationship | None:
    """The mentee's newest request or mentoring in the programme of the story."""
    rows = Relationship.objects.filter(
        programme__code=PROGRAMME, mentee__nip=_number(agency.MAYA)
    ).select_related("offered_to__person", "practitioner__person")
    return rows.order_by("-pk").first()


def _mentor() -> Person | None:
    latest = tie()
    found = latest and (latest.practitioner or latest.offered_to)
    if found:
        return found.person
    return Person.objects.filter(nip=_number(agency.BAMBANG)).first()


def _number(key: str) -> str:
    return next(member.nip for member in agency.members() if member.key == key)
