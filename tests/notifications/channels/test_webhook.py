"""Webhooks posted to a real server: signed, tried again, given up, never to a private machine."""

import base64
import hashlib
import hmac
import ipaddress
import json
from uuid import uuid4

import pytest
from django.db import transaction

from notifications import delivery, outbox, payload
from notifications.backoff import MOST_ATTEMPTS
from notifications.channels.outward import is_public
from notifications.day_mails import GATHERING
from notifications.endpoints import EXPIRES_AFTER, OVERLAP
from notifications.errors import TooConfidential
from notifications.models import Delivery, Endpoint, Incident
from tests.notifications.toys import DUE, FACTS, NOW, drafted, later, told
from tests.servers.hooks import listener

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(settings):
    settings.WEBHOOKS_TO_PRIVATE = True
    with listener() as found:
        yield found


@pytest.fixture
def nobody(maya):
    """Reached by no mail, so that what leaves is the post."""
    maya.email = ""
    maya.save()
    return maya


@pytest.fixture
def endpoint(server, nobody):
    made = Endpoint(owner=uuid4(), url=server.url, created_at=NOW, made_by=nobody)
    made.plain = made.renew_secret()
    made.save()
    return made


def post_to(endpoint, recipient, cause="record:1"):
    facts = {**FACTS, "uid": "u-1", "deadline": "answer_offer", "until": DUE}
    told(recipient, cause=cause, facts=facts, endpoints=[endpoint.pk])
    return Delivery.objects.get(endpoint=endpoint, notice__cause=cause)


