"""Celery's part: ticks and pokes. Each task drains what is due, and may be cut off at any time."""

import time
from collections.abc import Callable

from celery import shared_task

from accounts import letters, upkeep
from accounts.clock import now as accounts_now
from mentoring.notices import trouble
from mentoring.services import (
    anchoring,
    auditing,
    bulk,
    calendar_horizon,
    calendars,
    case_lines,
    counselling_reports,
    destructions,
    drafts,
    matters,
    offices,
    once,
    programs_off,
    retention,
    roster_uploads,
    rotations,
)
from notifications import incidents
from notifications.delivery import deliver_due
from workflows import replanning, storm
from workflows.now import database_time, now, process_time
from workflows.sweep import Pass

# Well below the tasks' time limit: what is left is taken up by the next tick.
LONGEST = 45.0  # seconds

MATTERS = matters.Walk()
LINES = case_lines.Watch()

Stop = Callable[[], bool]


def _never() -> bool:
    return False


def drain(work: Callable[[], int], stop: Stop = _never) -> int:
    """Repeat until nothing is left, `stop` says so or the time is up; how much was done."""
    done, until = 0, time.monotonic() + LONGEST
    while not stop() and time.monotonic() < until:
        step = work()
        done += step
        if not step:
            break
    return done


def ring_all(stop: Stop = _never) -> int:
    """Ring everything that is due, unless the storm guard holds it.

    Officials who change posts today do so first: whoever is over somebody now is told. What no
    longer holds is closed before anybody is reminded of it.
    """
    moment = now()
    match storm.look(storm.Clocks(database_time(), process_time()), moment):
        case storm.Gate.HELD:
            return 0
        case storm.Gate.REOPENED:
            for reason in (storm.CLOCKS_DIFFER, storm.TIME_LEAPT):
                incidents.recover(trouble.key_of(storm.incident_cause(reason)), now=moment)
    rotations.follow(now())
    LINES.look(now())
    matters.follow(now(), MATTERS)
    drain(lambda: replanning.go_on(now()), stop)
    walk = Pass()
    return drain(lambda: walk.ring(now()), stop)


def deliver_all(stop: Stop = _never) -> int:
    """Copies of notices, and the mails of sign-in."""
    done = drain(lambda: deliver_due(now()), stop) + drain(entry_mails, stop)
    programs_off.tell(now())
    return done


def bring_rosters(stop: Stop = _never) -> int:
    """What a coordinator has sent off: acts on many items, then rosters.

    What is left when the time is up goes on at the next tick.
    """
    until = time.monotonic() + LONGEST

    def over() -> bool:
        return stop() or time.monotonic() > until

    drain(lambda: bulk.go_on_next(now()), over)
    return drain(lambda: roster_uploads.bring_next(now(), over), over)


def entry_mails() -> int:
    return letters.send_due(accounts_now())


def examine(*, whole: bool = True) -> bool:
    """Audit; what is found becomes an incident. True if all is as promised.

    Offices that changed hands by date, lines of reporting and own calendars are followed first.
    """
    moment = now()
    offices.follow(moment)
    case_lines.follow(moment)
    calendars.follow(moment)
    return auditing.examine(moment, whole=whole).sound


def hourly() -> bool:
    """Forget what is over, look ahead, write down how far chains have come, publish, then examine.

    What is open by day, by night everything; and by night what is due is proposed for destruction.
    """
    upkeep.forget_old(accounts_now())
    moment = now()
    bulk.forget_old(moment)
    drafts.forget_old(moment)
    once.forget_old(moment)
    roster_uploads.forget_old(moment)
    calendar_horizon.look(moment)
    anchoring.look(moment)
    counselling_reports.publish(moment)
    destructions.finish_all(moment)
    whole = auditing.whole_is_due(moment)
    if whole:
        retention.look(moment)
    return examine(whole=whole)


@shared_task
def sweep() -> None:
    ring_all()


@shared_task
def deliver() -> None:
    deliver_all()


@shared_task
def audit() -> None:
    hourly()


@shared_task
def rosters() -> None:
    bring_rosters()
