"""Who is behind an address of a caught mail: a name, what they are in the programme, their post."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import TimeZone
from mentoring.models import Person, Unit
from mentoring.vocabulary import EnrolmentRole, UnitKind


@dataclass(frozen=True, slots=True)
class Addressee:
    name: str
    roles: str = ""
    post: str = ""
    zone: str = TimeZone.WIB


def behind(addresses: Collection[str]) -> Mapping[str, Addressee]:
    """By address; an address nobody has stands for itself."""
    people = (
        Person.objects.filter(user__email__in=set(addresses))
        .select_related("user", "unit__parent", "practitioner")
        .prefetch_related("appointments", "enrolments")
        .order_by("pk")
    )
    known = {person.user.email: _addressee(person) for person in people}
    return {address: known.get(address, Addressee(address)) for address in addresses}


def _addressee(person: Person) -> Addressee:
    roles = list(dict.fromkeys(_roles(person)))
    if not roles:
        roles = [_("Superior") if person.staff_lines.exists() else _("Employee")]
    return Addressee(person.display_name, " · ".join(roles), _post(person), person.user.time_zone)


def _post(person: Person) -> str:
    office = _office(person.unit)
    if office in person.position:
        return person.position
    return ", ".join(filter(None, (person.position, office)))


def _office(unit: Unit) -> str:
    """The name of the regional unit, also for a division in it."""
    return unit.parent.name if unit.parent and unit.kind != UnitKind.OPD else unit.name


def _roles(person: Person) -> Iterator[str]:
    for appointment in person.appointments.all():
        yield appointment.get_role_display()
    if hasattr(person, "practitioner"):
        yield str(EnrolmentRole.MENTOR.label)
    for enrolment in person.enrolments.all():
        yield enrolment.get_role_display()
