"""Every page as each of the cast sees it: who gets in, what it says, what it costs."""

import pytest
from django.urls import reverse

from tests.factories.relationship import AIM, relationship
from tests.factories.session import session

pytestmark = pytest.mark.django_db


def page_of(item):
    return reverse(f"portal:{item.kind}", args=[item.uid])


@pytest.mark.parametrize("name", ["home", "inbox", "mentees", "requests", "ask"])
def test_a_stranger_is_sent_to_sign_in(client, name):
    address = reverse(f"portal:{name}")
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("state", ["draft", "requested", "offered", "agreement", "active", "paused",
                                   "closing", "closed", "followed_up", "declined", "expired",
                                   "rematch", "withdrawn", "ended_early", "timed_out"])  # fmt: skip
def test_an_item_opens_in_every_state_for_its_mentee(cast, visitor, state):
    item = relationship(cast, state)
    answer = visitor(cast.maya).get(page_of(item))
    assert answer.status_code == 200
    assert str(item.get_state_display()) in answer.content.decode()


@pytest.mark.parametrize(
    "state", ["proposed", "confirmed", "rescheduled", "held", "cancelled", "no_show"]
)
def test_a_session_opens_in_every_state_for_both(cast, visitor, state):
    item = session(relationship(cast, "active"), state)
    for person in (cast.maya, cast.budi.person, cast.citra, cast.rina):
        assert visitor(person).get(page_of(item)).status_code == 200
