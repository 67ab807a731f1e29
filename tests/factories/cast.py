"""The permanent cast: the same named people with the same roles in every test of the processes.

Maya the mentee, Budi the mentor, Citra the coordinator, Eko the outsider; Sari is Budi's superior,
Rina Maya's, Hadi the head of service.
"""

from dataclasses import dataclass
from typing import Any

from mentoring.models import Organisation, Person, Practitioner, Programme
from mentoring.vocabulary import AppointedRole, Discipline, EnrolmentRole
from tests.factories import organisation as places
from tests.factories import person as people
from tests.factories import programme as programmes
from tests.factories import shipped
from tests.factories.kept import kept
from tests.moments import at
from workflows.models import Calendar

# A Monday without holidays nearby, in office hours.
MONDAY = at("2026-06-08 09:00")
CODE_OF_CONDUCT = "2026-1"


@dataclass(frozen=True, slots=True)
class Cast:
    organisation: Organisation
    programme: Programme
    maya: Person
    budi: Practitioner
    citra: Person
    eko: Person
    sari: Person
    rina: Person
    hadi: Person


@kept
def cast(*, works_by: str = "wib_5", capacity: int = 5, **programme: Any) -> Cast:
    """The cast in a regency that works by a shipped calendar, with the shipped policies loaded."""
    shipped.load(MONDAY)
    calendar = Calendar.objects.get(code=works_by)
    home = places.organisation(works_by=calendar, zone=calendar.zone)
    unit = places.unit(of=home)
    named = {
        name: people.person(f"{name} Contoh", unit=unit)
        for name in ("Maya", "Budi", "Citra", "Eko", "Sari", "Rina", "Hadi")
    }
    course = programmes.programme(organisation=home, **programme)
    programmes.enrolment(named["Maya"], course)
    people.appointment(named["Citra"])
    people.appointment(named["Hadi"], AppointedRole.HEAD)
    people.line(named["Maya"], named["Rina"])
    people.line(named["Budi"], named["Sari"])
    return Cast(
        organisation=home,
        programme=course,
        maya=named["Maya"],
        budi=mentor(named["Budi"], capacity=capacity, discipline=course.discipline),
        citra=named["Citra"],
        eko=named["Eko"],
        sari=named["Sari"],
        rina=named["Rina"],
        hadi=named["Hadi"],
    )


def mentor(
    person: Person, *, capacity: int = 5, discipline: str = Discipline.MENTORING
) -> Practitioner:
    """Qualified and bound by the code of conduct."""
    found = people.practitioner(person, capacity=capacity, disciplines=[Discipline(discipline)])
    found.code_of_conduct_version = CODE_OF_CONDUCT
    found.save(update_fields=["code_of_conduct_version"])
    return found


@kept
def another_mentor(cast: Cast, name: str = "Tono Contoh", *, capacity: int = 5) -> Practitioner:
    person = people.person(name, unit=cast.maya.unit)
    return mentor(person, capacity=capacity, discipline=cast.programme.discipline)


@kept
def another_mentee(cast: Cast, name: str) -> Person:
    person = people.person(name, unit=cast.maya.unit)
    programmes.enrolment(person, cast.programme, EnrolmentRole.MENTEE)
    return person
