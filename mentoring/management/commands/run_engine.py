"""`manage.py run_engine`: the whole engine in one process, without a broker."""

import logging
import signal
import threading
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, close_old_connections, connections

from mentoring import tasks
from mentoring.queries.sealed_state import unfit
from workflows.heap import settle
from workflows.leftovers import leftovers

logger = logging.getLogger(__name__)

AUDIT_EVERY = 3600.0  # seconds


class Command(BaseCommand):
    help = "Ring what is due and send what is due, until told to stop (SIGTERM or Ctrl-C)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=float, default=2.0, help="seconds between two looks")
        parser.add_argument("--once", action="store_true", help="look once, then end")

    def handle(self, *args: Any, every: float, once: bool, **options: Any) -> None:
        self.check(databases=["default"])
        left = [f"{found} {found.remedy}" for found in leftovers()]
        if left := left + list(map(str, unfit())):
            raise CommandError("\n".join(left))
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        settle()
        self.stdout.write("The engine runs. Ctrl-C stops it.")
        rounds = max(1, round(AUDIT_EVERY / every))
        turn = 0
        while not stop.is_set():
            turn += 1
            _safely(tasks.ring_all, stop)
            _safely(tasks.deliver_all, stop)
            _safely(tasks.bring_rosters, stop)
            if turn % rounds == 0:
                _safely(lambda _stop: tasks.hourly(), stop)
            if once:
                break
            stop.wait(every)
        self.stdout.write("The engine has stopped.")


def _safely(work: Callable[[Callable[[], bool]], Any], stop: threading.Event) -> None:
    """A database that is away for a while is waited for; anything else is logged and survived."""
    if stop.is_set():
        return
    close_old_connections()
    try:
        work(stop.is_set)
    except Error:
        logger.exception("the database does not answer; trying again")
        connections.close_all()
    except Exception:
        logger.exception("a round of the engine failed; the next one goes on")
