"""Which server carries Celery's messages, in the order the demo promises."""

import stat
from pathlib import Path

import pytest

from config.demo import broker
from config.demo.supervisor import Supervisor
from config.demo.trouble import Trouble

pytestmark = pytest.mark.once


def server(folder: Path, name: str, said: str) -> Path:
    """A program on PATH that says this about itself."""
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{said}'\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    found = tmp_path / "bin"
    found.mkdir()
    monkeypatch.setenv("PATH", f"{found}:/bin:/usr/bin")
    monkeypatch.setattr(broker.shutil, "which", lambda name: which(found, name))
    return found


def which(folder: Path, name: str) -> str | None:
    return str(folder / name) if (folder / name).exists() else None


def test_somebodys_own_server_wins(on_path, tmp_path):
    server(on_path, "redis-server", "Redis server v=7.0.15 sha=0")
    found = broker.choose(tmp_path, {"REDIS_URL": "redis://localhost:6379/3"})
    assert (found.url, found.program) == ("redis://localhost:6379/3", None)


def test_a_server_on_path_wins_over_the_bundled_one(on_path, tmp_path):
    path = server(on_path, "redis-server", "Redis server v=7.0.15 sha=0")
    found = broker.choose(tmp_path, {})
    assert found.label == "Redis 7.0.15"
    assert found.program.command[0] == str(path)


@pytest.mark.parametrize("said", ["Redis server v=6.0.9 sha=0", "no version at all"])
def test_a_server_too_old_or_strange_is_passed_over(on_path, tmp_path, said):
    server(on_path, "redis-server", said)
    assert broker.choose(tmp_path, {}).label.startswith("Valkey")


def test_without_any_server_the_remedy_is_named(on_path, tmp_path, monkeypatch):
    monkeypatch.setattr(broker.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Trouble, match="REDIS_URL"):
        broker.choose(tmp_path, {})


def test_the_bundled_server_answers_on_a_socket_with_a_short_path(on_path, tmp_path):
    deep = tmp_path / ("x" * 120)
    deep.mkdir()
    found = broker.choose(deep, {})
    supervisor = Supervisor(tmp_path, print)
    supervisor.keep(found.program)
    try:
        supervisor.wait_for(found.answers, 30)
    finally:
        supervisor.stop()
    assert not found.answers()
    found.tidy()
    assert not Path(found.url.removeprefix("redis+socket://")).parent.exists()
