"""Rows of a roster: what is read from a sound one, and the words for each thing that is wrong."""

from datetime import date

import pytest
from django.utils import translation

from mentoring.nip import Nip
from mentoring.services.roster_file import SheetRow, UnreadableRoster
from mentoring.services.roster_problems import TEXTS
from mentoring.services.roster_rows import columns_of, judge
from mentoring.vocabulary import EnrolmentRole, OrganisationKind, PersonKind, PositionLevel

TODAY = date(2026, 1, 15)
NIP = "199001012015051001"
PPPK = "199001012024211001"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def read(numeric=(), **cells):
    """One row; the keywords are its headers."""
    cells = {"nip": NIP, "nama": "Maya Contoh"} | cells
    columns = columns_of(SheetRow(1, tuple(cells)))
    numbers = frozenset(list(cells).index(name) for name in numeric)
    return judge(SheetRow(7, tuple(cells.values()), numbers), columns, today=TODAY)


def problems(judged):
    return [(problem.column, problem.code) for problem in judged.problems]


def test_a_full_row_is_read_in_its_vocabulary():
    entry = read(
        nama="  Maya   Contoh ",
        gelar_depan="Dr.",
        gelar_belakang="S.Sos.",
        jenis="PNS",
        instansi="Kab. Contoh",
        jenis_instansi="Kabupaten",
        unit="Dinas Contoh",
        jabatan="Analis",
        level="Eselon III",
        email="Maya@Example.go.id",
        telepon="+62 812",
        atasan_nip="19900102 201505 1 001",
        peran="Mentor",
        zona="WIT",
    ).entry

    assert (entry.number, entry.name, entry.nip) == (7, "Maya Contoh", Nip.parse(NIP))
    assert (entry.kind, entry.organisation_kind) == (PersonKind.PNS, OrganisationKind.REGENCY)
    assert (entry.level, entry.role) == (PositionLevel.ADMINISTRATOR, EnrolmentRole.MENTOR)
    assert (entry.zone, entry.superior.birth_date) == ("Asia/Jayapura", date(1990, 1, 2))
    assert (entry["email"], entry["phone"]) == ("maya@example.go.id", "+62 812")


def test_headers_are_understood_in_english_and_however_they_are_written():
    header = SheetRow(1, ("No.", "NIP", "Full Name", "Superior NIP", "E-mail", "", "masalah"))

    assert columns_of(header) == {
        0: "", 1: "nip", 2: "name", 3: "superior_nip", 4: "email", 5: "", 6: "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (("nip", "nama", "gaji"), 'The header "gaji" is not known.'),
        (("nip", "unit"), 'The header "nama / name" is missing.'),
        (("nama",), 'The header "nip" is missing.'),
        (("nip", "nama", "Name"), 'The header "Name" stands there twice.'),
    ],
)
def test_a_header_that_cannot_be_understood_is_named_with_the_accepted_ones(header, message):
    with pytest.raises(UnreadableRoster) as refusal:
        columns_of(SheetRow(1, header))

    assert str(refusal.value) == (
        f"{message} Accepted: nip, nama/name, gelar_depan/title_before, "
        "gelar_belakang/title_after, jenis/kind, instansi/organisation, "
        "jenis_instansi/organisation_kind, unit, jabatan/position, level, email, telepon/phone, "
        "atasan_nip/superior_nip, peran/role, zona/zone."
    )


def test_what_is_left_out_is_not_said():
    entry = read(email="-", telepon=" ").entry

    assert (entry["email"], entry["phone"], entry.kind, entry.zone) == ("", "", None, None)
    assert entry.role == EnrolmentRole.MENTEE


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({}, PersonKind.PNS),
        ({"jenis": "Calon PNS"}, PersonKind.CPNS),
        ({"nip": PPPK}, PersonKind.PPPK),
        ({"nip": "", "jenis": "honorer"}, PersonKind.NON_ASN),
    ],
)
def test_the_kind_is_stated_or_follows_from_the_nip(cells, kind):
    assert read(**cells).entry.person_kind == kind


def test_cells_are_cleaned():
    judged = read(
        nama="Ma\u200bya\r\nContoh, S.STP., M.Si.", telepon="81234567", jabatan="'=Analis"
    )

    assert judged.entry.name == "Maya Contoh"
    assert judged.entry["title_after"] == "S.STP., M.Si."
    assert judged.entry["phone"] == "081234567"
    assert judged.entry["position"] == "=Analis"


