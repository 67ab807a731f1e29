"""Whoever comes into a client's line later has nothing more to do with the case."""

from datetime import timedelta

import pytest

from accounts.models import User
from mentoring.models import (
    Absence,
    Appointment,
    Assignment,
    CaseReferral,
    CounsellingCase,
    KeptOut,
    SealedNote,
)
from mentoring.rules import office_day
from mentoring.services import acts, appointments, case_lines, rotations
from mentoring.services import people as services
from mentoring.vocabulary import AppointedRole
from notifications.models import Notice
from tests.factories import organisation as places
from tests.factories import person as people
from tests.factories.cast import MONDAY, cast
from tests.factories.counselling import case, service
from workflows import engine
from workflows.errors import Guarded, NotPermitted
from workflows.models import Deadline, Record

pytestmark = pytest.mark.django_db
TODAY = office_day(MONDAY)
HEAD = "pegawai,instansi_baru,unit_baru,jabatan_baru,kepala_unit,atasan_baru,tmt,nomor_sk\n"


@pytest.fixture
def crew(db):
    return cast()


@pytest.fixture
def served(crew):
    return service(crew)


def knows(person, now=MONDAY):
    cases = CounsellingCase.objects.visible_to(person.user, now).exists()
    assert SealedNote.objects.visible_to(person.user, now).exists() <= cases
    return cases


def test_a_new_superior_who_coordinates_counselling_sees_nothing_from_that_moment(crew, served):
    """By a rotation; the request goes to the counsellors, for whom its clock runs on."""
    made = case(crew, served, "triaged")
    assert knows(served.dewi)
    move = f"{crew.maya.nip},,,,,{served.dewi.user.username},{TODAY:%d-%m-%Y},SK 7/2026\n"
    letter = (HEAD + move).encode()
    rotations.publish(crew.organisation, "mutasi.csv", letter, by=crew.citra.user, now=MONDAY)
    assert rotations.follow(MONDAY) == 1
    assert not knows(served.dewi)
    made.refresh_from_db()
    assert (made.route, made.state) == ("pool", "triaged")
    assert knows(served.putu)
    awaited = Deadline.objects.open().get(name="reach_client")
    assert awaited.responsible is None
    made.as_of = MONDAY
    assert set(made.people_in("intake")) == {served.lestari, served.putu}


def test_a_counsellor_hit_leaves_and_the_client_is_asked_about_another(crew, served):
    made = case(crew, served, "referral_asked")
    services.assign_superior(crew.rina, served.lestari, day=TODAY)
    assert case_lines.follow(MONDAY) == 1
    assert not knows(served.lestari)
    made.refresh_from_db()
    assert (made.state, made.counsellor, made.previous_counsellor) == (
        "handing_over",
        None,
        served.lestari,
    )
    assert made.key.generation == 2
    assert CaseReferral.objects.get().outcome == "revoked"
    owed = Deadline.objects.open().get(name="answer_hand_over")
    assert owed.responsible == crew.maya.user
    assert Notice.objects.filter(recipient=crew.maya.user).latest("pk").kind == "case.told"
    made = engine.perform(made, "agree_to_hand_over", by=crew.maya.user, now=MONDAY)
    data = {"counsellor": str(served.lestari.uid)}
    with pytest.raises(Guarded, match="superior of the other"):
        engine.perform(made, "assign", by=served.dewi.user, now=MONDAY, data=data)
    assert case_lines.follow(MONDAY) == 0


def test_an_emergency_goes_on_without_the_counsellor(crew, served):
    made = case(crew, served, "emergency")
    services.assign_superior(served.lestari, crew.maya, day=TODAY)
    case_lines.follow(MONDAY)
    made.refresh_from_db()
    assert (made.state, made.counsellor) == ("emergency", None)
    made = engine.perform(made, "end_emergency", by=served.dewi.user, now=MONDAY)
    assert made.state == "handing_over"
    made = engine.perform(made, "refuse_hand_over", by=crew.maya.user, now=MONDAY)
    with pytest.raises(Guarded, match="no counsellor any more"):
        engine.perform(made, "reopen", by=crew.maya.user, now=MONDAY)


def test_whoever_is_appointed_later_is_looked_at_as_well(crew, served):
    case(crew, served, "in_service")
    appointments.appoint(
        crew.organisation,
        crew.rina,
        AppointedRole.COUNSELLING_COORDINATOR,
        TODAY,
        by=crew.hadi.user,
        now=MONDAY,
    )
    assert not knows(crew.rina)
    assert KeptOut.objects.get().person == crew.rina


def test_there_is_no_hour_in_which_who_begins_tomorrow_sees_it(crew, served):
    ended = case(crew, served, "followed_up")
    tomorrow = MONDAY + timedelta(days=1)
    services.assign_superior(crew.rina, served.dewi, day=office_day(tomorrow))
    watch = case_lines.Watch()
    assert watch.look(MONDAY) == 1
    assert watch.look(MONDAY) == 0
    assert not knows(served.dewi, tomorrow)
    assert knows(served.lestari, tomorrow)
    assert KeptOut.objects.get().case == ended


def test_nobody_who_leads_the_unit_is_given_the_case_whatever_the_lines_say(crew, served):
    made = case(crew, served, "consented")
    Assignment.objects.create(
        person=served.putu, unit=crew.maya.unit, title="Plt.", acting="plt", is_head=True,
        valid_from=TODAY,
    )  # fmt: skip
    data = {"counsellor": str(served.putu.uid)}
    with pytest.raises(Guarded, match="superior of the other"):
        engine.perform(made, "assign", by=served.dewi.user, now=MONDAY, data=data)


