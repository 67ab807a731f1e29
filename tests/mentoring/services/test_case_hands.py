"""Whose hands a case is in: the counsellor's, or whom the client named while they are away."""

from datetime import timedelta

import pytest

from mentoring.models import Absence, CaseKey, CounsellingCase
from mentoring.rules import office_day
from notifications.models import Notice
from tests.factories.cast import MONDAY, cast
from tests.factories.counselling import case, moved, service
from workflows import engine
from workflows.errors import Guarded, NotPermitted
from workflows.models import Deadline
from workflows.offers import offers

pytestmark = pytest.mark.django_db
PLANNED = {
    "starts_at": MONDAY + timedelta(days=1),
    "ends_at": MONDAY + timedelta(days=1, hours=1),
}


@pytest.fixture
def crew(db):
    return cast()


@pytest.fixture
def served(crew):
    return service(crew)


def away(person, days=3):
    today = office_day(MONDAY)
    return Absence.objects.create(
        person=person, starts_on=today, ends_on=today + timedelta(days=days)
    )


def agreed(crew, served, **request):
    """Maya is counselled by Lestari, and agrees that Putu stands in."""
    made = case(crew, served, "in_service", **request)
    putu = {"counsellor": str(served.putu.uid)}
    return engine.perform(made, "name_substitute", by=crew.maya.user, now=MONDAY, data=putu)


def knows(person):
    return CounsellingCase.objects.visible_to(person.user, MONDAY).exists()


def test_whom_the_client_named_stands_in_while_the_counsellor_is_away(crew, served):
    made = moved(agreed(crew, served), served, [("plan_session", "counsellor", PLANNED)])
    assert not knows(served.putu)
    absence = away(served.lestari)
    assert knows(served.putu)
    generation = CaseKey.objects.get(pk=made.key_id).generation
    made = engine.perform(made, "stand_in", by=served.putu.user, now=MONDAY)
    assert (made.counsellor, made.stands_in_for) == (served.putu, served.lestari)
    assert (made.next_starts_at, made.sessions.get().attendance) == (None, "called_off")
    assert CaseKey.objects.get(pk=made.key_id).generation == generation + 1
    assert not knows(served.lestari)
    owed = Deadline.objects.open().get(name="case_activity")
    assert owed.responsible == served.putu.user
    absence.delete()
    made = engine.perform(made, "give_back", by=served.putu.user, now=MONDAY)
    assert (made.counsellor, made.stands_in_for) == (served.lestari, None)
    assert not knows(served.putu)
    assert CaseKey.objects.get(pk=made.key_id).generation == generation + 2


def test_without_the_clients_word_nobody_stands_in(crew, served):
    made = case(crew, served, "in_service")
    away(served.lestari)
    with pytest.raises(Guarded, match="has not agreed"):
        engine.perform(made, "stand_in", by=served.dewi.user, now=MONDAY)
    with pytest.raises(NotPermitted):
        engine.perform(made, "stand_in", by=served.putu.user, now=MONDAY)
    CounsellingCase.objects.filter(pk=made.pk).update(substitute_agreed=True)
    with pytest.raises(Guarded, match="named nobody yet"):
        engine.perform(made, "stand_in", by=served.dewi.user, now=MONDAY)


def test_nobody_stands_in_for_who_is_there(crew, served):
    made = agreed(crew, served)
    with pytest.raises(Guarded, match="is not away"):
        engine.perform(made, "stand_in", by=served.dewi.user, now=MONDAY)
    away(served.lestari)
    away(served.putu)
    with pytest.raises(Guarded, match="cannot take it now"):
        engine.perform(made, "stand_in", by=served.dewi.user, now=MONDAY)


def test_the_client_takes_back_that_somebody_stands_in(crew, served):
    """And has it given back at once, though the counsellor is still away."""
    made = agreed(crew, served)
    away(served.lestari)
    made = engine.perform(made, "stand_in", by=served.putu.user, now=MONDAY)
    made = engine.perform(made, "refuse_substitute", by=crew.maya.user, now=MONDAY)
    made = engine.perform(made, "give_back", by=crew.maya.user, now=MONDAY)
    assert (made.counsellor, made.substitute, made.substitute_agreed) == (
        served.lestari,
        None,
        False,
    )
    assert not knows(served.putu)


def test_in_danger_the_substitute_is_told_as_well(crew, served):
    made = agreed(crew, served)
    away(served.lestari)
    data = {"level": "A"}
    engine.perform(made, "change_level", by=served.lestari.user, now=MONDAY, data=data)
    told = Notice.objects.filter(kind="case.pressing", recipient=served.putu.user)
    assert told.exists()


def test_the_client_sees_why_somebody_cannot_be_named(crew, served):
    made = case(crew, served, "in_service", keep_out=[served.putu])
    made.as_of = MONDAY
    for person, why in ((served.putu, "has named this person"), (served.lestari, "already")):
        data = {"counsellor": str(person.uid)}
        with pytest.raises(Guarded, match=why):
            engine.perform(made, "name_substitute", by=crew.maya.user, now=MONDAY, data=data)
    found = {one.transition.name: one for one in offers(made, by=crew.maya.user, now=MONDAY)}
    assert found["name_substitute"].allowed
    assert not found["refuse_substitute"].allowed
