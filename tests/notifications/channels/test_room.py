"""The office's room, told through the real Apprise and a real server: that something waits."""

import json

import pytest

from notifications import checks, delivery
from notifications.backoff import MOST_ATTEMPTS
from notifications.channels import room
from notifications.endpoints import EXPIRES_AFTER
from notifications.errors import TooConfidential
from notifications.models import Delivery, Incident
from tests.notifications.toys import FACTS, NOW, drafted, later, told
from tests.servers.hooks import listener

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(settings):
    with listener() as found:
        found.answer = lambda _number: 200
        settings.APPRISE_ADDRESS = found.url.replace("http://", "json://").partition("?")[0]
        yield found


@pytest.fixture
def nobody(maya):
    """Reached by no mail, so that what leaves is the room's copy."""
    maya.email = ""
    maya.save()
    return maya


def room_copy(recipient, **more):
    told(recipient, room=True, **more)
    return Delivery.objects.get(channel="apprise")


def test_the_room_hears_that_something_waits_and_nothing_else(server, nobody):
    copy = room_copy(nobody, facts={**FACTS, "owner": "canary"})
    assert delivery.deliver_due(NOW) == 1
    copy.refresh_from_db()
    assert (copy.state, copy.attempts) == ("sent", 1)
    ((_headers, body),) = server.posts
    said = json.loads(body)
    whole = body.decode()
    assert said["title"] == copy.subject
    assert said["message"].strip() == copy.text.strip()
    assert "https://bimbing.example.go.id/" in said["message"]
    for secret in ("canary", "Maya", "/parcels/", "parcel.arrived", str(copy.notice_id)):
        assert secret not in whole


def test_a_room_that_takes_nothing_is_asked_again_then_given_up_with_an_incident(server, nobody):
    server.answer = lambda _number: 500
    copy = room_copy(nobody)
    while copy.state == "pending":
        delivery.deliver_due(copy.next_attempt_at)
        copy.refresh_from_db()
    assert (copy.state, copy.error_code, copy.attempts) == (
        "failed",
        "room_not_told",
        MOST_ATTEMPTS,
    )
    assert Incident.objects.get().delivery == copy


def test_the_next_attempt_may_succeed_and_is_declared_a_possible_second_copy(server, nobody):
    server.answer = lambda number: 500 if number == 1 else 200
    copy = room_copy(nobody)
    delivery.deliver_due(NOW)
    copy.refresh_from_db()
    assert delivery.deliver_due(copy.next_attempt_at) == 1
    copy.refresh_from_db()
    assert (copy.state, copy.attempts, copy.possible_duplicate) == ("sent", 2, 1)


def test_what_is_too_old_is_not_told_any_more(server, nobody):
    copy = room_copy(nobody)
    delivery.deliver_due(NOW + EXPIRES_AFTER)
    copy.refresh_from_db()
    assert (copy.state, copy.reason, server.posts) == ("cancelled", "expired", [])


@pytest.mark.parametrize("kind", ["parcel.lost", "parcel.secret"])
def test_classes_b_and_c_never_reach_the_room(server, nobody, kind):
    with pytest.raises(TooConfidential):
        drafted(nobody, kind, room=True)


def test_without_an_address_there_is_no_room(nobody):
    assert len(drafted(nobody, room=True)) == 1


def test_a_room_switched_off_meanwhile_is_not_told(server, nobody, settings):
    copy = room_copy(nobody)
    settings.APPRISE_ADDRESS = ""
    delivery.deliver_due(later(minutes=1))
    copy.refresh_from_db()
    assert (copy.state, copy.reason, server.posts) == ("cancelled", "switched_off", [])


def test_an_address_that_apprise_does_not_know_is_an_incident_at_once(nobody, settings):
    settings.APPRISE_ADDRESS = "nonsense"
    copy = room_copy(nobody)
    delivery.deliver_due(NOW)
    copy.refresh_from_db()
    assert (copy.state, copy.error_code) == ("failed", "room_address")


def test_a_missing_library_is_refused_at_the_start_and_costs_no_attempt(
    server, nobody, monkeypatch
):
    assert checks.check_room() == []
    monkeypatch.setattr(room, "LIBRARY", "apprise_that_is_not_there")
    (fault,) = checks.check_room()
    assert (fault.id, fault.msg, fault.hint) == ("notifications.E006", room.MISSING, room.REMEDY)
    copy = room_copy(nobody)
    assert delivery.deliver_due(NOW) == 0
    copy.refresh_from_db()
    assert (copy.state, copy.attempts) == ("pending", 0)