def test_a_head_over_the_unit_counts_where_no_line_is_kept(crew, served):
    unit = places.unit("Dinas Nina", of=crew.organisation)
    client = people.person("Nina Contoh", unit=unit)
    case(crew, served, "triaged", client=client)
    Assignment.objects.create(
        person=served.dewi, unit=unit, title="Kepala", is_head=True, valid_from=TODAY
    )
    assert case_lines.follow(MONDAY) == 1
    assert not knows(served.dewi)


def named(made, crew, who, name="keep_out"):
    data = {"out" if name == "keep_out" else "back": str(who.uid)}
    done = acts.perform(made, name, by=crew.maya.user, now=MONDAY, data=data, version=made.version)
    done.as_of = MONDAY
    return done


def test_the_name_alone_shuts_out_in_whatever_hat_before_anything_follows_from_it(crew, served):
    """As long as the counsellor has not been taken off, nor another office been asked."""
    made = case(crew, served, "in_service")
    putu = {"counsellor": str(served.putu.uid)}
    engine.perform(made, "name_substitute", by=crew.maya.user, now=MONDAY, data=putu)
    Absence.objects.create(person=served.lestari, starts_on=TODAY, ends_on=TODAY)
    hats = (served.dewi, served.lestari, served.putu)
    assert all(map(knows, hats))
    for who in hats:
        KeptOut.objects.create(case=made, person=who, named=True)
        assert not knows(who)
    assert knows(crew.maya)


def test_whose_name_is_taken_back_stays_out_by_the_line(crew, served):
    """Also where a second coordinator keeps the case with their office."""
    people.appointment(crew.eko, AppointedRole.COUNSELLING_COORDINATOR)
    made = named(case(crew, served, "triaged"), crew, served.dewi)
    assert made.route == "coordinator"
    services.assign_superior(crew.rina, served.dewi, day=TODAY)
    named(made, crew, served.dewi, "let_in")
    assert not knows(served.dewi)
    assert not KeptOut.objects.get(person=served.dewi).named
    named(CounsellingCase.objects.get(), crew, served.putu)
    named(CounsellingCase.objects.get(), crew, served.putu, "let_in")
    assert not KeptOut.objects.filter(person=served.putu).exists()


def test_a_client_keeps_somebody_out_later_and_takes_the_name_back(crew, served):
    made = case(crew, served, "triaged")
    with pytest.raises(Guarded, match="nobody who could"):
        named(made, crew, crew.eko)
    made = named(made, crew, served.dewi)
    assert not knows(served.dewi)
    assert (made.route, made.people_in("intake")) == ("pool", [served.lestari, served.putu])
    assert str(served.dewi.uid) not in str(list(Record.objects.values_list("facts", flat=True)))
    made = named(made, crew, served.putu)
    with pytest.raises(Guarded, match="Nobody would be left"):
        named(made, crew, served.lestari)
    with pytest.raises(NotPermitted):
        engine.perform(made, "let_in", by=served.lestari.user, now=MONDAY)
    services.assign_superior(crew.rina, served.dewi, day=TODAY)
    for who in (served.dewi, served.putu):
        made = named(CounsellingCase.objects.get(), crew, who, "let_in")
    assert knows(served.putu)
    assert not knows(served.dewi)
    with pytest.raises(Guarded, match="not named this person"):
        named(made, crew, served.dewi, "let_in")


def test_a_counsellor_who_is_named_loses_the_case_at_once_and_so_does_a_substitute(crew, served):
    made = case(crew, served, "in_service")
    putu = {"counsellor": str(served.putu.uid)}
    made = engine.perform(made, "name_substitute", by=crew.maya.user, now=MONDAY, data=putu)
    made = named(made, crew, served.putu)
    assert (made.substitute, made.substitute_agreed) == (None, True)
    made = named(made, crew, served.lestari)
    assert (made.state, made.counsellor) == ("handing_over", None)
    assert CounsellingCase.objects.get().key.generation == 2
    assert not knows(served.lestari)
    assert knows(served.dewi)


def test_a_counsellor_who_leaves_takes_no_case_along(crew, served):
    """After the last day of the appointment; nobody else could have proposed it here."""
    case(crew, served, "closing")
    made = CounsellingCase.objects.get()
    held = Appointment.objects.get(person=served.lestari, role=AppointedRole.COUNSELLOR)
    appointments.end(held, TODAY, by=crew.hadi.user, now=MONDAY)
    case_lines.follow(MONDAY)
    assert knows(served.lestari)
    tomorrow = MONDAY + timedelta(days=1)
    case_lines.follow(tomorrow)
    made.refresh_from_db()
    assert (made.state, made.counsellor, made.key.generation) == ("handing_over", None, 2)
    assert not knows(served.lestari, tomorrow)
    case_lines.follow(tomorrow)
    assert CounsellingCase.objects.get().version == made.version


def test_nor_does_one_whose_account_is_closed(crew, served):
    made = case(crew, served, "handing_over")
    User.objects.filter(pk=served.lestari.user_id).update(is_active=False)
    case_lines.follow(MONDAY)
    made.refresh_from_db()
    assert (made.state, made.counsellor) == ("handing_over", None)
    made = engine.perform(made, "agree_to_hand_over", by=crew.maya.user, now=MONDAY)
    assert made.state == "consented"
