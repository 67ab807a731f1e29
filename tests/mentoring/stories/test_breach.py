"""Data got into wrong hands over the long holiday of 18 to 24 March 2026.

Eko reports it, Wulan is the data protection officer, Hadi the head of service; it concerns Maya.
"""

from datetime import timedelta
from uuid import uuid4

import pytest

from mentoring.machines.breach_codes import EVERYBODY
from mentoring.machines.data_request_codes import DataRight
from mentoring.models import Breach, CounsellingCase, SealedNote
from mentoring.services import breaches, data_requests
from mentoring.services.breach_letter import addressee
from mentoring.services.sealed_notes import Purpose, reading
from notifications import rendering
from notifications.models import Notice
from tests.factories import person as people
from tests.factories.breaches import LETTER, WAYS, breach
from tests.factories.cast import cast
from tests.factories.counselling import case, service
from tests.factories.data_requests import data_request, officer
from tests.factories.organisation import organisation
from tests.factories.sealed import user
from tests.mentoring.stories.timetable import Told, run_until, told
from tests.moments import at
from workflows import engine
from workflows.errors import Guarded, InvalidInput, NotPermitted
from workflows.models import Deadline, Record

pytestmark = pytest.mark.django_db(transaction=True)
EVE = at("2026-03-17 15:00")
HOUR = timedelta(hours=1)


def at_once(when, who):
    return Told(f"{when} WIB", "breach.due", who, f"{when} WIB")


def test_the_72_hours_run_through_the_holiday_until_all_are_told():
    crew = cast()
    made = breach(crew, officer(crew), "described", now=EVE)
    assert Deadline.objects.open().get().due_at == EVE + timedelta(hours=72)
    run_until(EVE + timedelta(hours=73))
    assert told(EVE) == [
        at_once("Tue 17 Mar 15:00", "Wulan"),
        at_once("Wed 18 Mar 03:00", "Wulan"),
        at_once("Wed 18 Mar 15:00", "Wulan"),
        at_once("Thu 19 Mar 15:00", "Wulan"),
        at_once("Fri 20 Mar 15:00", "Hadi"),
        at_once("Fri 20 Mar 15:00", "Wulan"),
    ]
    late = Notice.objects.get(recipient=crew.hadi.user)
    assert "Maya" not in rendering.shown(late).body
    assert made.state == "confirmed"


@pytest.mark.parametrize("stage", WAYS)
def test_every_open_stage_has_a_deadline_and_the_officer_behind_it(stage):
    crew = cast()
    wulan = officer(crew)
    made = breach(crew, wulan, stage, now=EVE)
    made.as_of = EVE
    rows = Deadline.objects.open().of(made.kind, made.pk)
    assert bool(rows) == made.is_open(str(made.state))
    assert all(made.people_in(row.role) == [wulan] for row in rows)


def opened(subject, by, now, purpose=Purpose.IN_CHARGE):
    for note in SealedNote.objects.filter(key=subject.key_id).order_by("pk"):
        with reading(note, by=by, purpose=purpose, now=now):
            pass


def test_the_access_records_name_whom_it_concerns():
    crew = cast()
    served, wulan = service(crew), officer(crew)
    nina = people.person("Nina Contoh", unit=crew.maya.unit)
    own = case(crew, served, "in_service", now=EVE)
    beside = data_request(crew, wulan, now=EVE)
    hers = data_requests.ask(nina, DataRight.ERASURE, "Alamat", by=nina.user, now=EVE)
    opened(own, served.lestari.user, EVE + HOUR)
    # What somebody reads of their own tells of nobody.
    opened(beside, crew.maya.user, EVE + HOUR, Purpose.OWN_RECORD)
    opened(hers, wulan.user, EVE + 5 * HOUR)
    made = breach(crew, wulan, "confirmed", now=EVE + 9 * HOUR)

    def gather(since, until, who=""):
        data = {"since": since, "until": until, "who": who}
        return engine.perform(made, "gather", by=wulan.user, now=EVE + 9 * HOUR, data=data)

    with pytest.raises(Guarded):
        gather(EVE + 2 * HOUR, EVE + 4 * HOUR)
    with pytest.raises(Guarded):
        gather(EVE, EVE + 9 * HOUR, "Budi Contoh")
    gather(EVE, EVE + 9 * HOUR, "Lestari Contoh")
    assert names(made) == ["Maya Contoh"]
    gather(EVE, EVE + 9 * HOUR)
    assert names(made) == ["Maya Contoh", "Nina Contoh"]
    assert "Lestari" not in str(Record.objects.filter(subject_kind="breach").values("facts"))


