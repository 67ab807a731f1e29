"""The figures are right, say nothing about anybody, and are shown to nobody without a right."""

import math
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from prometheus_client.parser import text_string_to_metric_families

from accounts.models import User
from config import metrics
from notifications import incidents
from notifications.models import Delivery, Notice
from tests.factories.cast import MONDAY, cast
from tests.factories.programme import enrolment
from tests.factories.relationship import relationship
from workflows.models import Deadline, EngineState
from workflows.now import now
from workflows.registry import machines

TOKEN = "a-token-of-at-least-thirty-two-characters"


def read(answer):
    assert answer.status_code == 200, answer.content
    families = list(text_string_to_metric_families(answer.content.decode()))
    return families, {
        (sample.name.removeprefix("bimbing_"), *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


@pytest.fixture
def figures(client, db):
    return lambda: read(client.get("/metrics"))[1]


def test_the_two_ages_come_first(client, db):
    names = [family.name for family in read(client.get("/metrics"))[0]]
    assert names[:2] == [
        "bimbing_oldest_overdue_deadline_seconds",
        "bimbing_oldest_due_delivery_seconds",
    ]
    assert len(names) == len(set(names))


def test_an_empty_house(figures):
    found = figures()
    assert found["oldest_overdue_deadline_seconds",] == 0
    assert found["oldest_due_delivery_seconds",] == 0
    assert found["sweep_heartbeat_age_seconds",] == math.inf
    assert found["held",] == 0
    assert found["open_items", "relationship", "offered"] == 0
    assert found["deliveries", "pending"] == 0
    assert ("open_items", "relationship", "closed") in found
    assert ("open_items", "relationship", "followed_up") not in found, "finished is not open"


def test_what_waits_is_counted(figures):
    crew = cast()
    relationship(crew, "requested", now=MONDAY)
    enrolment(crew.eko, crew.programme)
    relationship(crew, "offered", now=MONDAY, mentee=crew.eko)
    EngineState.objects.update_or_create(
        pk=1,
        defaults={"last_sweep_at": now() - timedelta(minutes=3), "held_reason": "time_leapt"},
    )
    Deadline.objects.filter(name="answer_offer").update(next_due_at=now() - timedelta(minutes=10))
    Deadline.objects.exclude(name="answer_offer").update(next_due_at=now() + timedelta(days=1))
    found = figures()
    assert found["open_items", "relationship", "requested"] == 1
    assert found["open_items", "relationship", "offered"] == 1
    assert 600 <= found["oldest_overdue_deadline_seconds",] < 660
    assert 180 <= found["sweep_heartbeat_age_seconds",] < 240
    assert found["held",] == 1


def copy(key, **state):
    moment = now() - timedelta(minutes=10)
    notice = Notice.objects.create(
        key=key,
        kind="toy",
        cause="c",
        recipient=User.objects.get_or_create(username="maya", display_name="Maya Contoh")[0],
        subject_kind="toy",
        subject_id=1,
        facts={"name": "Maya Contoh"},
        disclosure="A",
        created_at=moment,
    )
    return Delivery.objects.create(
        notice=notice, channel="email", due_at=moment, next_attempt_at=moment, **state
    )


def test_copies_on_their_way_and_troubles(figures, client):
    copy("a")
    copy("b")
    copy("c", state="cancelled", reason="expired", stopped_at=now())
    failed = copy("d", state="failed", error_code="refused", stopped_at=now())
    for key, kind, delivery in (
        ("delivery:d", incidents.DELIVERY_FAILED, failed),
        ("audit", "audit", None),
    ):
        incidents.raise_once(
            incidents.draft(key, kind=kind, reason="r", now=now(), delivery=delivery)
        )
    found = figures()
    assert found["deliveries", "pending"] == 2
    assert found["deliveries", "leased"] == 0
    assert found["deliveries", "failed"] == 1
    assert 600 <= found["oldest_due_delivery_seconds",] < 660
    assert found["incidents_open", "delivery_failed"] == 1
    assert found["incidents_open", "audit"] == 1
    said = client.get("/metrics").content.decode().lower()
    assert "maya" not in said
    assert "contoh" not in said


def asked(client):
    with CaptureQueriesContext(connection) as statements:
        client.get("/metrics")
    return len(statements)


@pytest.mark.django_db
def test_asking_costs_the_same_however_much_waits(client):
    before = asked(client)
    assert before <= 13 + len(machines())
    crew = cast()
    enrolment(crew.eko, crew.programme)
    for person in (crew.maya, crew.eko):
        relationship(crew, "offered", now=MONDAY, mentee=person)
    assert asked(client) == before


@pytest.mark.parametrize(
    "asked",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": "::ffff:192.0.2.7"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": "Bearer "},
    ],
)
def test_without_a_token_only_this_machine_sees_them(client, db, asked):
    assert client.get("/metrics", **asked).status_code == 404


def test_without_a_token_nobody_sees_them_behind_a_proxy(client, db, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "127.8.8.8"])
def test_this_machine_has_several_names(client, db, address):
    assert client.get("/metrics", REMOTE_ADDR=address).status_code == 200


@pytest.mark.parametrize("said", ["", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer é"])
def test_with_a_token_even_this_machine_needs_it(client, db, settings, said):
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics", HTTP_AUTHORIZATION=said).status_code == 404


def test_the_token_opens_from_anywhere(client, db, settings):
    settings.METRICS_TOKEN = TOKEN
    asked = {"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}
    answer = client.get("/metrics", **asked)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=")
    assert "no-store" in answer["Cache-Control"]


def test_only_to_be_read(client, db):
    assert client.post("/metrics").status_code == 405


def test_a_database_that_is_away_is_said_without_its_address(client, db, monkeypatch):
    def gone(_now):
        raise DatabaseError("password=secret host=db")

    monkeypatch.setattr(metrics, "ages", gone)
    answer = client.get("/metrics")
    assert answer.status_code == 503
    assert answer.content == b"the database does not answer\n"
