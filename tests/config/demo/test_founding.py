"""The agency of the demo: complete, plainly made up, and its roster imports as a real one would."""

from collections import Counter

import pytest
from django.core.management import call_command

from config.demo import agency, founding
from mentoring.models import (
    Appointment,
    Enrolment,
    Organisation,
    Person,
    Practitioner,
    Programme,
    ReportingLine,
    RosterRow,
    Slip,
    Unit,
)
from mentoring.nip import Nip
from mentoring.vocabulary import AppointedRole, UnitKind
from notifications.models import Delivery
from tests.factories.organisation import calendar

pytestmark = pytest.mark.django_db


@pytest.fixture
def founded() -> Organisation:
    calendar(agency.CALENDAR)
    founding.found()
    return Organisation.objects.get(code=agency.CODE)


@pytest.fixture
def imported(founded: Organisation, tmp_path) -> Programme:
    founding.write_roster(tmp_path / "peserta.csv")
    call_command("import_roster", tmp_path / "peserta.csv", programme=founding.PROGRAMME)
    return Programme.objects.get(code=founding.PROGRAMME)


def test_everybody_is_made_up_and_told_apart():
    members = agency.members()
    assert len(members) == 119
    for column in ("key", "name", "nip", "email"):
        assert max(Counter(getattr(member, column) for member in members).values()) == 1
    assert all(member.name.split()[1] in agency.FAMILIES for member in members)
    assert all(Nip.parse(member.nip).birth_date.year == 1990 for member in members)
    assert agency.members() == members


def test_there_are_twelve_offices_and_the_one_for_personnel(founded):
    assert Unit.objects.filter(kind=UnitKind.OPD).count() == 13


def test_everybody_but_the_regent_has_a_superior(founded):
    led = set(ReportingLine.objects.values_list("person", flat=True))
    alone = Person.objects.exclude(pk__in=led)
    assert [person.position for person in alone] == ["Bupati"]


def test_somebody_coordinates_and_somebody_heads_the_service(founded):
    roles = Appointment.objects.values_list("role", flat=True)
    assert set(roles) == {
        *(AppointedRole.COORDINATOR, AppointedRole.HEAD),
        *(AppointedRole.COUNSELLING_COORDINATOR, AppointedRole.COUNSELLOR),
    }


def test_mentors_are_qualified_have_room_and_keep_the_code_of_conduct(founded):
    mentors = Practitioner.objects.all()
    assert mentors.count() == 12
    for mentor in mentors:
        assert mentor.capacity > 0
        assert mentor.code_of_conduct_version
        assert mentor.person.qualifications.exists()


def test_founding_again_changes_nothing(founded):
    founding.found()
    assert Organisation.objects.count() == 1
    assert Person.objects.count() == 119 - 24


def test_the_roster_brings_mentees_and_mentors_and_names_its_wrong_rows(imported):
    verdicts = Counter(RosterRow.objects.values_list("verdict", flat=True))
    assert verdicts == {"new": 36, "rejected": 3}
    assert Counter(Enrolment.objects.values_list("role", flat=True)) == {"mentee": 24, "mentor": 12}
    assert Person.objects.count() == 119


def test_everybody_gets_one_mail_or_one_slip(imported):
    assert Delivery.objects.count() == 35
    assert Slip.objects.count() == 1
    assert Slip.objects.get().person.name not in agency.CAST.values()
