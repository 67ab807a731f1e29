"""Made-up people, plainly so: everybody was born in 1990 and is called Contoh."""

import itertools
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.text import slugify

from mentoring.models import (
    Appointment,
    Organisation,
    Person,
    Practitioner,
    Programme,
    Qualification,
    ReportingLine,
    Unit,
)
from mentoring.services import people
from mentoring.vocabulary import AppointedRole, Discipline, LineKind, PersonKind
from tests.factories.organisation import SINCE
from tests.factories.organisation import organisation as make_organisation

_numbers = itertools.count(1)


def nip(number: int) -> str:
    """The number-th made-up NIP of a PNS born on 1 January 1990 or soon after."""
    day, serial = divmod(number, 999)
    return f"1990{day // 28 + 1:02}{day % 28 + 1:02}2015051{serial + 1:03}"


def person(
    name: str = "Maya Contoh",
    *,
    organisation: Organisation | None = None,
    unit: Unit | None = None,
    **fields: Any,
) -> Person:
    """A PNS with an address of their own; `email=""` for somebody without."""
    home = organisation or (unit.organisation if unit else make_organisation())
    fields.setdefault("nip", nip(next(_numbers)))
    fields.setdefault("kind", PersonKind.PNS)
    fields.setdefault("email", f"{slugify(name)}@example.go.id")
    fields.setdefault("zone", home.zone)
    return people.register(
        name=name, organisation=home, unit=unit or home.units.get(parent=None), **fields
    )


def line(
    person: Person,
    superior: Person,
    *,
    since: date = SINCE,
    kind: LineKind = LineKind.DIRECT_SUPERIOR,
) -> ReportingLine:
    return people.assign_superior(person, superior, day=since, kind=kind)


def practitioner(
    person: Person,
    *,
    capacity: int = 5,
    disciplines: Iterable[Discipline] = (Discipline.MENTORING,),
) -> Practitioner:
    """Takes `capacity` and is qualified for the disciplines since 2026 began."""
    for discipline in disciplines:
        Qualification.objects.create(
            person=person, discipline=discipline, name="Pelatihan Contoh", obtained_on=SINCE
        )
    return Practitioner.objects.create(person=person, capacity=capacity)


def appointment(
    person: Person,
    role: AppointedRole = AppointedRole.COORDINATOR,
    *,
    programme: Programme | None = None,
    since: date = SINCE,
) -> Appointment:
    """Appointed for the programme, else for the person's organisation."""
    organisation = programme.organisation if programme else person.organisation
    return Appointment.objects.create(
        person=person, role=role, organisation=organisation, programme=programme, valid_from=since
    )
