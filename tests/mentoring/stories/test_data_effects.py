"""What a request about data leads to: put right, restricted, withdrawn, erased; by a person."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from mentoring.machines.data_request_codes import DataRight
from mentoring.machines.reasons import EARLY
from mentoring.models import (
    Absence,
    AccessRecord,
    CaseConsent,
    CaseKey,
    CounsellingCase,
    DataCorrection,
    DataRequest,
    Destruction,
    Person,
    Relationship,
    SealedNote,
)
from mentoring.queries import access, candidates, own, performance
from mentoring.rules import office_day
from mentoring.services import acts
from mentoring.services.sealed_notes import Purpose, reading
from tests.factories.cast import MONDAY, another_mentee, cast
from tests.factories.counselling import EMERGENCY, REFERRAL, case, service
from tests.factories.data_requests import ANSWERED, PUT_RIGHT, data_request, officer
from tests.factories.destructions import hold
from tests.factories.performance import counselling, qualified
from tests.factories.relationship import relationship
from workflows import engine
from workflows.actors import SWEEP
from workflows.errors import Guarded, NotPermitted
from workflows.models import Deadline, Pause, Record

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def listed(settings, tmp_path):
    settings.ERASURE_LIST = str(tmp_path / "erasures")


SAFETY = {"to": "external", "referral": REFERRAL, "reason": "self"}


def act(made, name, by, **data):
    fresh = type(made).objects.get(pk=made.pk)
    done = acts.perform(fresh, name, by=by.user, now=MONDAY, data=data, version=None)
    acts.settle(done, MONDAY)
    return type(made).objects.get(pk=made.pk)


def asked(crew, wulan, wants):
    return data_request(crew, wulan, "in_progress", wants=wants)


def test_a_field_is_put_right_with_what_stood_there():
    crew = cast()
    wulan = officer(crew)
    made = asked(crew, wulan, DataRight.CORRECTION)
    with pytest.raises(Guarded, match="Not yet"):
        act(made, "fulfil", wulan, account=ANSWERED)
    for field, value in (("nip", "123"), ("email", "tanpa at"), ("nip", crew.eko.nip)):
        with pytest.raises(Guarded, match="no value"):
            act(made, "correct", wulan, field=field, value=value, reason="misspelt")
    act(made, "correct", wulan, field="name", value="Maya Benar", reason="misspelt")
    act(made, "correct", wulan, field="email", value="maya.benar@example.go.id", reason="outdated")
    row = DataCorrection.objects.get(field="name")
    assert (row.old, row.new, row.reason) == ("Maya Contoh", "Maya Benar", "misspelt")
    maya = Person.objects.get(pk=crew.maya.pk)
    assert (maya.name, maya.user.display_name) == ("Maya Benar", "Maya Benar")
    assert maya.user.email == "maya.benar@example.go.id"
    kept = " ".join(str(one.facts) for one in Record.objects.filter(subject_kind="data_request"))
    assert "Maya" not in kept
    assert act(made, "fulfil", wulan, account=ANSWERED).state == "fulfilled"


def test_what_is_restricted_is_kept_and_nothing_is_done_with_it():
    crew = cast()
    wulan = officer(crew)
    pair = relationship(crew, "active")
    made = asked(crew, wulan, DataRight.RESTRICTION)
    with pytest.raises(Guarded, match="Something else"):
        act(made, "correct", wulan, **PUT_RIGHT)
    before = Deadline.objects.open().get(subject_kind="relationship", name="status_update").due_at
    until = office_day(MONDAY + timedelta(days=60))
    act(made, "restrict", wulan, until=until.isoformat())
    after = Deadline.objects.open().get(subject_kind="relationship", name="status_update").due_at
    assert after > before
    for who in (crew.budi.person, crew.maya):
        with pytest.raises((Guarded, NotPermitted)):
            act(pair, "update_status", who, status="on_track")
    with pytest.raises(Guarded, match="restricted"):
        act(pair, "review", crew.maya, outcome="go_on")
    act(made, "fulfil", wulan, account=ANSWERED)
    act(made, "lift_restriction", crew.maya)
    assert not Pause.objects.filter(reason="restricted", ends_at__gt=MONDAY)
    act(pair, "update_status", crew.budi.person, status="on_track")
    assert Relationship.objects.get(pk=pair.pk).status == "on_track"


def test_a_restricted_mentor_or_counsellor_is_given_nobody_new_and_goes_on_with_the_others():
    crew = cast()
    served = service(crew)
    pair = relationship(crew, "active")
    wanted = relationship(crew, "requested", mentee=another_mentee(crew, "Yuni Contoh"))
    held = case(crew, served, "in_service")
    consented = case(crew, served, "consented", client=crew.eko)
    proposed = counselling(crew, "proposed", counsellor=served.lestari)
    qualified(served.lestari)
    for person in (crew.budi.person, served.lestari):
        person.restricted_until = MONDAY + timedelta(days=60)
        person.save(update_fields=["restricted_until"])
    given = {"practitioner": crew.budi.uid}
    with pytest.raises(Guarded, match="nobody new"):
        act(wanted, "offer", crew.citra, **given)
    assert candidates.for_request(wanted, MONDAY) == []
    assert not access.rows("practitioner", wanted.mentee.user, MONDAY).exists()
    lestari = {"counsellor": str(served.lestari.uid)}
    with pytest.raises(Guarded, match="nobody new"):
        act(consented, "assign", served.dewi, **lestari)
    assert served.lestari not in own.counsellors(consented, MONDAY)
    with pytest.raises(Guarded, match="nobody new"):
        act(proposed, "assign", crew.citra, kind="independent", **lestari)
    assert served.lestari not in performance.counsellors(proposed, MONDAY)
    act(pair, "update_status", crew.budi.person, status="on_track")
    act(held, "wait", served.lestari, until=(MONDAY + timedelta(days=5)).isoformat())


def restricted(person):
    person.restricted_until = MONDAY + timedelta(days=60)
    person.save(update_fields=["restricted_until"])


def test_what_is_sealed_opens_to_themselves_only_while_restricted():
    crew = cast()
    held = case(crew, service(crew), "in_service")
    note = SealedNote.objects.filter(key=held.key_id).first()
    restricted(crew.maya)
    by_counsellor = reading(note, by=held.counsellor.user, purpose=Purpose.IN_CHARGE, now=MONDAY)
    with pytest.raises(Guarded, match="opens to themselves only"), by_counsellor:
        pass
    assert not AccessRecord.objects.exists()
    with reading(note, by=crew.maya.user, purpose=Purpose.OWN_RECORD, now=MONDAY) as text:
        assert text.reveal()
    crew.maya.restricted_until = MONDAY
    crew.maya.save(update_fields=["restricted_until"])
    with reading(note, by=held.counsellor.user, purpose=Purpose.IN_CHARGE, now=MONDAY) as text:
        assert text.reveal()


def test_what_the_system_does_by_itself_goes_on_while_restricted():
    """Deadlines that stand for something, such as the end of an abandoned case, are not stopped."""
    crew = cast()
    held = case(crew, service(crew), "in_service")
    restricted(crew.maya)
    with pytest.raises(Guarded, match="restricted"):
        act(held, "start_closing", held.counsellor, reason="inactive")
    for name, state in (("propose_closing", "closing"), ("close", "closed")):
        assert engine.perform(held, name, by=SWEEP, now=MONDAY).state == state


def test_what_ends_it_and_what_safety_asks_for_stays_possible_while_restricted():
    crew = cast()
    served = service(crew)
    pair = relationship(crew, "active")
    held = case(crew, served, "in_service")
    restricted(crew.maya)
    with pytest.raises(Guarded, match="restricted"):
        act(held, "wait", served.lestari, until=(MONDAY + timedelta(days=5)).isoformat())
    assert act(held, "declare_emergency", served.lestari, **EMERGENCY).state == "emergency"
    assert act(pair, "end_early", crew.maya, reason=EARLY[0]).state == "ended_early"


def test_who_is_restricted_stands_in_for_nobody():
    crew = cast()
    served = service(crew)
    held = case(crew, served, "in_service")
    act(held, "name_substitute", crew.maya, counsellor=str(served.putu.uid))
    today = office_day(MONDAY)
    Absence.objects.create(person=served.lestari, starts_on=today, ends_on=today)
    restricted(served.putu)
    with pytest.raises(Guarded, match="cannot take it now"):
        act(held, "stand_in", served.putu)


def test_with_the_consent_every_counselling_ends_and_it_is_not_said_whether_there_was_one():
    crew = cast()
    wulan = officer(crew)
    served = service(crew)
    made = asked(crew, wulan, DataRight.CONSENT)
    case(crew, served, "in_service")
    act(made, "withdraw_consent", wulan)
    [ended] = CounsellingCase.objects.all()
    assert ended.state == "withdrawn"
    assert not CaseConsent.objects.filter(withdrawn_at=None)
    last = Record.objects.filter(subject_kind="counselling_case").latest("version")
    assert (last.actor, last.process) == (None, "consent_withdrawn")
    other = data_request(crew, wulan, "received", wants=DataRight.ACCESS)
    assert other.state == "received"
    assert act(made, "fulfil", wulan, account=ANSWERED).state == "fulfilled"


def test_in_an_emergency_it_ends_once_that_is_over_and_nothing_more_is_written():
    crew = cast()
    wulan = officer(crew)
    served = service(crew)
    made = asked(crew, wulan, DataRight.CONSENT)
    held = case(crew, served, "emergency")
    act(made, "withdraw_consent", wulan)
    assert not CaseConsent.objects.filter(withdrawn_at=None)
    with pytest.raises(Guarded, match="not any more"):
        act(held, "write_note", served.lestari, layer="full_record", body="Catatan (contoh)")
    assert act(held, "end_emergency", served.lestari).state == "withdrawn"


def test_what_ends_with_the_emergency_is_neither_withdrawn_twice_nor_goes_on():
    crew = cast()
    wulan = officer(crew)
    served = service(crew)
    made = asked(crew, wulan, DataRight.CONSENT)
    held = case(crew, served, "emergency")
    held = act(held, "withdraw_in_emergency", crew.maya)
    act(made, "withdraw_consent", wulan)
    with pytest.raises(Guarded, match="ends with the emergency"):
        act(
            held,
            "refer_for_safety",
            served.lestari,
            to="external",
            referral=REFERRAL,
            reason="self",
        )
    held = engine.perform(held, "lose_counsellor", by=SWEEP, now=MONDAY)
    assert act(held, "end_emergency", served.dewi).state == "withdrawn"


def test_after_the_end_nobody_is_asked_how_they_are():
    crew = cast()
    wulan = officer(crew)
    made = asked(crew, wulan, DataRight.CONSENT)
    case(crew, service(crew), "closed")
    act(made, "withdraw_consent", wulan)
    assert CounsellingCase.objects.get().state == "followed_up"
    assert not CaseConsent.objects.filter(withdrawn_at=None)


def test_danger_is_taken_up_while_the_use_of_data_is_restricted():
    crew = cast()
    served = service(crew)
    held = act(case(crew, served, "triaged"), "change_level", served.dewi, level="A")
    crew.maya.restricted_until = MONDAY + timedelta(days=60)
    crew.maya.save(update_fields=["restricted_until"])
    act(held, "acknowledge", served.dewi)


def test_an_erasure_is_proposed_by_one_and_approved_by_another():
    crew = cast()
    wulan = officer(crew)
    pair = relationship(crew, "followed_up")
    old = data_request(crew, wulan, "fulfilled")
    made = asked(crew, wulan, DataRight.ERASURE)
    kinds = {"of_relationship": "on", "of_data_request": "on", "of_counselling_case": "on"}
    act(made, "propose_erasure", wulan, **kinds)
    [proposal] = Destruction.objects.all()
    assert proposal.counts == {"relationship": 1, "data_request": 1}
    assert (proposal.office, proposal.proposed_by) == ("head", wulan.user)
    with pytest.raises(Guarded, match="not over yet"):
        act(made, "propose_erasure", wulan, **kinds)
    with pytest.raises(NotPermitted):
        act(proposal, "approve", wulan)
    proposal = act(proposal, "approve", crew.hadi)
    proposal = act(proposal, "destroy", wulan)
    assert (proposal.state, proposal.number) == ("destroyed", 1)
    assert CaseKey.objects.get(data_request=old).destroyed_at == MONDAY
    assert CaseKey.objects.get(data_request=made).destroyed_at is None
    assert Relationship.objects.get(pk=pair.pk).aim == ""
    assert act(made, "fulfil", wulan, account=ANSWERED).state == "fulfilled"
    call_command("verify_chain")


def test_a_hold_is_a_ground_on_which_an_erasure_is_refused():
    crew = cast()
    wulan = officer(crew)
    relationship(crew, "followed_up")
    made = asked(crew, wulan, DataRight.ERASURE)
    hold(crew, wulan, crew.maya)
    with pytest.raises(Guarded, match="legal hold"):
        act(made, "propose_erasure", wulan, of_relationship="on")
    assert not Destruction.objects.exists()
    made = act(made, "refuse", wulan, reason="hold", account=ANSWERED)
    assert made.ground == "hold"
    assert DataRequest.objects.get().state == "refused"
