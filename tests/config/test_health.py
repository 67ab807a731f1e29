"""The probes say what stands still and for how long, and nothing about anybody."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.db.migrations.recorder import MigrationRecorder

from accounts.models import User
from config import health
from notifications.models import Delivery, Notice
from workflows.models import (
    Calendar,
    Deadline,
    EngineState,
    EscalationPolicy,
    EscalationPolicyVersion,
)
from workflows.now import now


@pytest.fixture
def swept(db):
    """The engine has just swept."""
    return EngineState.objects.update_or_create(pk=1, defaults={"last_sweep_at": now()})[0]


def test_live_asks_nothing_of_the_database(client):
    answer = client.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"live": True})


def test_probes_are_safe_methods_only(client):
    assert client.post("/health/live").status_code == 405
    assert client.post("/health/ready").status_code == 405


def test_ready_when_nothing_stands_still(client, swept):
    answer = client.get("/health/ready")
    assert answer.status_code == 200, answer.json()
    assert answer.json()["ready"]
    assert answer.json()["oldest_overdue_deadline_seconds"] is None
    assert answer["Cache-Control"].startswith("max-age=0")


@pytest.mark.django_db
def test_not_ready_before_the_first_sweep(client):
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["the engine is not sweeping"])


def test_not_ready_when_the_engine_has_stopped(client, swept):
    swept.last_sweep_at -= timedelta(seconds=health.LATE + 60)
    swept.save()
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["the engine is not sweeping"])


def test_not_ready_when_nobody_has_audited_for_hours(client, swept):
    swept.audited_at = now() - timedelta(hours=3, minutes=1)
    swept.save()
    answer = client.get("/health/ready")
    assert answer.json()["reasons"] == ["nothing has been audited for hours"]
    swept.audited_at = now() - timedelta(hours=2)
    swept.save()
    assert client.get("/health/ready").status_code == 200


def test_not_ready_while_the_sweep_is_held(client, swept):
    swept.held_reason = "clocks_differ"
    swept.save()
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["reasons"]) == (503, [health.HELD])


@pytest.fixture
def overdue(swept):
    """A deadline that should have been rung ten minutes ago."""
    moment = now() - timedelta(minutes=10)
    calendar = Calendar.objects.create(
        code="c", name="c", zone="Asia/Jakarta", week={}, covers_from=moment, covers_to=moment
    )
    version = EscalationPolicyVersion.objects.create(
        policy=EscalationPolicy.objects.create(code="p"),
        number=1,
        content={},
        digest="",
        source_label="toy",
        published_at=moment,
    )
    return Deadline.objects.create(
        subject_kind="toy",
        subject_id=1,
        name="toy",
        role="toy",
        calendar=calendar,
        policy_version=version,
        opened_at=moment,
        anchor_at=moment,
        due_at=moment,
        next_due_at=moment,
    )


def test_not_ready_when_a_deadline_is_not_rung(client, overdue):
    answer = client.get("/health/ready")
    assert answer.json()["reasons"] == ["deadlines are not being rung"]
    assert 600 <= answer.json()["oldest_overdue_deadline_seconds"] < 660


@pytest.mark.parametrize(
    "settled",
    [
        {"closed_at": now, "outcome": "met"},
        {"held_until": lambda: now() + timedelta(minutes=5)},
        {"next_due_at": None},
    ],
)
def test_a_deadline_that_is_not_to_be_rung_does_not_count(client, overdue, settled):
    for name, value in settled.items():
        setattr(overdue, name, value() if callable(value) else value)
    overdue.save()
    assert client.get("/health/ready").status_code == 200


def test_not_ready_when_a_mail_does_not_leave(client, swept):
    moment = now() - timedelta(minutes=10)
    notice = Notice.objects.create(
        key="k",
        kind="toy",
        cause="c",
        recipient=User.objects.create_user("maya"),
        subject_kind="toy",
        subject_id=1,
        disclosure="A",
        created_at=moment,
    )
    Delivery.objects.create(notice=notice, channel="email", due_at=moment, next_attempt_at=moment)
    answer = client.get("/health/ready")
    assert answer.json()["reasons"] == ["deliveries are not being sent"]
    assert "maya" not in answer.content.decode()


def test_not_ready_when_a_migration_is_missing(client, swept):
    MigrationRecorder.Migration.objects.filter(app="accounts").delete()
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["migrations are not applied"])


@pytest.mark.django_db
def test_not_ready_without_a_database(client, monkeypatch):
    def gone():
        raise DatabaseError("password=secret host=db")

    monkeypatch.setattr(health, "unapplied", gone)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (
        503,
        {"ready": False, "reasons": ["the database does not answer"]},
    )


@pytest.mark.parametrize(
    ("name", "age", "said"),
    [
        ("oldest_overdue_deadline_seconds", 120.0, []),
        ("oldest_overdue_deadline_seconds", 120.5, ["deadlines are not being rung"]),
        ("oldest_due_delivery_seconds", 300.0, ["deliveries are not being sent"]),
        ("heartbeat_seconds", None, ["the engine is not sweeping"]),
    ],
)
def test_two_minutes_are_late(name, age, said):
    fresh = {standstill.name: 0.0 for standstill in health.STANDSTILLS}
    assert health.reasons({**fresh, name: age}) == said


@pytest.mark.django_db
def test_ages_cost_three_questions(django_assert_num_queries):
    moment = now()
    with django_assert_num_queries(3):
        health.ages(moment)
