"""A session of a case takes the counsellor's time as leave does; nobody tells the two apart."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from mentoring.models import Absence, Booking
from mentoring.rules import office_day
from tests.factories import programme as programmes
from tests.factories.cast import MONDAY, another_mentee, mentor
from tests.factories.counselling import case, moved, service
from tests.factories.relationship import relationship
from tests.factories.session import HOUR, IN_A_WEEK, session
from workflows import engine
from workflows.errors import Guarded

pytestmark = pytest.mark.django_db
JSON = "application/json"
START = MONDAY + IN_A_WEEK
FLEETING = re.compile(r'(?<=value=")[A-Za-z0-9]{64}(?=")|(?<=name="token" value=")[0-9a-f-]{36}')


@pytest.fixture
def served(cast):
    return service(cast)


@pytest.fixture
def counselled(cast, served):
    """Eko is counselled by Lestari, who is Maya's mentor as well."""
    return case(cast, served, "in_service", client=cast.eko)


@pytest.fixture
def proposal(cast, served):
    pair = relationship(cast, "active", practitioner=mentor(served.lestari))
    return session(pair, starts_at=START)


def planned(made, served, starts_at=START):
    data = {"starts_at": starts_at, "ends_at": starts_at + HOUR}
    return moved(made, served, [("plan_session", "counsellor", data)])


def tried(client, made):
    """What whoever tries to book the two is told, in the portal and by the API."""
    page = reverse("portal:session_step", args=[made.uid, "confirm"])
    form = {"version": made.version, "token": str(uuid.uuid4())}
    answers = [client.get(page), client.post(page, form)]
    answers.append(client.post(f"/api/v1/sessions/{made.uid}/transitions/confirm/", {}, JSON))
    answers.append(client.get(f"/api/v1/sessions/{made.uid}/"))
    return [(one.status_code, FLEETING.sub("", one.content.decode())) for one in answers]


def test_nobody_can_tell_it_from_leave_or_from_any_other_session(
    cast, served, counselled, proposal, visitor
):
    maya = visitor(cast.maya)
    day = office_day(START)
    leave = Absence.objects.create(person=served.lestari, starts_on=day, ends_on=day)
    on_leave = tried(maya, proposal)
    leave.delete()
    nina, lestari = another_mentee(cast, "Nina Contoh"), served.lestari.practitioner
    pair = relationship(cast, "active", mentee=nina, practitioner=lestari)
    other = session(pair, "confirmed", starts_at=START)
    in_another = tried(maya, proposal)
    engine.perform(other, "cancel", by=nina.user, now=MONDAY, data={"reason": "duty"})
    planned(counselled, served)
    in_a_case = tried(maya, proposal)
    assert [status for status, _text in in_a_case] == [409, 409, 409, 200]
    assert in_a_case == on_leave == in_another
    Booking.objects.update(released_at=MONDAY)
    confirmed = engine.perform(proposal, "confirm", by=cast.maya.user, now=MONDAY)
    assert confirmed.state == "confirmed"


def test_it_takes_nobodys_time_but_the_counsellors(cast, served, counselled):
    """The client is free for everybody else, and so is whoever is in no case at all."""
    planned(counselled, served)
    programmes.enrolment(cast.eko, cast.programme)
    pair = relationship(cast, "active", mentee=cast.eko)
    assert session(pair, "confirmed", starts_at=START).state == "confirmed"
    assert Booking.objects.filter(session=None).get().person == served.lestari


def test_called_off_it_gives_the_time_back(cast, served, counselled, proposal):
    made = planned(counselled, served)
    engine.perform(
        made,
        "report_session",
        by=served.lestari.user,
        now=MONDAY,
        data={"attendance": "called_off"},
    )
    assert engine.perform(proposal, "confirm", by=cast.maya.user, now=MONDAY).state == "confirmed"


def test_a_counsellor_is_in_one_place(cast, served, counselled, proposal):
    engine.perform(proposal, "confirm", by=cast.maya.user, now=MONDAY)
    for starts_at in (START, START + HOUR / 2, START - HOUR / 2):
        with pytest.raises(Guarded, match="something else at that time"):
            planned(counselled, served, starts_at)
    day = office_day(START + timedelta(days=1))
    Absence.objects.create(person=served.lestari, starts_on=day, ends_on=day)
    with pytest.raises(Guarded, match="or are away"):
        planned(counselled, served, START + timedelta(days=1))
    assert planned(counselled, served, START + HOUR).next_starts_at == START + HOUR