def verified(secret, headers, body):
    """As a receiver checks it: by the specification, not by our code."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return f"v1,{wanted}" in headers["webhook-signature"].split(" ")


def test_a_list_is_one_post_with_its_further_lines(server, endpoint, nobody, monkeypatch):
    monkeypatch.setattr(payload, "LINES", 2)
    facts = {**FACTS, "uid": "u-1", "deadline": "answer_offer", "until": DUE}
    head = told(nobody, facts=facts, endpoints=[endpoint.pk], list_key="a morning")
    common = {"recipient": nobody, "subject_kind": "parcel", "subject_id": 1, "now": NOW}
    lines = [
        outbox.listed(
            head, "parcel.arrived", cause=f"record:{n}", facts={**facts, "uid": f"u-{n}"}, **common
        )
        for n in range(2, 6)
    ]
    with transaction.atomic():
        outbox.put(lines)
    told(nobody, "parcel.hollow", cause="record:2", facts=facts, endpoints=[endpoint.pk])
    assert delivery.deliver_due(NOW) == 1
    assert delivery.deliver_due(NOW + GATHERING) == 1
    (_headers, alone), (_headers, body) = server.posts
    assert "others" not in json.loads(alone)["data"]
    data = json.loads(body)["data"]
    assert data["subject"]["uid"] == "u-1"
    assert data["more"] == 1
    told_of = {line.facts["uid"]: str(line.pk) for line in lines[1:]}
    assert len(data["others"]) == 2
    for line in data["others"]:
        uid = line["subject"]["uid"]
        assert line == {
            "notice": told_of.pop(uid),
            "subject": {"kind": "parcel", "uid": uid},
            "deadline": "answer_offer",
            "until": "2026-03-31T09:00:00Z",
        }


def test_a_post_is_signed_and_holds_ids_codes_and_times_only(server, endpoint, nobody):
    copy = post_to(endpoint, nobody)
    assert delivery.deliver_due(NOW) == 1
    ((headers, body),) = server.posts
    assert verified(endpoint.plain, headers, body)
    assert not verified(endpoint.plain, headers, body + b" ")
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert headers["content-type"] == "application/json"
    assert json.loads(body) == {
        "type": "parcel.arrived",
        "timestamp": "2026-03-30T00:30:00Z",
        "data": {
            "notice": str(copy.notice_id),
            "organisation": str(endpoint.owner),
            "subject": {"kind": "parcel", "uid": "u-1"},
            "deadline": "answer_offer",
            "until": "2026-03-31T09:00:00Z",
        },
    }
    copy.refresh_from_db()
    endpoint.refresh_from_db()
    assert (copy.state, endpoint.taken_at) == ("sent", NOW)


def test_what_fails_is_tried_again_under_the_same_id_and_the_others_wait(server, endpoint, nobody):
    server.answer = lambda number: 500 if number == 1 else 200
    first = post_to(endpoint, nobody)
    assert delivery.deliver_due(NOW, limit=1) == 1
    post_to(endpoint, nobody, cause="record:2")
    other = post_to(endpoint, nobody, cause="record:3")
    Delivery.objects.exclude(pk=first.pk).update(next_attempt_at=later(seconds=1))
    Delivery.objects.filter(pk=first.pk).update(next_attempt_at=NOW)  # as if it were time
    server.answer = lambda number: 302 if number == 2 else 200
    assert delivery.deliver_due(NOW, limit=1) == 1
    first.refresh_from_db()
    other.refresh_from_db()
    assert (first.state, first.error_code, first.attempts) == ("pending", "http_302", 2)
    assert other.next_attempt_at == first.next_attempt_at > NOW
    assert delivery.deliver_due(later(hours=1)) == 3
    ids = [headers["webhook-id"] for headers, _body in server.posts]
    assert len(ids) == 5
    assert len(set(ids)) == 3
    assert ids[0] == ids[1]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_an_endpoint_that_is_gone_is_switched_off_and_told_nothing_more(server, endpoint, nobody):
    server.answer = lambda _number: 410
    gone, waiting = post_to(endpoint, nobody), post_to(endpoint, nobody, cause="record:2")
    delivery.deliver_due(NOW, limit=1)
    delivery.deliver_due(later(minutes=5))
    states = {copy.pk: (copy.state, copy.reason) for copy in Delivery.objects.all()}
    assert sorted(states.values()) == [("cancelled", "switched_off"), ("failed", "")]
    assert states.keys() == {gone.pk, waiting.pk}
    endpoint.refresh_from_db()
    assert (endpoint.off_reason, endpoint.off_at, len(server.posts)) == ("gone", NOW, 1)
    assert Incident.objects.get().reason == "http_410"


@pytest.mark.parametrize("taken_meanwhile", [False, True])
def test_a_copy_given_up_switches_off_what_took_nothing_meanwhile(
    server, endpoint, nobody, taken_meanwhile
):
    server.answer = lambda _number: 503
    copy = post_to(endpoint, nobody)
    Delivery.objects.update(attempts=MOST_ATTEMPTS - 1)
    if taken_meanwhile:
        Endpoint.objects.update(taken_at=later(minutes=1))
    delivery.deliver_due(later(minutes=2))
    copy.refresh_from_db()
    endpoint.refresh_from_db()
    assert copy.state == "failed"
    assert endpoint.off_reason == ("" if taken_meanwhile else "failing")
    assert Incident.objects.get().delivery == copy


def test_nobody_listening_is_a_failure_for_now_and_what_is_too_late_is_left(
    server, endpoint, nobody
):
    Endpoint.objects.update(url="http://127.0.0.1:1/")
    copy = post_to(endpoint, nobody)
    delivery.deliver_due(NOW)
    copy.refresh_from_db()
    assert (copy.state, copy.error_code, copy.in_flight_since) == ("pending", "no_connection", None)
    delivery.deliver_due(NOW + EXPIRES_AFTER)
    copy.refresh_from_db()
    assert (copy.state, copy.reason) == ("cancelled", "expired")


def test_a_replaced_secret_signs_beside_the_new_one_for_a_day(server, endpoint, nobody):
    new = endpoint.renew_secret(former_until=NOW + OVERLAP)
    endpoint.save()
    assert new.encode() not in bytes(endpoint.secret)
    post_to(endpoint, nobody)
    delivery.deliver_due(NOW)
    assert all(verified(secret, *server.posts[0]) for secret in (new, endpoint.plain))
    assert endpoint.secrets(NOW + OVERLAP) == [new]


@pytest.mark.parametrize("kind", ["parcel.lost", "parcel.secret"])
def test_what_is_more_confidential_is_refused(endpoint, nobody, kind):
    with pytest.raises(TooConfidential):
        drafted(nobody, kind, endpoints=[endpoint.pk])


def test_a_private_machine_is_not_connected_to(server, endpoint, nobody, settings):
    settings.WEBHOOKS_TO_PRIVATE = False
    copy = post_to(endpoint, nobody)
    delivery.deliver_due(NOW)
    copy.refresh_from_db()
    assert (copy.error_code, server.posts) == ("private_address", [])


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1", "::1", "::",
     "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
     "2002:7f00:1::", "2001:0:7f00:1::"],
)  # fmt: skip
def test_private_under_every_disguise(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "64:ff9b::808:808"])
def test_public_ones_are_known(address):
    assert is_public(ipaddress.ip_address(address))


def test_notices_count_their_posts(endpoint, nobody):
    rows = drafted(nobody, endpoints=[endpoint.pk])
    assert rows[0].copies == 1
    assert rows[1].channel == outbox.WEBHOOK
