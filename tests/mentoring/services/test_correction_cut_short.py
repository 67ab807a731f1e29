"""Killed once settled, or while telling: the next sweep tells the right superior, and once."""

import signal

import pytest

from mentoring.models import Correction
from mentoring.queries import audit
from mentoring.services.correction import report
from notifications.delivery import deliver_due
from notifications.models import Notice
from tests.factories import cast as casts
from tests.factories import person as people
from tests.factories.cast import MONDAY
from tests.factories.lateness import escalation_to, late_relationship
from workflows.sweep import ring_due

pytestmark = pytest.mark.slow

DYING = """
import os, signal
from datetime import date, datetime
from mentoring.models import Correction, Person
from workflows import engine, hooks, sweep

def die(*_args):
    os.kill(os.getpid(), signal.SIGKILL)

now = datetime.fromisoformat("{now}")
"""
AFTER_SETTLING = """
hooks.on_wake(die)
citra = Person.objects.get(name__startswith="Citra").user
data = {{"superior": "{wati}", "valid_from": date(2026, 6, 8)}}
engine.perform(Correction.objects.get(), "settle", by=citra, now=now, data=data)
"""
WHILE_TELLING = """
written = engine.writer.write

def write(desk):
    written(desk)
    if any(change.name == "inform" for change in desk.changes):
        die()

engine.writer.write = write
while sweep.ring_due(now):
    pass
"""


@pytest.fixture
def killed(shared_database):
    def run(text, **given):
        script = (DYING + text).format(now=MONDAY.isoformat(), **given)
        done = shared_database.run("shell", "--no-imports", "-c", script, check=False)
        assert done.returncode == -signal.SIGKILL, done.stderr

    return run


def overdue(person):
    rows = Notice.objects.filter(recipient=person.user, kind__startswith="escalation.")
    return list(rows.filter(not_sent="").values_list("kind", flat=True))


def test_whoever_is_right_is_told_once_whenever_the_process_dies(killed):
    crew = casts.cast()
    late_relationship(crew)
    wati = people.person("Wati Contoh", unit=crew.sari.unit)
    report(escalation_to(crew.sari), by=crew.sari.user, now=MONDAY)

    killed(AFTER_SETTLING, wati=wati.uid)
    assert (Correction.objects.get().state, overdue(wati)) == ("named", [])
    killed(WHILE_TELLING)
    assert (Correction.objects.get().state, overdue(wati)) == ("named", [])

    for _sweep in range(2):
        while ring_due(MONDAY) or deliver_due(MONDAY):
            pass
        assert (Correction.objects.get().state, overdue(wati)) == (
            "settled",
            ["escalation.status_update"],
        )
    assert audit.verdict(MONDAY).findings == ()
