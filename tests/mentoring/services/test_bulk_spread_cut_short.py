"""Killed within a part of a spread, and between two: each request is offered once, on its day."""

import signal
from collections import Counter

import pytest

from mentoring.models import Offer, Relationship
from mentoring.queries import audit
from mentoring.queries.bulk import picked
from mentoring.services import bulk
from mentoring.tasks import bring_rosters
from notifications.delivery import deliver_due
from notifications.models import Notice
from tests.factories import cast as casts
from tests.factories.cast import MONDAY, another_mentee
from tests.factories.relationship import relationship
from tests.moments import at
from workflows import now as clock
from workflows.sweep import ring_due

pytestmark = pytest.mark.slow

TUESDAY, WEDNESDAY = at("2026-06-09 07:30"), at("2026-06-10 07:30")
DYING = """
import os, signal
from datetime import datetime
from mentoring import tasks
from mentoring.services import bulk
from workflows import now as clock

clock.database_time = lambda: datetime.fromisoformat("{now}")
go_on, outcome = bulk.go_on_next, bulk._outcome

def die(found):
    if found:
        os.kill(os.getpid(), signal.SIGKILL)
    return found
"""
BETWEEN = "bulk.go_on_next = lambda now: die(go_on(now))\ntasks.bring_rosters()\n"
WITHIN = "bulk._outcome = lambda *given: die(outcome(*given))\ntasks.bring_rosters()\n"


@pytest.fixture
def killed(shared_database):
    def run(text, now):
        script = (DYING + text).format(now=now.isoformat())
        done = shared_database.run("shell", "--no-imports", "-c", script, check=False)
        assert done.returncode == -signal.SIGKILL, done.stderr

    return run


def offered():
    """How many have been offered, each told once to who is asked."""
    rows = Relationship.objects.filter(state="offered").values_list("pk", flat=True)
    assert Counter(Offer.objects.values_list("relationship", flat=True)) == Counter(rows)
    told = Notice.objects.filter(kind="offer.made").values_list("subject_id", flat=True)
    assert Counter(told) == Counter(rows)
    return len(rows)


def test_nothing_is_lost_and_nothing_comes_twice_wherever_it_is_killed(killed, monkeypatch):
    crew = casts.cast(capacity=20)
    rows = [
        relationship(crew, "requested", mentee=another_mentee(crew, f"Orang {n} Contoh"))
        for n in range(6)
    ]
    keys = [(row.kind, row.uid, "handle_request") for row in rows]
    found, given = picked(keys, crew.citra.user, MONDAY), {"spread": 3}
    act = bulk.look("reoffer", given, found, by=crew.citra.user, now=MONDAY)
    assert bulk.confirm(act, given, now=MONDAY)
    assert offered() == 2

    for death, moment, left in (
        (WITHIN, TUESDAY, 2),
        (BETWEEN, TUESDAY, 3),
        (WITHIN, TUESDAY, 3),
        (BETWEEN, TUESDAY, 4),
        (BETWEEN, WEDNESDAY, 5),
        (BETWEEN, WEDNESDAY, 6),
    ):
        killed(death, moment)
        assert offered() == left, (death, moment)
        act.refresh_from_db()
        assert act.finished_at is None

    monkeypatch.setattr(clock, "database_time", lambda: WEDNESDAY)
    for _tick in range(2):
        bring_rosters()
        assert offered() == 6
    act.refresh_from_db()
    assert act.finished_at == WEDNESDAY
    while ring_due(WEDNESDAY) or deliver_due(WEDNESDAY):
        pass
    assert audit.verdict(WEDNESDAY).findings == ()
