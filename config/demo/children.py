"""One child process: in a group of its own, its words in a log file, never outliving its parent."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PR_SET_PDEATHSIG = 1
TAIL = 15


@dataclass(frozen=True, slots=True)
class Program:
    """What to run. A `server` is needed by the others and ends after them.

    `speaks`: its standard output is the terminal; only its errors go to the log.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    server: bool = False
    speaks: bool = False


def _end_with_parent() -> None:
    """Between fork and exec: have the kernel tell the child when its parent is gone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Child:
    """A running program. Start it from the main thread: the kernel counts that as the parent."""

    def __init__(self, program: Program, logs: Path) -> None:
        self.program = program
        self.log = logs / f"{program.name}.log"
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 our own commands
                program.command,
                stdin=subprocess.DEVNULL,
                stdout=None if program.speaks else log,
                stderr=log,
                cwd=ROOT,
                env={**os.environ, **program.environment},
                start_new_session=True,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 one system call, no threads here
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def outcome(self) -> int | None:
        """The exit status, or None while it runs."""
        return self._process.poll()

    def ask_to_end(self) -> None:
        """Only the leader: a worker that is asked ends its own helpers in good order."""
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()

    def kill(self) -> None:
        """The leader and whatever it left behind in its group."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()


def last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(f"    {line}" for line in lines[-TAIL:])
