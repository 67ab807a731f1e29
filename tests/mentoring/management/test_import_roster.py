"""Two cohorts brought in by the command: who comes in, who is rejected, that again is nothing."""

import csv
import io
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from mentoring.models import (
    Enrolment,
    Organisation,
    Person,
    Practitioner,
    RosterImport,
    RosterRow,
    Slip,
    Unit,
)
from mentoring.queries import cohort
from notifications.models import Delivery, Notice
from tests.factories import person as people
from tests.factories import roster
from tests.factories.organisation import calendar, organisation
from tests.factories.programme import programme as make_programme

pytestmark = pytest.mark.django_db

TABLES = (
    Organisation, Unit, Person, Enrolment, Practitioner, Slip, Notice, Delivery, RosterImport,
    RosterRow,
)  # fmt: skip


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def programme():
    calendar("wib_pontianak_5", zone="Asia/Pontianak")
    return make_programme("cohort-1", name="Mentoring Contoh")


def run(path, *options, programme="cohort-1"):
    out, progress = io.StringIO(), io.StringIO()
    call_command("import_roster", path, *options, programme=programme, stdout=out, stderr=progress)
    return out.getvalue()


def contents():
    return {model.__name__: sorted(map(str, model.objects.values_list())) for model in TABLES}


def mails():
    return Counter(Delivery.objects.values_list("notice__recipient__person", flat=True))


def slips():
    return Counter(Slip.objects.values_list("person", flat=True))


def everybody_told_once():
    enrolled = Counter(Enrolment.objects.values_list("person", flat=True))
    return mails() + slips() == enrolled and set(enrolled.values()) == {1}


def test_56_participants_of_five_kinds_of_agencies(programme, tmp_path):
    path = roster.xlsx_file(tmp_path / "peserta.xlsx", roster.participants())

    said = run(path)

    groups = [(group.label, group.people) for group in cohort.by_organisation_kind(programme)]
    assert groups == [
        ("Prosecution service (Kejaksaan)", 2),
        ("Public broadcaster (LPP)", 1),
        ("Provinsi Contoh Timur", 9),
        ("Provinsi Contoh Barat", 1),
        ("Regency/city", 43),
    ]
    assert "Rows: new 56, changed 0, unchanged 0, rejected 0" in said
    assert "Participants: 56\n" in said
    assert Organisation.objects.exclude(pk=programme.organisation_id).count() == 47
    assert everybody_told_once()
    west = Person.objects.get(organisation__name="Provinsi Contoh Barat")
    assert west.user.time_zone == west.organisation.zone == "Asia/Pontianak"
    assert west.unit.calendar.zone == "Asia/Pontianak"
    assert west.display_name == "Peserta Contoh 13, M.Si."


BAD_ROWS = {
    5: ({"nip": "1,99001E+17"}, "nip", "stored as a number"),
    17: ({"nip": "199002302015051001"}, "nip", "not a date of birth"),
    29: ({"nama": ""}, "nama", "The name is missing."),
    111: ({"nip": people.nip(1)}, "nip", "The same NIP already stands in row 2."),
    222: ({"email": "pegawai@"}, "email", "This is not an e-mail address."),
    333: ({"level": "eselon 9"}, "level", "This word is not known here."),
    466: ({"jenis": "PPPK"}, "jenis", "The kind does not fit the NIP."),
}


def newcomers_with_bad_rows(path):
    rows = roster.newcomers()
    for number, (cells, _column, _words) in BAD_ROWS.items():
        rows[number - 1] |= cells
    return roster.csv_file(path, rows)


def test_466_newcomers_with_bad_rows_among_them(programme, tmp_path):
    said = run(newcomers_with_bad_rows(tmp_path / "cpns.csv"), "--rejected", tmp_path / "r.csv")

    assert "Rows: new 459, changed 0, unchanged 0, rejected 7" in said
    assert everybody_told_once()
    assert Enrolment.objects.count() == 459
    assert slips().total() == 46 + 2
    assert Unit.objects.filter(organisation=programme.organisation).count() == 13
    rejected = RosterRow.objects.filter(verdict="rejected").values_list("number", flat=True)
    assert sorted(rejected) == [number + 1 for number in BAD_ROWS]
    for number, (_cells, column, words) in BAD_ROWS.items():
        assert f"Row {number + 1}: rejected" in said
        assert any(
            line.startswith(f"    column {column}: ") and words in line
            for line in said.splitlines()
        )


def test_a_second_import_changes_nothing_and_tells_nobody(programme, tmp_path):
    path = newcomers_with_bad_rows(tmp_path / "cpns.csv")
    run(path)
    before = contents()

    said = run(path)

    assert "Rows: new 0, changed 0, unchanged 459, rejected 7" in said
    assert contents() == before


