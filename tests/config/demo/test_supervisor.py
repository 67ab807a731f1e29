"""Children are kept alive, and all of them end: with the supervisor, by it, or without it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.demo.children import ROOT, Program
from config.demo.supervisor import Supervisor
from config.demo.trouble import StopAsked, Trouble
from tests.servers.ports import wait_until

pytestmark = pytest.mark.once

# Writes its own number, and that of a child of its own which does not listen to SIGTERM.
STUBBORN = """
import os, pathlib, signal, subprocess, sys, time
deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
child = subprocess.Popen([sys.executable, "-c", deaf])
with open(sys.argv[1], "a") as out:
    out.write(f"{os.getpid()} {child.pid}\\n")
time.sleep(600)
"""


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, said: list[str]) -> Iterator[Supervisor]:
    found = Supervisor(tmp_path, said.append)
    yield found
    found.stop()


def python(source: str, *arguments: object, name: str = "child") -> Program:
    return Program(name, (sys.executable, "-c", source, *map(str, arguments)))


def starts(notes: Path) -> list[tuple[int, int]]:
    """The process numbers of each start: the child's and its own child's."""
    lines = notes.read_text().splitlines() if notes.exists() else []
    return [(int(first), int(second)) for first, second in map(str.split, lines)]


def gone(pid: int) -> bool:
    """Ended; a zombie that only waits to be collected counts as ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def tended(supervisor: Supervisor, done: Callable[[], bool]) -> None:
    supervisor.wait_for(done, 30)


def test_stopping_ends_children_and_what_they_started(supervisor, tmp_path):
    notes = tmp_path / "notes"
    supervisor.keep(python(STUBBORN, notes))
    tended(supervisor, lambda: len(starts(notes)) == 1)
    supervisor.stop()
    wait_until(lambda: all(map(gone, starts(notes)[0])), "the end of both")


def test_a_killed_child_is_started_again_without_its_leftovers(supervisor, tmp_path, said):
    notes = tmp_path / "notes"
    supervisor.keep(python(STUBBORN, notes, name="worker"))
    tended(supervisor, lambda: len(starts(notes)) == 1)
    os.kill(starts(notes)[0][0], signal.SIGKILL)
    tended(supervisor, lambda: len(starts(notes)) == 2)
    wait_until(lambda: gone(starts(notes)[0][1]), "the end of the leftover")
    assert len(said) == 1
    assert "worker" in said[0]
    assert "worker.log" in said[0]


def test_who_keeps_dying_is_started_again_ever_later(supervisor):
    moment = [0.0]
    supervisor.clock = lambda: moment[0]
    supervisor.keep(python("raise SystemExit(3)"))
    kept = supervisor._kept[0]
    pauses = []
    for _ in range(7):
        wait_until(lambda: kept.child.outcome() is not None, "the end of the child")
        supervisor.tend()
        pauses.append(kept.pause)
        moment[0] += kept.pause
        supervisor.tend()
    assert pauses == [1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0]


def test_a_program_that_must_succeed_shows_its_last_words(supervisor):
    with pytest.raises(Trouble, match="this is why"):
        supervisor.need(python("import sys; sys.exit('this is why')", name="migrate"))


def test_children_get_the_outcome_of_a_program_that_may_fail(supervisor):
    assert supervisor.run(python("raise SystemExit(3)")) == 3
    assert supervisor.run(python("")) == 0


def test_waiting_ends_when_somebody_wants_to_stop(supervisor, tmp_path):
    notes = tmp_path / "notes"
    supervisor.keep(python(STUBBORN, notes))
    tended(supervisor, lambda: len(starts(notes)) == 1)
    supervisor.stop_asked = True
    with pytest.raises(StopAsked):
        supervisor.run(python("import time; time.sleep(600)", name="story"))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a dead parent")
def test_children_end_with_a_killed_supervisor(tmp_path):
    notes = tmp_path / "notes"
    listening = STUBBORN.replace("signal.signal(signal.SIGTERM, signal.SIG_IGN); ", "")
    source = (
        "import sys, pathlib\n"
        "from config.demo.supervisor import Supervisor\n"
        "from config.demo.children import Program\n"
        "s = Supervisor(pathlib.Path(sys.argv[1]), print)\n"
        "s.keep(Program('child', (sys.executable, '-c', sys.argv[2], sys.argv[3])))\n"
        "s.wait_for(lambda: False)\n"
    )
    command = [sys.executable, "-c", source, tmp_path, listening, notes]
    with subprocess.Popen(command, cwd=ROOT) as process:
        wait_until(lambda: len(starts(notes)) == 1, "the child")
        process.kill()
    child, grandchild = starts(notes)[0]
    wait_until(lambda: gone(child), "the end of the orphan")
    os.kill(grandchild, signal.SIGKILL)
