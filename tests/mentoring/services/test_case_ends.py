"""How much counselling there is, and what is left of a case that ends before it: no words."""

from datetime import timedelta

import pytest

from mentoring.models import CaseConsent, CounsellingOffice
from tests.factories.cast import MONDAY, cast
from tests.factories.counselling import EMERGENCY, case, moved, service
from tests.factories.session import HOUR
from workflows import engine
from workflows.errors import Guarded
from workflows.models import Deadline, Record

pytestmark = pytest.mark.django_db


@pytest.fixture
def crew(db):
    return cast()


@pytest.fixture
def served(crew):
    return service(crew, sessions=1)


def in_the_pool(crew, served):
    """Received, given and begun by counsellors alone."""
    made = case(crew, served, route="pool")
    lestari = {"triage": {"level": "D"}, "assign": {"counsellor": str(served.lestari.uid)}}
    made = engine.perform(
        made, "triage", by=served.lestari.user, now=MONDAY, data=lestari["triage"]
    )
    made = moved(made, served, [("give_consent", "client", {"text": "in force"})])
    made = engine.perform(made, "assign", by=served.putu.user, now=MONDAY, data=lestari["assign"])
    return moved(made, served, [("start_service", "counsellor", {})])


def more(made, served, sessions=1):
    data = {"sessions": sessions}
    return engine.perform(made, "grant_sessions", by=served.lestari.user, now=MONDAY, data=data)


def test_where_no_coordinator_sees_it_the_agency_has_said_how_many_more(crew, served):
    made = in_the_pool(crew, served)
    with pytest.raises(Guarded, match="more than the organisation lets"):
        more(made, served)
    CounsellingOffice.objects.update(extension=2)
    made = more(made, served)
    with pytest.raises(Guarded, match="more than the organisation lets"):
        more(made, served, 2)
    made = more(made, served)
    assert made.sessions_allowed == 3
    made = engine.perform(made, "open_to_coordinator", by=crew.maya.user, now=MONDAY)
    with pytest.raises(Guarded, match="coordinator grants more"):
        more(made, served)
    data = {"sessions": 4}
    made = engine.perform(made, "grant_sessions", by=served.dewi.user, now=MONDAY, data=data)
    assert made.sessions_allowed == 7


def told(made):
    rows = Record.objects.filter(subject_kind=made.kind, subject_id=made.pk).order_by("version")
    return list(rows.values_list("transition", flat=True))


def test_what_is_left_of_a_refusal_a_withdrawal_and_of_who_was_not_reached(crew, served):
    """Who did what and when, in the chain of its records; nothing is awaited any more."""
    refused = case(crew, served, "consent_refused")
    assert told(refused) == ["begin", "triage", "refuse_consent"]
    unreached = case(crew, served, "no_contact")
    assert told(unreached)[2:] == [*["record_attempt"] * 3, "give_up"]
    assert unreached.attempts == 3
    counselled = case(crew, served, "in_service")
    later = MONDAY + timedelta(days=1)
    times = {"starts_at": later, "ends_at": later + HOUR}
    counselled = moved(counselled, served, [("plan_session", "counsellor", times)])
    withdrawn = moved(counselled, served, [("withdraw", "client", {})])
    assert CaseConsent.objects.get(case=withdrawn).withdrawn_at == MONDAY
    assert withdrawn.sessions.get().attendance == "called_off"
    assert not Deadline.objects.open().exists()


def test_an_emergency_after_the_close_goes_back_to_the_follow_up(crew, served):
    made = case(crew, served, "closed")
    made = moved(made, served, [("declare_emergency", "counsellor", EMERGENCY)])
    [owed] = Deadline.objects.open().filter(subject_kind=made.kind)
    assert (made.state, owed.name) == ("emergency", "review_emergency")
    made = moved(made, served, [("end_emergency", "counsellor", {})])
    [owed] = Deadline.objects.open().filter(subject_kind=made.kind)
    assert (made.state, owed.name, made.closed_at) == ("closed", "follow_up_case", MONDAY)
