"""What is offered to whom, and the reason for everything that is not."""

import pytest

from workflows import engine
from workflows.offers import offers

pytestmark = pytest.mark.django_db


def judged(subject, by, now):
    return {
        found.transition.name: (found.allowed, str(found.reason))
        for found in offers(subject, by=by, now=now)
    }


def test_the_sender_sees_what_may_be_done_and_why_the_rest_may_not(parcel, maya, now):
    assert judged(parcel, maya, now) == {
        "label_it": (True, ""),
        "send": (False, "The parcel has no address yet."),
        "sign": (False, "This cannot be done in the present state: packed."),
        "report": (False, "You may not do this."),
        "give_up": (False, "You may not do this."),
    }


def test_a_fulfilled_guard_opens_the_way(parcel, maya, now):
    engine.perform(parcel, "label_it", by=maya, now=now, data={"address": "A"})
    assert judged(parcel, maya, now)["send"] == (True, "")


def test_an_outsider_is_offered_nothing(parcel, eko, now):
    assert not any(allowed for allowed, _reason in judged(parcel, eko, now).values())
