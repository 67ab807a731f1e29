"""The health check of a container says yes to what is well, and no to everything else."""

import subprocess
import sys

import pytest
from django.utils import timezone

from config.probe import fault
from tests.architecture.source import ROOT
from tests.servers.ports import free_port
from workflows.models import EngineState


@pytest.fixture
def server(live_server, monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "testserver,other")
    return live_server.url


def test_a_server_that_answers(server):
    assert fault(f"{server}/health/live") == ""


def test_a_server_that_answers_otherwise(server):
    assert fault(f"{server}/health/nowhere") == "answered 404"


def test_a_server_that_is_away():
    assert fault(f"http://127.0.0.1:{free_port()}/health/live").startswith("ConnectionRefused")


def test_it_asks_under_a_name_the_server_has(server, monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "stranger.example.go.id")
    assert fault(f"{server}/health/live") == "answered 400"


def test_a_number_that_is_small_enough(server):
    EngineState.objects.update_or_create(pk=1, defaults={"last_sweep_at": timezone.now()})
    assert fault(f"{server}/health/ready", "heartbeat_seconds", "120") == ""
    assert fault(f"{server}/health/ready", "heartbeat_seconds", "-1").startswith("heartbeat")


def test_a_number_that_is_missing(server):
    assert fault(f"{server}/health/ready", "heartbeat_seconds", "120") == (
        "heartbeat_seconds is None"
    )


def test_an_answer_that_is_no_object_of_numbers(server):
    assert fault(f"{server}/nowhere", "heartbeat_seconds", "120").startswith("JSONDecodeError")


@pytest.mark.once
def test_the_verdict_is_the_exit_status():
    address = f"http://127.0.0.1:{free_port()}/health/live"
    command = [sys.executable, "-m", "config.probe", address]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "ConnectionRefused" in done.stderr
