"""An emergency after the end: one act, a linked case in it, and what has ended stays ended."""

from datetime import timedelta

import pytest

from mentoring.models import CaseEmergency, CounsellingCase, SealedNote
from mentoring.services import acts
from mentoring.services.case_emergencies import DECLARE
from mentoring.vocabulary import AppointedRole
from tests.factories import person as people
from tests.factories.cast import MONDAY, cast
from tests.factories.counselling import EMERGENCY, case, moved, service
from workflows import engine
from workflows.actors import SWEEP
from workflows.errors import Guarded, InvalidInput, NotPermitted
from workflows.models import Deadline, Record

pytestmark = pytest.mark.django_db
ENDS = ["withdrawn", "no_contact", "consent_refused", "followed_up"]


@pytest.fixture
def crew(db):
    return cast()


@pytest.fixture
def served(crew):
    return service(crew)


def declared(ended, by, **data):
    return acts.perform(
        ended, DECLARE, by=by.user, now=MONDAY, data={**EMERGENCY, **data}, version=None
    )


def possible(ended, by):
    [found] = [
        one for one in acts.offered(ended, by=by.user, now=MONDAY) if one.transition.name == DECLARE
    ]
    return found.allowed, str(found.reason)


def pooled(crew, served, end="withdrawn"):
    return case(crew, served, end, route="pool")


@pytest.mark.parametrize("end", ENDS)
def test_it_goes_on_in_a_linked_case_that_is_one_from_its_first_moment(crew, served, end):
    ended = case(crew, served, end, keep_out=[served.putu], name_withheld=True)
    texts = SealedNote.objects.filter(key=ended.key).count()
    assert possible(ended, served.dewi) == (True, "")
    made = declared(ended, served.dewi)
    [row] = CaseEmergency.objects.all()
    assert (row.case, row.ground, row.decided_by) == (made, "self", served.dewi.user)
    [owed] = Deadline.objects.open().filter(subject_kind=made.kind)
    assert (owed.subject_id, owed.name) == (made.pk, "review_emergency")
    assert (made.state, made.previous, made.client) == ("emergency", ended, crew.maya)
    assert (made.name_withheld, list(made.named_out())) == (True, [served.putu])
    assert (made.consented_at, made.counsellor, made.level) == (None, None, "")
    stays = CounsellingCase.objects.get(pk=ended.pk)
    assert (stays.state, stays.version, stays.key_id != made.key_id) == (end, ended.version, True)
    assert SealedNote.objects.filter(key=ended.key).count() == texts
    assert [note.field for note in SealedNote.objects.filter(key=made.key)] == ["account"]
    made = moved(made, served, [("end_emergency", "coordinator", {})])
    [owed] = Deadline.objects.open().filter(subject_kind=made.kind)
    assert (made.state, owed.name) == ("requested", "triage_case")
    assert moved(made, served, [("withdraw", "client", {})]).state == "withdrawn"


def test_past_the_coordinator_whoever_counsels_declares_it_and_nobody_else_learns(crew, served):
    ended = pooled(crew, served)
    made = declared(ended, served.putu)
    assert (made.state, made.route, made.previous) == ("emergency", "pool", ended)
    rows = CounsellingCase.objects
    assert list(rows.visible_to(served.lestari.user, MONDAY).filter(pk=made.pk)) == [made]
    for other in (served.dewi, crew.citra, crew.hadi, crew.rina):
        assert not rows.visible_to(other.user, MONDAY).exists()


def test_the_one_that_is_open_is_gone_on_with(crew, served):
    ended = case(crew, served, "withdrawn")
    made = declared(ended, served.dewi)
    with pytest.raises(Guarded, match="open request already"):
        declared(ended, served.dewi)
    assert CounsellingCase.objects.exclude(pk=ended.pk).get() == made


def test_a_case_that_goes_on_is_its_own_emergency(crew, served):
    made = case(crew, served, "closed")
    assert declared(made, served.lestari).pk == made.pk
    assert CounsellingCase.objects.count() == 1


def test_who_may_not_is_told_why_and_nothing_is_begun(crew, served):
    ended, past = case(crew, served, "followed_up"), pooled(crew, served)
    out = case(crew, served, "withdrawn", client=crew.eko, route="pool", keep_out=[served.putu])
    eva = people.person("Eva Contoh", unit=crew.maya.unit)
    people.appointment(eva, AppointedRole.COUNSELLOR)
    records = Record.objects.count()
    for which, by in [
        (ended, crew.maya), (ended, crew.citra), (ended, crew.rina), (ended, eva),
        (past, served.dewi), (past, crew.maya), (out, served.putu),
    ]:  # fmt: skip
        assert possible(which, by)[0] is False
        with pytest.raises(NotPermitted):
            declared(which, by)
    assert "counselling coordinator takes in" in possible(ended, served.lestari)[1]
    with pytest.raises(Guarded, match="counselling coordinator takes in"):
        declared(ended, served.lestari)
    CounsellingCase.objects.filter(pk=ended.pk).update(route="pool")
    assert possible(ended, served.lestari) == (True, "")
    served.lestari.appointments.update(valid_to=MONDAY.date().replace(day=1))
    with pytest.raises(Guarded, match="appointed as counsellor"):
        declared(ended, served.lestari)
    assert Record.objects.count() == records


def test_what_was_erased_goes_on_nowhere(crew, served):
    ended = case(crew, served, "withdrawn")
    ended.key.destroyed_at, ended.key.wrapped = MONDAY, None
    ended.key.save()
    assert possible(ended, served.dewi)[0] is False
    with pytest.raises(Guarded, match="erased"):
        declared(ended, served.dewi)


def test_a_form_that_lacks_something_begins_nothing(crew, served):
    ended = case(crew, served, "withdrawn")
    with pytest.raises(InvalidInput):
        declared(ended, served.dewi, account="")
    assert CounsellingCase.objects.get() == ended


def test_the_clock_of_the_first_appointment_runs_through_an_emergency(crew, served):
    made = case(crew, served, "triaged")
    clock = Deadline.objects.open().filter(name="first_appointment_case")
    due = clock.get().due_at
    later = MONDAY + timedelta(hours=5)
    for name, data in ((DECLARE, EMERGENCY), ("end_emergency", {})):
        made = engine.perform(made, name, by=served.dewi.user, now=later, data=data)
        assert (made.state, clock.get().due_at) in {("emergency", due), ("triaged", due)}


@pytest.mark.parametrize(
    "ending", [[], [("close", "counsellor", {}), (DECLARE, "counsellor", EMERGENCY)]]
)
def test_what_was_ending_goes_on_once_its_counsellor_is_lost(crew, served, ending):
    made = moved(case(crew, served, "closing"), served, ending)
    assert made.end_reason
    made = engine.perform(made, "lose_counsellor", by=SWEEP, now=MONDAY)
    assert (made.end_reason, made.closed_at) == ("", None)
