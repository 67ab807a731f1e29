"""Where the story plays: the clock goes from due time to due time, the worker does what is due.

Nothing here rings or mails. It only moves the clock, pokes the worker, waits, and tells what came.
"""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from celery import current_app
from django.db.models import Max, Min
from django.utils.translation import gettext as _

from config.demo import clock
from config.demo.news import News
from config.demo.trouble import Trouble
from notifications.models import Delivery, DeliveryState
from workflows import engine
from workflows.machine import Machine
from workflows.models import Deadline, EngineState
from workflows.now import now

PATIENCE = 60.0  # seconds
TICK = 0.05
NUDGE = 20  # ticks between pokes
# No mail takes as long as this: whoever was still to send one has been killed.
ORPHANED = 20.0  # seconds
TASKS = ("mentoring.tasks.sweep", "mentoring.tasks.deliver")

Watched = Callable[[datetime], None]
Subject = TypeVar("Subject", bound=Machine)


class Stage:
    """`watched` is called with each moment the clock has reached."""

    def __init__(self, news: News, watched: Watched = lambda _moment: None) -> None:
        self.news = news
        self.watched = watched

    def at(self, text: str) -> None:
        self.until(clock.wib(text))

    def until(self, moment: datetime) -> None:
        """Let happen what falls due before this moment; then it is that moment."""
        while (due := next_due()) is not None and due < moment:
            self._step(due)
        self._step(moment)

    def act(self, subject: Subject, name: str, who: Any, **data: Any) -> Subject:
        """One person does one thing, and whoever is told of it hears of it."""
        done = engine.perform(subject, name, by=who.user, now=now(), data=data)
        self.settle()
        return done

    def settle(self) -> None:
        """Wait until the worker has done all that is due; Trouble if it does not."""
        self._wait_for(_all_done)
        self.news.tell()

    def _step(self, moment: datetime) -> None:
        clock.forward_to(moment)
        self.watched(moment)
        self._wait_for(lambda: _swept_since(moment))
        self.settle()

    def _wait_for(self, done: Callable[[], bool]) -> None:
        """The worker looks every few seconds by itself; a poke now and then saves the waiting."""
        ticks, began = 0, time.monotonic()
        while not done():
            waited = time.monotonic() - began
            if ticks % NUDGE == 0:
                for task in TASKS:
                    current_app.send_task(task, expires=TICK * NUDGE * 5)
            if waited > ORPHANED:
                _outlast_leases()
            if waited > PATIENCE:
                raise Trouble(
                    _("The worker did not do in a minute what was due. See its log, worker.log.")
                )
            self.news.say.progress(_("The worker is at work …"))
            time.sleep(TICK)
            ticks += 1


def next_due() -> datetime | None:
    """When the next deadline rings or the next mail may leave."""
    rings = Deadline.objects.open().aggregate(at=Min("next_due_at"))["at"]
    mails = Delivery.objects.filter(state=DeliveryState.PENDING)
    leaves = mails.aggregate(at=Min("next_attempt_at"))["at"]
    return min(filter(None, (rings, leaves)), default=None)


def _outlast_leases() -> None:
    """Let the time pass after which what a killed sender has left is taken up by another."""
    rows = Delivery.objects.filter(state=DeliveryState.LEASED)
    if until := rows.aggregate(at=Max("lease_until"))["at"]:
        clock.forward_to(until)


def _all_done() -> bool:
    moment = now()
    return not (
        Deadline.objects.open().filter(next_due_at__lte=moment).exists()
        or Delivery.objects.due(moment).exists()
        or Delivery.objects.filter(state=DeliveryState.LEASED).exists()
    )


def _swept_since(moment: datetime) -> bool:
    return EngineState.objects.filter(last_sweep_at__gte=moment).exists()
