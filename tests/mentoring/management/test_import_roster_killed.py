"""The import killed again and again, or run twice at once: everybody is still told once."""

import os
import signal
import subprocess
import sys
from collections import Counter

import pytest

from mentoring.models import Enrolment, Person, RosterImport, RosterRow, Slip
from notifications.models import Delivery, Notice
from tests.factories import roster
from tests.factories.programme import programme as make_programme
from tests.servers.databases import ROOT
from tests.servers.processes import spawn

pytestmark = pytest.mark.slow

KILLS = 3


def started(database, path):
    return spawn(
        [sys.executable, str(ROOT / "manage.py"), "import_roster", str(path), "--programme=p"],
        env=database.environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip


def killed_after_its_first_progress(database, path):
    """Start the command, read its first line of progress, kill it with SIGKILL."""
    with started(database, path) as process:
        line = process.stderr.readline()
        os.kill(process.pid, signal.SIGKILL)
    assert b" 25/" in line
    assert process.returncode == -signal.SIGKILL


def rows_with_bad_ones():
    rows = roster.newcomers()
    for number in range(7, 14):
        rows[number]["nip"] = "1,99001E+17"
    return rows


def everybody_is_told_once(number, *, slips):
    mails = Counter(Delivery.objects.values_list("notice__recipient__person", flat=True))
    papers = Counter(Slip.objects.values_list("person", flat=True))
    everybody = Person.objects.values_list("pk", flat=True)
    assert len(everybody) == number
    assert mails + papers == Counter(everybody)
    assert (Notice.objects.count(), papers.total()) == (mails.total(), slips)


def test_everybody_is_told_once_however_often_the_import_is_killed(shared_database, tmp_path):
    make_programme("p")
    path = roster.csv_file(tmp_path / "cpns.csv", rows_with_bad_ones())

    for kill in range(KILLS):
        before = Enrolment.objects.count()
        killed_after_its_first_progress(shared_database, path)
        assert before + 25 <= Enrolment.objects.count() < 459, kill
    shared_database.run("import_roster", str(path), "--programme=p")

    everybody_is_told_once(459, slips=46 - 1 + 2)
    assert Counter(RosterRow.objects.values_list("verdict", flat=True)) == {
        "new": 459, "rejected": 7,
    }  # fmt: skip
    assert RosterImport.objects.get().finished_at


def test_two_imports_of_one_file_at_once_tell_everybody_once(shared_database, tmp_path):
    make_programme("p")
    path = roster.csv_file(tmp_path / "cpns.csv", roster.newcomers(60))

    processes = [started(shared_database, path) for _ in range(2)]
    errors = [process.communicate()[1] for process in processes]

    assert [process.returncode for process in processes] == [0, 0], errors
    everybody_is_told_once(60, slips=6 + 2)
    assert set(RosterRow.objects.values_list("verdict", flat=True)) == {"new"}
