"""An import cut short before any of its statements and started again: everybody is told once."""

from collections import Counter
from datetime import UTC, date, datetime
from itertools import count

import pytest
from django.db import connection, transaction

from mentoring.models import Enrolment, Person, ReportingLine, RosterRow, Slip
from mentoring.services import roster
from mentoring.services.roster_file import read_sheet
from notifications.models import Delivery, Notice
from tests.factories import person as people
from tests.factories import roster as rosters
from tests.factories.programme import programme as make_programme

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 17, 3, 0, tzinfo=UTC)
ROWS = [
    {"nip": people.nip(1), "nama": "Maya Contoh", "email": "maya@example.go.id"},
    {"nip": people.nip(2), "nama": "Budi Contoh", "email": ""},
    {"nip": "1", "nama": "Citra Contoh", "email": ""},
    {"nip": people.nip(3), "nama": "Dewi Contoh", "email": "dewi@example.go.id"},
]


class Killed(BaseException):
    pass


class KillBefore:
    """Ends the process, as far as the database can tell, before its n-th statement."""

    def __init__(self, number):
        self.left = number

    def __call__(self, execute, sql, *rest):
        if not sql.lstrip().upper().startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            if self.left == 0:
                raise Killed
            self.left -= 1
        return execute(sql, *rest)


def run(programme, sheet):
    plan = roster.plan(sheet, programme=programme, today=date(2026, 3, 17))
    for _outcome in roster.bring(plan, by=None, now=NOW):
        pass


def outcome():
    told = Delivery.objects.values_list("notice__recipient__person__name", flat=True)
    return {
        "people": sorted(Person.objects.values_list("name", "unit__name")),
        "roles": sorted(Enrolment.objects.values_list("person__name", "role")),
        "mails": sorted(told),
        "notices": Notice.objects.count(),
        "slips": sorted(Slip.objects.values_list("person__name", flat=True)),
        "lines": sorted(ReportingLine.objects.values_list("person__name", "superior__name")),
        "rows": sorted(RosterRow.objects.values_list("number", "verdict")),
    }


def test_cut_short_anywhere_and_started_again_it_ends_the_same(tmp_path):
    programme = make_programme()
    rows = [row | {"unit": "Dinas Contoh", "atasan_nip": people.nip(9)} for row in ROWS]
    people.person("Eko Contoh", nip=people.nip(9))
    sheet = read_sheet(rosters.csv_file(tmp_path / "r.csv", rows))
    with transaction.atomic():
        run(programme, sheet)
        undisturbed = outcome()
        transaction.set_rollback(True)
    assert undisturbed["mails"] == ["Dewi Contoh", "Maya Contoh"]
    assert undisturbed["slips"] == ["Budi Contoh"]
    assert Counter(row[1] for row in undisturbed["rows"]) == {"new": 3, "rejected": 1}

    for kills in count():
        with transaction.atomic():
            finished = True
            try:
                with connection.execute_wrapper(KillBefore(kills)):
                    run(programme, sheet)
            except Killed:
                finished = False
            run(programme, sheet)
            assert outcome() == undisturbed, f"killed before statement {kills}"
            transaction.set_rollback(True)
        if finished:
            break
    assert kills > 50
