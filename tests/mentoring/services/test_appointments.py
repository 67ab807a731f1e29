"""Offices with dates, given and ended in a name, each entered in the journal."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from mentoring.models import Appointment, JournalEntry
from mentoring.permissions import Hat
from mentoring.queries import access
from mentoring.services import appointments, offices
from mentoring.vocabulary import AppointedRole
from tests.factories.cast import MONDAY, cast
from tests.factories.organisation import organisation, unit
from tests.factories.person import person
from tests.factories.relationship import relationship
from workflows import now as clock
from workflows.models import Deadline

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TODAY = MONDAY.date()
COORDINATOR, AUDITOR = AppointedRole.COORDINATOR, AppointedRole.AUDITOR


@pytest.fixture
def crew():
    return cast()


@pytest.fixture
def appoint(crew):
    def made(person, role=COORDINATOR, first=TODAY, last=None):
        home, hadi = crew.organisation, crew.hadi.user
        return appointments.appoint(home, person, role, first, last, by=hadi, now=MONDAY)

    return made


def wears(person, now):
    return Hat.COORDINATOR in access.hats_of(person.user, now)


def test_an_office_begins_and_ends_by_date(crew, appoint):
    appoint(crew.eko, first=TODAY + DAY, last=TODAY + 2 * DAY)
    assert [wears(crew.eko, MONDAY + n * DAY) for n in range(4)] == [False, True, True, False]


def test_each_is_entered_in_the_name_of_who_did_it(crew, appoint):
    made = appoint(crew.eko)
    assert appointments.end(made, TODAY + DAY, by=crew.hadi.user, now=MONDAY)
    assert not appointments.end(made, TODAY + 2 * DAY, by=crew.hadi.user, now=MONDAY)
    entries = JournalEntry.objects.exclude(scope="").order_by("number")
    assert [entry.what for entry in entries] == ["appointed", "appointment_ended"]
    assert {entry.actor for entry in entries} == {crew.hadi.user}
    assert {entry.about for entry in entries} == {str(crew.eko.uid)}


def test_what_is_open_goes_to_who_is_appointed_now(crew, appoint):
    relationship(crew, "requested")
    appointments.end(
        Appointment.objects.get(person=crew.citra), TODAY, by=crew.hadi.user, now=MONDAY
    )
    appoint(crew.eko, first=TODAY)
    offices.follow(MONDAY + DAY)
    assert Deadline.objects.open().get(name="handle_request").responsible == crew.eko.user


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"first": TODAY - DAY}, "first"),
        ({"last": TODAY - DAY}, "last"),
        ({"role": AUDITOR}, "last"),
    ],
)
def test_days_that_cannot_be_are_refused_at_their_field(crew, appoint, given, field):
    with pytest.raises(ValidationError) as refused:
        appoint(crew.eko, **given)
    assert field in refused.value.message_dict
    assert not Appointment.objects.filter(person=crew.eko).exists()


@pytest.mark.parametrize("role", [AUDITOR, AppointedRole.EMERGENCY_OFFICER])
def test_what_is_to_end_ends_within_a_year(crew, appoint, role):
    with pytest.raises(ValidationError) as refused:
        appoint(crew.eko, role, last=TODAY + 366 * DAY)
    assert "at most 366 days" in refused.value.message_dict["last"][0]
    assert appoint(crew.eko, role, last=TODAY + 365 * DAY)
    assert appoint(crew.citra, AppointedRole.COUNSELLOR, last=TODAY + 400 * DAY)


def test_nobody_holds_an_office_twice_and_strangers_hold_none(crew, appoint):
    appoint(crew.eko)
    there = unit("Dinas Lain", of=organisation("Kota Lain", code="kota-lain"))
    stranger = person("Gita Contoh", unit=there)
    for somebody in (crew.eko, stranger):
        with pytest.raises(ValidationError):
            appoint(somebody)


def test_the_past_is_not_ended(crew, appoint):
    with pytest.raises(ValidationError):
        appointments.end(appoint(crew.eko), TODAY - DAY, by=crew.hadi.user, now=MONDAY)


def test_the_first_head_is_entered_by_command(crew, monkeypatch):
    monkeypatch.setattr(clock, "database_time", lambda: MONDAY)
    home, username = crew.organisation.code, crew.eko.user.username
    call_command("appoint", "head", username, organisation=home)
    assert Hat.HEAD in access.hats_of(crew.eko.user, MONDAY)
    assert JournalEntry.objects.get(about=str(crew.eko.uid)).process == "operator"
    with pytest.raises(CommandError):
        call_command("appoint", "head", username, organisation=home)
    call_command("appoint", "head", username, "--end", organisation=home)
    assert Appointment.objects.get(person=crew.eko).valid_to == TODAY
    with pytest.raises(CommandError):
        call_command("appoint", "head", "nobody-of-that-name", organisation=home)


@pytest.mark.parametrize("role", ["counselling_coordinator", "counsellor", "emergency_officer"])
def test_nobody_appoints_themselves_to_what_is_told_in_confidence(crew, appoint, role):
    with pytest.raises(ValidationError) as found:
        appoint(crew.hadi, AppointedRole(role), last=TODAY)
    assert set(found.value.error_dict) == {"name"}
