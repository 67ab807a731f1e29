"""Free ports and patience for servers that are being started."""

import socket
import time
from collections.abc import Callable
from contextlib import closing

PATIENCE = 30.0  # seconds; a bound against hanging for ever, not a measurement


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(ready: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Return as soon as `ready()`; fail with `what` in the message after so many seconds."""
    give_up = time.monotonic() + patience
    while not ready():
        if time.monotonic() > give_up:
            raise TimeoutError(f"{what} did not get ready")
        time.sleep(0.02)