def test_one_case_is_named_by_its_identifier_and_not_whose_it_is():
    crew = cast()
    served, wulan = service(crew), officer(crew)
    own = case(crew, served, "in_service", now=EVE)
    note = SealedNote.objects.filter(key=own.key_id).first()
    made = breach(crew, wulan, "described", now=EVE)
    assert names(made) == ["Maya Contoh"]

    def name(identifier):
        data = {"identifier": str(identifier)}
        return engine.perform(made, "name_matter", by=wulan.user, now=EVE, data=data)

    for unknown in (uuid4(), "bukan-pengenal"):
        with pytest.raises(Guarded, match="Nothing of that identifier"):
            name(unknown)
    # That she is on the list by name already must not show in what happens.
    name(own.uid)
    name(note.uid)
    with pytest.raises(Guarded, match="on the list already"):
        name(own.uid)
    row = made.people.get(matter=own.uid)
    assert row.person == crew.maya
    assert addressee(row) == f"Whose it is: {own.uid}"
    assert addressee(row, own=True) == "Maya Contoh"
    told_in_person = {"person": str(row.uid), "way": "handed"}
    with pytest.raises(Guarded, match="still to be told"):
        engine.perform(made, "record_told", by=wulan.user, now=EVE, data=told_in_person)
    everybody = {"person": EVERYBODY, "way": "portal"}
    engine.perform(made, "record_told", by=wulan.user, now=EVE, data=everybody)
    told_of_it = Notice.objects.filter(recipient=crew.maya.user, subject_kind="breach")
    assert [notice.kind for notice in told_of_it] == ["case.told"]
    assert Breach.objects.visible_to(crew.maya.user, EVE).exists()
    assert str(own.uid) not in str(Record.objects.filter(subject_kind="breach").values("facts"))


def test_an_identifier_keeps_its_owner_from_no_list_and_reaches_no_other_house():
    crew = cast()
    served, wulan = service(crew), officer(crew)
    own = case(crew, served, "in_service", now=EVE)
    opened(own, served.lestari.user, EVE)
    made = breach(crew, wulan, "confirmed", now=EVE)

    def act(name, **data):
        return engine.perform(made, name, by=wulan.user, now=EVE, data=data)

    act("name_matter", identifier=str(own.uid))
    # Were she left out now, the officer would know whose case it is.
    act("gather", since=EVE, until=EVE, who="")
    found = made.people.filter(person=crew.maya).order_by("pk")
    assert list(found.values_list("found_by", flat=True)) == ["matter", "records"]
    elsewhere = organisation("Pemerintah Kota Contoh", code="kota-contoh")
    CounsellingCase.objects.filter(pk=own.pk).update(organisation=elsewhere)
    note = SealedNote.objects.filter(key=own.key_id).first()
    with pytest.raises(Guarded, match="Nothing of that identifier"):
        act("name_matter", identifier=str(note.uid))


def test_what_somebody_reads_of_their_own_concerns_nobody():
    crew = cast()
    wulan = officer(crew)
    opened(data_request(crew, wulan, now=EVE), crew.maya.user, EVE, Purpose.OWN_RECORD)
    made = breach(crew, wulan, "confirmed", now=EVE)
    data = {"since": EVE, "until": EVE, "who": ""}
    with pytest.raises(Guarded):
        engine.perform(made, "gather", by=wulan.user, now=EVE, data=data)


def test_an_account_concerns_its_owner_and_whom_it_has_read():
    crew = cast()
    served, wulan = service(crew), officer(crew)
    own = case(crew, served, "in_service", now=EVE)
    opened(own, served.lestari.user, EVE + HOUR)
    made = breach(crew, wulan, "confirmed", now=EVE + 2 * HOUR)
    data = {"who": "Lestari Contoh", "since": EVE, "until": EVE + 2 * HOUR}

    def act():
        return engine.perform(made, "name_account", by=wulan.user, now=EVE + 2 * HOUR, data=data)

    act()
    assert names(made) == ["Lestari Contoh", "Maya Contoh"]
    with pytest.raises(Guarded, match="Nobody is to be added"):
        act()


def names(made):
    rows = made.people.filter(person__isnull=False).order_by("pk")
    return [row.person.display_name for row in rows]


def test_letters_are_told_of_in_neutral_words_and_nobody_is_forgotten():
    crew = cast()
    wulan = officer(crew)
    made = breach(crew, wulan, "described", now=EVE)
    with pytest.raises(Guarded):
        engine.perform(made, "notify", by=wulan.user, now=EVE)
    made = breach(crew, wulan, "told", now=EVE)
    notice = Notice.objects.get(recipient=crew.maya.user)
    words = rendering.shown(notice)
    assert (notice.kind, notice.disclosure) == ("case.told", "C")
    assert "data" not in f"{words.subject} {words.body}".lower()
    made = engine.perform(made, "notify", by=wulan.user, now=EVE + 71 * HOUR)
    assert Deadline.objects.get(name="notify_breach", subject_id=made.pk).outcome == "met"
    assert all(LETTER["data"] not in str(row) for row in Record.objects.values())


def test_who_reports_and_who_answers():
    crew = cast()
    made = breaches.report(crew.organisation, "Sesuatu (contoh)", by=crew.eko.user, now=EVE)
    times = {"cause": "lost", "since": EVE - HOUR, "until": EVE}
    engine.perform(made, "confirm", by=crew.hadi.user, now=EVE, data=times)  # no officer yet
    wulan = officer(crew)
    made.refresh_from_db()
    with pytest.raises(NotPermitted):
        engine.perform(made, "describe", by=crew.hadi.user, now=EVE, data=LETTER)
    engine.perform(made, "describe", by=wulan.user, now=EVE, data=LETTER)
    with pytest.raises(InvalidInput):
        breaches.report(crew.organisation, " ", by=crew.eko.user, now=EVE)
    stranger = user("orang-luar")
    with pytest.raises(NotPermitted):
        breaches.report(crew.organisation, "Sesuatu (contoh)", by=stranger, now=EVE)
    seen = [Breach.objects.visible_to(who.user, EVE).exists() for who in (crew.eko, wulan)]
    assert seen == [True, True]
    assert not Breach.objects.visible_to(crew.maya.user, EVE).exists()
