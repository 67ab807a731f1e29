"""The poke after a commit: best effort, at most once a second, never longer than a blink.

Nothing that matters is in it: what it hurries would happen at the next tick anyway.
"""

import logging
import time
from dataclasses import dataclass

from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError

from workflows import hooks

logger = logging.getLogger(__name__)

TASK = "mentoring.tasks.deliver"
EVERY = 1.0  # seconds
PAUSE = 30.0  # seconds without a try after the broker did not answer
# Two waits at most, so that a broker that accepts and stays silent costs 0.2 s, once in a while.
IMPATIENT = {"socket_timeout": 0.1, "socket_connect_timeout": 0.1, "max_retries": 0}


@dataclass(slots=True)
class Breaker:
    """When the next poke may be tried, by this process's own monotonic clock."""

    not_before: float = 0.0

    def admits(self) -> bool:
        return time.monotonic() >= self.not_before

    def rest(self, seconds: float) -> None:
        self.not_before = time.monotonic() + seconds


breaker = Breaker()


@hooks.on_wake
def poke() -> None:
    """Ask a worker to send what is due; says nothing and raises nothing if that is not possible."""
    if not settings.REDIS_URL or not breaker.admits():
        return
    breaker.rest(EVERY)
    try:
        with current_app.connection_for_write(transport_options=IMPATIENT) as line:
            current_app.send_task(TASK, connection=line, retry=False, expires=EVERY * 5)
    except (OperationalError, OSError) as error:
        breaker.rest(PAUSE)
        logger.info("the broker does not answer (%s); ticks go on", type(error).__name__)
