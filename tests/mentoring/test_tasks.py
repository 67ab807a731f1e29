"""What a tick does: drain, within bounds, behind the storm guard; and the hourly audit."""

import itertools
from datetime import timedelta

import pytest

from mentoring import tasks
from notifications.models import Incident, Notice
from tests.factories.person import person
from tests.moments import at
from workflows import now as clock
from workflows import replanning
from workflows.models import EngineState, Replanning


def untold_notice():
    """One that no record and no ring accounts for."""
    Notice.objects.create(
        key="k", kind="offer.made", cause="record:none", recipient=person().user, disclosure="A",
        subject_kind="relationship", subject_id=1, created_at=at("2026-03-17 10:00"),
    )  # fmt: skip


def test_draining_goes_on_until_nothing_is_left():
    left = iter([3, 2, 0, 9])
    assert tasks.drain(lambda: next(left)) == 5


def test_draining_ends_when_told_to():
    asked = iter([False, False, True])
    assert tasks.drain(lambda: 1, lambda: next(asked)) == 2


def test_draining_leaves_the_rest_to_the_next_tick(monkeypatch):
    beats = itertools.count(step=20)
    monkeypatch.setattr(tasks.time, "monotonic", lambda: next(beats))
    assert tasks.drain(lambda: 1) == 2


@pytest.mark.django_db
def test_a_tick_leaves_its_heartbeat():
    tasks.ring_all()
    assert EngineState.objects.get().last_sweep_at is not None


@pytest.mark.django_db
def test_nothing_rings_while_the_clock_is_not_believed(monkeypatch):
    monkeypatch.setattr(tasks, "process_time", lambda: clock.database_time() - timedelta(hours=1))
    monkeypatch.setattr(tasks, "Pass", lambda: pytest.fail("rang"))
    assert tasks.ring_all() == 0


@pytest.mark.django_db
def test_a_hold_that_is_over_closes_its_incident(monkeypatch):
    monkeypatch.setattr(tasks, "process_time", lambda: clock.database_time() - timedelta(hours=1))
    tasks.ring_all()
    assert Incident.objects.open().count() == 1
    monkeypatch.undo()
    tasks.ring_all()
    assert not Incident.objects.open().exists()


@pytest.mark.django_db
def test_a_sound_audit_is_heard_outside_and_an_unsound_one_is_not(settings, watcher):
    settings.ALL_WELL_URL, calls = watcher
    assert tasks.examine()
    assert calls == ["/ping"]
    untold_notice()
    assert not tasks.examine()
    assert calls == ["/ping"]


@pytest.mark.django_db
def test_a_watcher_that_is_away_stops_nothing(settings, free_tcp_port):
    settings.ALL_WELL_URL = f"http://127.0.0.1:{free_tcp_port}/ping"
    assert tasks.examine()
    assert EngineState.objects.get().audited_at is not None


@pytest.mark.django_db
def test_a_sound_audit_raises_nothing():
    assert tasks.examine()
    assert not Incident.objects.exists()


@pytest.mark.django_db
def test_faults_found_by_the_audit_become_one_incident():
    untold_notice()
    assert not tasks.examine()
    assert not tasks.examine()
    assert Incident.objects.open().get().kind == "audit"


@pytest.mark.django_db
def test_a_tick_goes_on_with_what_is_left_to_plan_anew():
    replanning.begin("toy", {}, clock.now() - timedelta(minutes=2))
    tasks.ring_all()
    assert Replanning.objects.filter(finished_at=None).count() == 0
