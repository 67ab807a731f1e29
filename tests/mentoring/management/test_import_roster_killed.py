"""The import killed again and again in the middle of its work: everybody is still told once."""

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


def killed_after_its_first_progress(database, path):
    """Start the command, read its first line of progress, kill it with SIGKILL."""
    process = spawn(
        [sys.executable, str(ROOT / "manage.py"), "import_roster", str(path), "--programme=p"],
        env=database.environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    with process:
        line = process.stderr.readline()
        os.kill(process.pid, signal.SIGKILL)
    assert b" 25/" in line
    assert process.returncode == -signal.SIGKILL


def rows_with_bad_ones():
    rows = roster.newcomers()
    for number in range(7, 14):
        rows[number]["nip"] = "1,99001E+17"
    return rows


def test_everybody_is_told_once_however_often_the_import_is_killed(shared_database, tmp_path):
    make_programme("p")
    path = roster.csv_file(tmp_path / "cpns.csv", rows_with_bad_ones())

    for kill in range(KILLS):
        before = Enrolment.objects.count()
        killed_after_its_first_progress(shared_database, path)
        assert before + 25 <= Enrolment.objects.count() < 459, kill
    shared_database.run("import_roster", str(path), "--programme=p")

    mails = Counter(Delivery.objects.values_list("notice__recipient__person", flat=True))
    slips = Counter(Slip.objects.values_list("person", flat=True))
    everybody = Person.objects.values_list("pk", flat=True)
    assert len(everybody) == 459
    assert mails + slips == Counter(everybody)
    assert Notice.objects.count() == mails.total()
    assert slips.total() == 46 - 1 + 2
    assert Counter(RosterRow.objects.values_list("verdict", flat=True)) == {
        "new": 459, "rejected": 7,
    }  # fmt: skip
    assert RosterImport.objects.get().finished_at
