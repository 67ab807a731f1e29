"""The same through the API: one change wins over fifteen, and one key has one effect."""

from datetime import timedelta
from functools import partial

import pytest
from rest_framework.test import APIClient

from accounts import clock, tokens
from accounts.models import ApiToken
from mentoring.api import endpoint
from tests.factories.cast import MONDAY, cast
from tests.factories.relationship import relationship
from tests.mentoring.races.conftest import RUNNERS
from workflows.models import Record

pytestmark = [pytest.mark.postgresql, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def post(race, monkeypatch):
    """Sixteen times the mentor's status update at one moment, with these headers."""
    monkeypatch.setattr(endpoint, "clock_now", lambda: MONDAY)
    crew = cast()
    made = relationship(crew, "active")
    life, write = timedelta(days=1), ApiToken.Scope.WRITE
    _token, secret = tokens.issue(
        crew.budi.person.user, name="race", scope=write, life=life, now=clock.now()
    )

    def sent(headers):
        client = APIClient(headers={"Authorization": f"Bearer {secret}", **headers(made)})
        address = f"/api/v1/relationships/{made.uid}/transitions/update_status/"
        return client.post(address, {"status": "on_track"}, format="json")

    return lambda headers: race([partial(sent, headers)] * RUNNERS)


def updates():
    return Record.objects.filter(transition="update_status").count()


def test_one_version_is_changed_once_and_the_others_see_how_it_stands(post):
    answers = post(lambda made: {"If-Match": f'"{made.version}"'})
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [200] + [409] * (RUNNERS - 1)
    lost = [answer.json() for answer in answers if answer.status_code == 409]
    assert {problem["current"]["status"] for problem in lost} == {"on_track"}
    assert updates() == 1


def test_one_key_has_one_effect_and_one_answer(post):
    answers = post(lambda _made: {"Idempotency-Key": "twins"})
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert updates() == 1


def test_without_either_each_is_a_change(post):
    """The control run: what the two above guard against does happen."""
    answers = post(lambda _made: {})
    assert {answer.status_code for answer in answers} == {200}
    assert updates() == RUNNERS