LOST = (
    "The NIP is stored as a number: its last digits are already lost. "
    "Format the column as Text, then enter the NIP again from its source."
)
DECREE = "Compare the NIP with the decree of appointment."


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"nip": "199001012015051", "numeric": ["nip"]}, "nip", LOST),
        ({"nip": "1,99001E+17"}, "nip", LOST),
        ({"nip": "1.99E+17"}, "nip", LOST),
        ({"nip": "2e17"}, "nip", LOST),
        ({"atasan_nip": "1,99E+17"}, "superior_nip", LOST),
        (
            {"nip": "19900101201505100"},
            "nip",
            (
                "The NIP does not consist of 18 digits. "
                "Write 18 digits; spaces, dots and hyphens between them are allowed."
            ),
        ),
        (
            {"nip": "199002302015051001"},
            "nip",
            f"Digits 1 to 8 of the NIP are not a date of birth. {DECREE}",
        ),
        (
            {"nip": "199001012015131001"},
            "nip",
            (
                "Digits 9 to 14 of the NIP are not an appointment. For PNS they are year and month "
                f"01 to 12, for PPPK year and 21 to 29. {DECREE}"
            ),
        ),
        ({"nip": "199001012015013001"}, "nip", f"Digit 15 of the NIP is neither 1 nor 2. {DECREE}"),
        (
            {"nip": "199001012015051000"},
            "nip",
            (
                "The NIP ends in 000: a spreadsheet has probably lost its last digits. "
                "Format the column as Text, then enter the NIP again from its source."
            ),
        ),
        (
            {"nip": "199001011989051001"},
            "nip",
            f"By this NIP the appointment came before the birth. {DECREE}",
        ),
        (
            {"nip": ""},
            "nip",
            "The NIP is missing. Write the NIP, or write non_asn or external in the kind column.",
        ),
        ({"nama": " "}, "name", "The name is missing. Write the name."),
        (
            {"jenis": "pppk"},
            "kind",
            (
                "The kind does not fit the NIP. PNS and CPNS have a month, PPPK 21 to 29 in "
                "digits 13 and 14; non_asn and external have no NIP."
            ),
        ),
        (
            {"jenis": "dosen"},
            "kind",
            "This word is not known here. Write one of: pns, cpns, pppk, non_asn, external.",
        ),
        (
            {"zona": "WIBB"},
            "zone",
            (
                "This word is not known here. Write one of: Asia/Jakarta, Asia/Pontianak, "
                "Asia/Makassar, Asia/Jayapura."
            ),
        ),
        (
            {"email": "maya@"},
            "email",
            (
                "This is not an e-mail address. Correct the address, or leave the cell empty: the "
                "person then gets a printed slip."
            ),
        ),
        (
            {"nama": "M" * 201},
            "name",
            "The text is longer than 200 characters. Shorten the text.",
        ),
        (
            {"nama": "Maya, " + "S" * 101},
            "title_after",
            "The text is longer than 100 characters. Shorten the text.",
        ),
        (
            {"unit": "Dinas > " + "U" * 201},
            "unit",
            "The text is longer than 200 characters. Shorten the text.",
        ),
        (
            {"atasan_nip": NIP},
            "superior_nip",
            "This is the person's own NIP. Write the NIP of the direct superior.",
        ),
    ],
)
def test_what_is_wrong_is_said_with_how_to_mend_it(cells, column, words):
    judged = read(**cells)

    assert judged.entry is None
    assert [problem.column for problem in judged.problems] == [column]
    assert [f"{problem.what} {problem.remedy}" for problem in judged.problems] == [words]


def test_all_that_is_wrong_with_a_row_is_said_at_once():
    judged = read(nip="1", nama="", peran="coach", email="x")

    assert {column for column, _code in problems(judged)} == {"nip", "name", "role", "email"}


def test_a_value_beside_the_table_is_refused():
    columns = columns_of(SheetRow(1, ("nip", "nama")))
    judged = judge(SheetRow(2, (NIP, "Maya Contoh", " S.STP")), columns, today=TODAY)

    assert problems(judged) == [("", "no_header")]


def test_an_odd_nip_is_taken_with_cautions():
    judged = read(nip="201001012027011001")

    assert judged.entry
    assert problems(judged) == [("nip", "nip_under_age"), ("nip", "nip_future")]


def test_every_problem_keeps_what_the_person_wrote_to_itself():
    assert all("%(value)s" not in str(text) for pair in TEXTS.values() for text in pair)
    assert NIP not in repr(read(email="x").problems)
