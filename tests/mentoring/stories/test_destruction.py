"""Old records: proposed by night, approved by a person, destroyed, certified; the chains stay."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command

from mentoring.api.serializers.keeping import DestructionShown
from mentoring.machines.retention_codes import RecordKind
from mentoring.models import (
    Agreement,
    CaseKey,
    Destruction,
    JournalEntry,
    LegalHold,
    Note,
    Reflection,
    Relationship,
    RetentionRule,
    SealedNote,
    Session,
)
from mentoring.queries import retention as queries
from mentoring.queries.destructions import acts
from mentoring.rules import office_day
from mentoring.services import certificate_pdf, destructions, retention
from mentoring.services.sealed_notes import Purpose, reading
from mentoring.vocabulary import AppointedRole
from notifications.models import Delivery, Incident, Notice
from tests.factories import person as people
from tests.factories.cast import MONDAY, another_mentee, cast
from tests.factories.counselling import case, service
from tests.factories.data_requests import data_request, officer
from tests.factories.destructions import FAR, LATER, destruction, hold, proposed_by_night
from tests.factories.relationship import relationship
from tests.factories.session import session
from tests.mentoring.stories.timetable import run_until
from workflows import engine
from workflows.errors import Guarded, NotPermitted
from workflows.models import Deadline, RecordText

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def listed(settings, tmp_path):
    settings.ERASURE_LIST = str(tmp_path / "erasures")


def carried_out(made, by, now=LATER):
    for step in ("approve", "destroy"):
        made = engine.perform(made, step, by=by.user, now=now)
    return destructions.finish(made, now)


def test_what_is_due_is_proposed_once_and_never_destroyed_by_itself():
    crew = cast()
    wulan = officer(crew)
    made = proposed_by_night(crew, wulan)
    assert (made.counts, made.proposed_by) == ({"relationship": 1}, None)
    assert retention.look(LATER) == 0
    row = Deadline.objects.open().get(subject_kind="destruction")
    made.as_of = LATER
    assert (row.name, made.people_in(row.role)) == ("decide_destruction", [wulan])
    run_until(LATER + timedelta(days=40))
    assert Destruction.objects.get().state == "proposed"
    told = Notice.objects.filter(kind="destruction.due", not_sent="")
    assert {one.recipient for one in told} == {wulan.user, crew.hadi.user}
    assert not any("maya" in one.text.lower() for one in Delivery.objects.filter(notice__in=told))


def test_nothing_is_due_before_its_time_nor_where_nobody_could_approve():
    crew = cast()
    officer(crew)
    relationship(crew, "active")
    pair = relationship(crew, "followed_up", mentee=another_mentee(crew, "Nina Contoh"))
    rule = RetentionRule.objects.get(kind=RecordKind.RELATIONSHIP, organisation=None)
    assert queries.due(rule, crew.organisation, MONDAY + timedelta(days=1700)) == []
    assert queries.due(rule, crew.organisation, FAR) == [pair.pk]
    crew.organisation.appointments.all().delete()
    assert retention.look(FAR) == 0


def test_a_destruction_empties_what_was_written_and_leaves_numbers_and_chains():
    crew = cast()
    wulan = officer(crew)
    pair = relationship(crew, "active")
    held = session(pair, "held", starts_at=MONDAY + timedelta(days=2))
    data = {"status": "attention", "line": "baris-rahasia"}
    pair = Relationship.objects.get(pk=pair.pk)
    engine.perform(pair, "update_status", by=crew.budi.person.user, now=MONDAY, data=data)
    Session.objects.filter(pk=held.pk).update(place="tempat-rahasia")
    Note.objects.create(
        session=held, author=crew.maya, kind="shared", body="catatan-rahasia", created_at=MONDAY
    )
    Reflection.objects.create(
        relationship=pair, author=crew.maya, body="refleksi-rahasia", created_at=MONDAY
    )
    run_until(MONDAY + timedelta(days=3))
    before = Relationship.objects.count(), Session.objects.count()
    made = destruction(crew, wulan, keys=(pair.pk,))
    made = carried_out(made, wulan)
    assert (made.state, made.number) == ("destroyed", 1)
    assert (Relationship.objects.count(), Session.objects.count()) == before
    texts = [
        *Relationship.objects.values_list("aim", flat=True),
        *Agreement.objects.values_list("goals", flat=True),
        *Session.objects.values_list("place", flat=True),
        *Note.objects.values_list("body", flat=True),
        *Reflection.objects.values_list("body", flat=True),
        *RecordText.objects.values_list("content", flat=True),
    ]
    assert not any(texts)
    told = Notice.objects.filter(subject_kind__in=("relationship", "session"))
    assert told
    assert not any("Contoh" in f"{one.facts.get('mentee')}{one.path}" for one in told)
    sent = Delivery.objects.filter(notice__in=told, state="sent")
    assert sent
    assert not any(one.text for one in sent)
    call_command("verify_chain")


def test_what_was_sealed_opens_to_nobody_and_the_certificate_names_nobody_concerned():
    crew = cast()
    wulan = officer(crew)
    asked = data_request(crew, wulan, "fulfilled")
    made = destruction(crew, wulan, kind=RecordKind.DATA_REQUEST, keys=(asked.pk,))
    made = carried_out(made, wulan)
    assert CaseKey.objects.get().destroyed_at == LATER
    for note in SealedNote.objects.all():
        with (
            pytest.raises(Guarded),
            reading(note, by=wulan.user, purpose=Purpose.IN_CHARGE, now=LATER),
        ):
            pass
    call_command("verify_chain")

    who = {name: str(record.actor) for name, record in acts(made).items()}
    assert who["approve"] == "Wulan Contoh"
    assert certificate_pdf.counted(made)[0][1] == "1"
    assert certificate_pdf.as_pdf(made, acts(made), [], None).startswith(b"%PDF")


@pytest.mark.parametrize(("number", "said"), [(1, "fewer than 5"), (4, "fewer than 5"), (5, "5")])
def test_few_counselling_cases_are_no_number(number, said):
    crew = cast()
    made = destruction(crew, officer(crew), kind=RecordKind.CASE, keys=tuple(range(number)))
    assert certificate_pdf.counted(made)[0][1] == said
    shown = DestructionShown().get_counts(made)
    assert shown == ({RecordKind.CASE: 5} if number == 5 else {})


def test_a_destruction_that_was_cut_off_is_finished_later(settings):
    crew = cast()
    wulan = officer(crew)
    asked = data_request(crew, wulan, "fulfilled")
    made = destruction(crew, wulan, "destroying", kind=RecordKind.DATA_REQUEST, keys=(asked.pk,))
    right, settings.ERASURE_LIST = settings.ERASURE_LIST, "/nowhere/at/all"
    assert destructions.finish_all(LATER) == 0
    assert Incident.objects.get(closed_at=None).kind == "destruction"
    settings.ERASURE_LIST = right
    assert destructions.finish_all(LATER) == 1
    assert not Incident.objects.filter(closed_at=None)
    assert Destruction.objects.get(pk=made.pk).number == 1


def test_what_is_kept_comes_back_on_its_day():
    crew = cast()
    wulan = officer(crew)
    made = proposed_by_night(crew, wulan)
    day = office_day(LATER + timedelta(days=30))
    data = {"reason": "archive", "until": office_day(LATER).isoformat()}
    with pytest.raises(Guarded):
        engine.perform(made, "keep", by=wulan.user, now=LATER, data=data)
    data = {"reason": "archive", "until": day.isoformat()}
    engine.perform(made, "keep", by=wulan.user, now=LATER, data=data)
    assert retention.look(LATER + timedelta(days=2)) == 0
    assert retention.look(LATER + timedelta(days=31)) == 1


def test_nobody_else_approves_and_without_the_list_nothing_is_destroyed(settings):
    crew = cast()
    wulan = officer(crew)
    people.appointment(crew.eko, AppointedRole.AUDITOR)
    asked = data_request(crew, wulan, "fulfilled")
    made = destruction(crew, wulan, kind=RecordKind.DATA_REQUEST, keys=(asked.pk,))
    for other in (crew.citra, crew.hadi, crew.eko, crew.maya):
        with pytest.raises(NotPermitted):
            engine.perform(made, "approve", by=other.user, now=MONDAY)
        assert not Destruction.objects.visible_to(other.user, MONDAY)
    made = engine.perform(made, "approve", by=wulan.user, now=MONDAY)
    settings.ERASURE_LIST = ""
    with pytest.raises(Guarded):
        engine.perform(made, "destroy", by=wulan.user, now=MONDAY)


def test_a_period_is_changed_with_an_entry_in_the_journal():
    crew = cast()
    wulan = officer(crew)
    made = proposed_by_night(crew, wulan)
    entry = JournalEntry.objects.get(about=str(made.rule.uid))
    assert (entry.actor, entry.facts["months"]) == (wulan.user, 12)
    [rule] = RetentionRule.objects.filter(organisation=crew.organisation)
    assert made.rule == rule
    call_command("verify_chain")


def test_nothing_held_is_destroyed_until_a_person_lifts_the_hold():
    crew = cast()
    wulan = officer(crew)
    made = proposed_by_night(crew, wulan)
    placed = hold(crew, wulan, crew.maya)
    with pytest.raises(Guarded, match="legal hold"):
        engine.perform(made, "approve", by=wulan.user, now=LATER)
    data = {"reason": "mistaken", "until": office_day(LATER + timedelta(days=1)).isoformat()}
    engine.perform(made, "keep", by=wulan.user, now=LATER, data=data)
    assert retention.look(LATER + timedelta(days=2)) == 0
    engine.perform(placed, "lift", by=wulan.user, now=LATER, data={"reason": "ended"})
    assert retention.look(LATER + timedelta(days=2)) == 1


def test_a_hold_on_whoever_took_part_holds_the_record():
    crew = cast()
    wulan, served = officer(crew), service(crew)
    records = {
        RecordKind.CASE: (case(crew, served, "followed_up"), served.lestari),
        RecordKind.RELATIONSHIP: (relationship(crew, "followed_up"), crew.budi.person),
    }
    for kind, (record, other) in records.items():
        made = destruction(crew, wulan, kind=kind, keys=(record.pk,))
        hold(crew, wulan, other)
        with pytest.raises(Guarded, match="legal hold"):
            engine.perform(made, "approve", by=wulan.user, now=MONDAY)


def test_a_hold_on_a_case_says_nothing_of_the_case_and_comes_too_late_once_it_is_going():
    crew = cast()
    wulan = officer(crew)
    pair = relationship(crew, "followed_up")
    made = destruction(crew, wulan, "approved", keys=(pair.pk,))
    hold(crew, wulan, uuid4())
    placed = hold(crew, wulan, pair.uid)
    with pytest.raises(Guarded, match="legal hold"):
        engine.perform(made, "destroy", by=wulan.user, now=MONDAY)
    engine.perform(placed, "lift", by=wulan.user, now=MONDAY, data={"reason": "ended"})
    engine.perform(made, "destroy", by=wulan.user, now=MONDAY)
    with pytest.raises(Guarded, match="at this moment"):
        hold(crew, wulan, crew.maya)
    assert LegalHold.objects.filter(state="standing").count() == 1


def test_a_hold_has_a_day_on_which_it_is_looked_at_again():
    crew = cast()
    wulan = officer(crew)
    placed = hold(crew, wulan, crew.maya)
    for other in (crew.hadi, crew.citra):
        with pytest.raises(NotPermitted):
            hold(crew, other, crew.maya)
    run_until(MONDAY + timedelta(days=31))
    told = Notice.objects.filter(kind="hold.due", not_sent="")
    assert {one.recipient for one in told} == {wulan.user}
    later = office_day(MONDAY + timedelta(days=90)).isoformat()
    now = MONDAY + timedelta(days=31)
    placed = engine.perform(placed, "review", by=wulan.user, now=now, data={"until": later})
    row = Deadline.objects.open().get(subject_kind="legal_hold")
    assert office_day(row.due_at) > office_day(MONDAY + timedelta(days=80))