def test_the_same_people_from_another_file_change_nothing_but_the_import(programme, tmp_path):
    rows = roster.newcomers(30)
    run(roster.csv_file(tmp_path / "a.csv", rows))
    before = contents()

    said = run(roster.xlsx_file(tmp_path / "b.xlsx", rows))

    assert "Rows: new 0, changed 0, unchanged 30, rejected 0" in said
    after = contents()
    differing = {name for name in before if before[name] != after[name]}
    assert differing == {"RosterImport", "RosterRow"}


def test_a_preview_says_everything_and_writes_nothing(programme, tmp_path):
    path = newcomers_with_bad_rows(tmp_path / "cpns.csv")
    before = contents()

    said = run(path, "--dry-run", "--rejected", tmp_path / "r.csv")

    assert contents() == before
    assert "Row 2: new, Pegawai Contoh 1\n" in said
    assert "Rows: new 459, changed 0, unchanged 0, rejected 7" in said
    assert "This was a preview; nothing was written." in said
    assert len((tmp_path / "r.csv").read_text().splitlines()) == 8


def test_rejected_rows_come_back_with_remedies_and_go_in_when_mended(programme, tmp_path):
    rows = roster.newcomers(3)
    rows[0] |= {"nip": "199001010000051001", "jabatan": "=1+1"}
    rows[1] |= {"nip": people.nip(77)[:-1], "jabatan": "@Contoh"}
    run(roster.csv_file(tmp_path / "all.csv", rows), "--rejected", tmp_path / "r.csv")

    text = (tmp_path / "r.csv").read_text(encoding="utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [(row["baris"], row["kolom"], row["nama"]) for row in found] == [
        ("2", "nip", "Pegawai Contoh 1"),
        ("3", "nip", "Pegawai Contoh 2"),
    ]
    assert found[0]["nip"] == "19900101 000005 1 001"
    assert [row["jabatan"] for row in found] == ["'=1+1", "'@Contoh"]
    assert found[1]["masalah"] == "The NIP does not consist of 18 digits."
    assert found[1]["cara_memperbaiki"].startswith("Write 18 digits")

    found[0]["nip"], found[1]["nip"] = people.nip(1), people.nip(2)
    said = run(roster.csv_file(tmp_path / "mended.csv", found))

    assert "Rows: new 2, changed 0, unchanged 0, rejected 0" in said
    assert Person.objects.get(name="Pegawai Contoh 1").position == "=1+1"
    assert everybody_told_once()


def test_the_file_of_rejected_rows_is_never_a_formula(programme, tmp_path):
    payloads = ["=1+1", "+1", "-1", "@x", "|x", "%x", "\tx", "\rx", " =1", "\ufeff=1", "\x01=1"]
    rows = [{"nip": "1", "nama": f"Contoh {payload}", "jabatan": payload} for payload in payloads]
    run(roster.csv_file(tmp_path / "all.csv", rows), "--dry-run", "--rejected", tmp_path / "r.csv")

    text = (tmp_path / "r.csv").read_bytes().decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    assert [row["jabatan"] for row in found] == [f"'{payload}" for payload in payloads]


def test_the_verdict_is_kept_without_what_was_written(programme, tmp_path):
    rows = roster.newcomers(2)
    rows[1] |= {"email": "not an address"}
    run(roster.csv_file(tmp_path / "all.csv", rows))

    kept = RosterRow.objects.get(number=3)
    assert (kept.verdict, kept.person) == ("rejected", None)
    assert kept.problems == [{"column": "email", "code": "email_invalid", "params": {}}]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"programme": "nothing"}, "There is no programme nothing. Known: cohort-1."),
        ({"options": ["--by", "nobody"]}, "There is no user nobody."),
        ({"header": "gaji"}, 'The header "gaji" is not known. Accepted: nip, nama/name'),
        ({"name": "other.csv"}, "No such file"),
        ({"options": ["--rejected", "all.csv"]}, "would overwrite the roster itself"),
        ({"options": ["--rejected", "nowhere/out.csv"]}, "nowhere/out.csv: No such file"),
    ],
)
def test_what_stops_the_whole_import_is_said_in_one_sentence(
    programme, tmp_path, monkeypatch, options, reason
):
    monkeypatch.chdir(tmp_path)
    rows = [{"nip": people.nip(1), "nama": "Maya Contoh", options.get("header", "unit"): ""}]
    roster.csv_file(tmp_path / "all.csv", rows)
    code = options.get("programme", "cohort-1")

    with pytest.raises(CommandError, match=reason):
        run(options.get("name", "all.csv"), *options.get("options", []), programme=code)
    assert not RosterImport.objects.exists()


def test_who_imported_is_kept(programme, tmp_path):
    citra = people.person("Citra Contoh", organisation=organisation())
    path = roster.csv_file(tmp_path / "all.csv", roster.newcomers(1))

    run(path, "--by", citra.user.username)

    assert RosterImport.objects.get().by == citra.user
