"""Made-up programmes and who takes part."""

from datetime import date
from typing import Any

from mentoring.models import Enrolment, Organisation, Person, Programme
from mentoring.vocabulary import EnrolmentRole
from tests.factories.organisation import organisation as make_organisation


def programme(
    code: str = "mentoring-2026", *, organisation: Organisation | None = None, **fields: Any
) -> Programme:
    fields.setdefault("name", "Mentoring Contoh 2026")
    fields.setdefault("starts_on", date(2026, 1, 1))
    fields.setdefault("ends_on", date(2026, 12, 31))
    return Programme.objects.create(
        code=code, organisation=organisation or make_organisation(), **fields
    )


def enrolment(
    person: Person, programme: Programme, role: EnrolmentRole = EnrolmentRole.MENTEE
) -> Enrolment:
    return Enrolment.objects.create(person=person, programme=programme, role=role)
