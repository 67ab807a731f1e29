"""After a calendar, a pause, days away and a policy moved what is open, and after a restore,
`manage.py recompute` finds that every due time still follows from what it is planned by.
"""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from mentoring.queries.calendars import Home
from mentoring.queries.policies import PROGRAMME, Place
from mentoring.services import absence, calendar_rows, calendars, defaults, pausing
from mentoring.services import policies as services
from tests.architecture.source import ROOT
from tests.factories.cast import MONDAY, another_mentee, cast
from tests.factories.relationship import relationship
from tests.servers.databases import backup
from tests.servers.postgresql import packaged
from workflows import moving
from workflows.models import Deadline
from workflows.policy import Offset, Unit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

DAYS = b"date,to,kind,name,decree,hours\n2026-06-10,,regional,Hari Jadi,SK Bupati 12/2026,\n"


def own_day(crew):
    days = calendar_rows.read("hari.csv", DAYS)
    calendars.publish(
        Home(crew.organisation), days, name="hari.csv", by=crew.citra.user, now=MONDAY
    )


def pauses(crew):
    first, last = date(2026, 6, 11), date(2026, 6, 17)
    pausing.pause(crew.programme, first, last, "other", by=crew.citra.user, now=MONDAY)
    absence.state_away(
        crew.budi.person, last, date(2026, 7, 20), by=crew.budi.person.user, now=MONDAY
    )


def policy_moved(crew):
    policy = replace(
        defaults.shipped_policies()["answer_offer"],
        allowance=Offset(2, Unit.WORKING_DAYS),
        source_label="contoh",
    )
    place = Place(PROGRAMME, crew.programme)
    version = services.publish(place, policy, by=crew.citra.user, now=MONDAY)
    rows = Deadline.objects.filter(name="answer_offer")
    moving.move(rows, version, scope=place.scope, by=crew.citra.user, now=MONDAY)


def restored(folder):
    """The address of a second database, made from a copy of this one."""
    connection.close()
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        copy = folder / "restored.sqlite3"
        backup(given["NAME"], copy)
        return f"sqlite:///{copy}"
    server = f"postgresql://{given['USER']}@{given['HOST']}:{given['PORT']}"
    say("psql", f"{server}/postgres", "--command", "CREATE DATABASE restored")
    say("pg_dump", "--format=plain", f"--file={folder}/dump.sql", f"{server}/{given['NAME']}")
    say("psql", f"{server}/restored", "--quiet", f"--file={folder}/dump.sql")
    return f"{server}/restored"


def say(program, *words):
    subprocess.run([packaged() / "bin" / program, *words], check=True, capture_output=True)


def recomputed_at(url, folder):
    environment = os.environ | {"DATABASE_URL": url, "BIMBING_DATA": str(folder)}
    command = [sys.executable, "manage.py", "recompute", "--settings=config.settings.development"]
    said = subprocess.run(
        command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True
    )
    return said.stdout or said.stderr


def test_nothing_differs_after_anything_that_moves_due_times(tmp_path, capsys):
    crew = cast()
    for name, state in (("Yuni Contoh", "offered"), ("Rudi Contoh", "active")):
        relationship(crew, state, mentee=another_mentee(crew, name))
    count = Deadline.objects.open().count()
    for happens in (own_day, pauses, policy_moved):
        before = sorted(Deadline.objects.open().values_list("due_at", flat=True))
        happens(crew)
        assert sorted(Deadline.objects.open().values_list("due_at", flat=True)) != before
        call_command("recompute")
        assert capsys.readouterr().out == f"{count} open deadlines, 0 differences\n"
    assert recomputed_at(restored(tmp_path), tmp_path) == f"{count} tenggat terbuka, 0 perbedaan\n"
