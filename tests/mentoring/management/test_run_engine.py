"""The engine in one process: it looks again and again, and ends when it is told to."""

import signal

import pytest

from tests.servers.ports import wait_until
from workflows.models import EngineState

pytestmark = pytest.mark.slow


def beating():
    return EngineState.objects.exclude(last_sweep_at=None).exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_beats_until_a_signal_ends_it(shared_database, number):
    engine = shared_database.start("run_engine", "--every=0.1")
    wait_until(beating, "the engine")
    engine.send_signal(number)
    assert engine.wait(timeout=10) == 0


def test_it_can_look_once_and_end(shared_database):
    shared_database.run("run_engine", "--once")
    assert beating()
