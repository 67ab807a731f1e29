"""Child processes that cannot outlive the tests: the kernel ends them when their parent dies."""

import ctypes
import signal
import subprocess
import sys
import warnings
from collections.abc import Sequence
from typing import Any

PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def spawn(command: Sequence[str], **options: Any) -> subprocess.Popen[bytes]:
    with warnings.catch_warnings():
        # Python 3.12 warns of any preexec_fn beside threads; this one is a single system call.
        warnings.simplefilter("ignore", DeprecationWarning)
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 one system call, safe beside threads
            **options,
        )


def end(process: subprocess.Popen[bytes], by: signal.Signals = signal.SIGTERM) -> None:
    """Ask a process to stop, insist after ten seconds, and collect it."""
    if process.poll() is None:
        process.send_signal(by)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
