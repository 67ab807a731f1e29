"""Standing still, more time and days away through the API."""

import pytest

from notifications.models import Notice
from tests.factories.relationship import relationship
from tests.factories.session import session
from tests.moments import at
from workflows import replanning
from workflows.models import Deadline, Pause

DAYS = {"first": "2026-06-09", "last": "2026-06-10", "reason": "office_closed"}


@pytest.fixture
def pair(cast):
    return relationship(cast, "offered")  # due on Thursday 11 June at 16:00


def due(pair):
    return Deadline.objects.open().get(subject_kind="relationship", subject_id=pair.pk).due_at


@pytest.mark.parametrize("kind", ["programme", "relationship"])
def test_days_of_standing_still_are_set_once_and_ended_by_somebody(cast, door, pair, kind):
    uid = pair.uid if kind == "relationship" else cast.programme.uid
    url, citra = f"/api/v1/{kind}s/{uid}/pauses/", door(cast.citra)
    for _twice in range(2):
        [held] = citra.post(url, DAYS, format="json").json()["results"]
    assert (held["first"], held["last"], held["moved"]) == ("2026-06-09", "2026-06-10", 1)
    assert due(pair) == at("2026-06-15 16:00")
    assert citra.post(url, {"end": held["uid"]}, format="json").json() == {"results": []}
    assert due(pair) == at("2026-06-11 16:00")
    assert Pause.objects.get().ended_by == cast.citra.user
    for wrong in (
        {},
        {"end": held["uid"]},
        {**DAYS, "last": "2026-06-01"},
        {**DAYS, "reason": "x"},
    ):
        assert citra.post(url, wrong, format="json").status_code == 400
    assert door(cast.maya).get(url).status_code == 404


def test_more_time_is_given_by_the_coordinator(cast, door, pair):
    url, citra = f"/api/v1/relationships/{pair.uid}/extensions/", door(cast.citra)
    more = {"deadline": "answer_offer", "days": 3, "reason": "workload"}
    [given] = citra.post(url, more, format="json").json()["results"]
    assert (given["deadline"], given["working_days"]) == ("answer_offer", 3)
    assert due(pair) == at("2026-06-17 16:00")
    assert Notice.objects.get(kind="deadline.extended").recipient == cast.budi.person.user
    assert not list(replanning.differences())
    for wrong in ({**more, "days": 21}, {**more, "deadline": "x"}, {**more, "reason": "x"}, {}):
        assert citra.post(url, wrong, format="json").status_code == 400
    assert door(cast.budi.person).get(url).status_code == 404


def test_a_session_is_given_more_time_too(cast, door):
    meeting = session(relationship(cast, "active"))
    url, citra = f"/api/v1/sessions/{meeting.uid}/extensions/", door(cast.citra)
    more = {"deadline": "answer_proposal", "days": 2, "reason": "workload"}
    [given] = citra.post(url, more, format="json").json()["results"]
    assert given["due_to"] > given["due_from"]
    assert citra.get(url).json()["results"] == [given]
    assert door(cast.eko).get(url).status_code == 404


def test_everybody_says_for_themselves_when_they_are_away(cast, door, pair):
    url, budi = "/api/v1/me/absences/", door(cast.budi.person)
    days = {"starts_on": "2026-06-09", "ends_on": "2026-06-10"}
    for _twice in range(2):
        assert budi.post(url, days, format="json").json()["results"] == [days]
    assert due(pair) == at("2026-06-15 16:00")
    assert budi.post(url, {"back": "2026-06-09"}, format="json").json()["results"] == []
    assert due(pair) == at("2026-06-11 16:00")
    for wrong in ({}, {**days, "ends_on": "2026-06-01"}, {"starts_on": "soon"}):
        assert budi.post(url, wrong, format="json").status_code == 400
    assert door(cast.maya).get(url).json() == {"results": []}
