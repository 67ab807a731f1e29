"""A rotation before anything is stored: rows read strictly, and every hit named beside its row."""

from datetime import date

import pytest
from django.utils import translation

from mentoring.queries.rotations import Pair, Place, Someone, Standing
from mentoring.services.roster_file import UnreadableRoster, sheet_of
from mentoring.services.rotation_hits import TEXTS, Hit
from mentoring.services.rotation_rows import columns_of, read
from mentoring.services.rotation_verdicts import judge
from mentoring.vocabulary import MentorAsSuperior
from tests.factories.person import nip

TODAY = date(2026, 6, 8)
HEAD = "pegawai;instansi_baru;unit_baru;jabatan_baru;kepala_unit;atasan_baru;tmt;nomor_sk\n"
MAYA, BUDI, SARI, RINA, TONO = (
    Someone(number, f"{name} Contoh", 10)
    for number, name in enumerate(("Maya", "Budi", "Sari", "Rina", "Tono"), start=1)
)
KEYS = {"maya": MAYA, nip(1): MAYA, "budi": BUDI, "sari": SARI, "rina": RINA, "tono": TONO}
PLACES = (
    Place(10, ("Kab. Contoh",)),
    Place(11, ("Kab. Contoh", "Dinas A", "Sekretariat")),
    Place(12, ("Kab. Contoh", "Dinas B", "Sekretariat")),
)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def standing(**given):
    over = {MAYA.pk: RINA.pk, BUDI.pk: SARI.pk}
    return Standing(frozenset({"Kab. Contoh"}), KEYS, PLACES, **({"over": over} | given))


def moves(text):
    sheet = sheet_of((HEAD + text).encode())
    columns = columns_of(sheet.header)
    return [read(row, columns) for row in sheet.rows]


def verdicts(text, **given):
    return judge(moves(text), standing(**given), today=TODAY)


def hits(text, **given):
    return [hit for verdict in verdicts(text, **given) for hit in verdict.hits]


def codes(text, **given):
    return [hit.code for hit in hits(text, **given)]


def row(person="maya", organisation="", unit="", position="", superior="", day="2026-07-01"):
    return f"{person};{organisation};{unit};{position};;{superior};{day};SK 1/2026\n"


def test_a_sound_row_says_who_hears_of_lateness_from_when():
    [verdict] = verdicts(row(nip(1), unit="dinas a > sekretariat", superior="SARI"))
    assert (verdict.person, verdict.unit, verdict.superior) == (MAYA, 11, SARI)
    assert not verdict.is_barred
    assert verdict.hits[0].what == (
        "From July 1, 2026 on Sari Contoh is told when something of Maya Contoh is late, no longer "
        "Rina Contoh."
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (row("nobody", superior="sari"), "person_unknown"),
        (row("", superior="sari"), "person_missing"),
        (row("123456789012345678", superior="sari"), "nip_unsound"),
        (row(superior="nobody"), "superior_unknown"),
        (row(superior="maya"), "own_superior"),
        (row(unit="Dinas C"), "unit_unknown"),
        (row(unit="Sekretariat"), "unit_several"),
        (row(), "nothing_changes"),
        (row(superior="sari", day="someday"), "date_unreadable"),
        (row(superior="sari", day=""), "date_missing"),
        (row(superior="sari", day="2036-07-01"), "date_far"),
        (row(superior="sari", day="2016-07-01"), "date_far"),
        ("maya;;;;;sari;2026-07-01;\n", "decree_missing"),
        ("maya;;;Analis;ya;;2026-07-01;SK\n", "leads_without_unit"),
        (row(position="x" * 201), "too_long"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(text, code):
    [verdict] = verdicts(text)
    assert verdict.is_barred
    assert code in [hit.code for hit in verdict.hits]


def test_days_are_read_as_offices_write_them_and_a_past_one_is_named():
    for day in ("2026-06-01", "01-06-2026", "1/6/2026", "2026-06-01 00:00:00"):
        [verdict] = verdicts(row(superior="sari", day=day))
        assert verdict.move.effective_on == date(2026, 6, 1)
        assert not verdict.is_barred
    assert "past" in codes(row(superior="sari", day="01/06/2026"))
    assert "past" not in codes(row(superior="sari", day="08/06/2026"))


def test_rows_that_contradict_each_other_bar_each_other():
    first, second = verdicts(row(superior="sari") + row(nip(1), superior="budi"))
    assert (first.hits[0], second.hits[0]) == (Hit("twice", {"row": 3}), Hit("twice", {"row": 2}))
    circle = codes(row("sari", superior="tono") + row("tono", superior="sari"))
    assert circle == ["circle", "circle"]


def test_what_is_on_record_for_a_later_day_is_not_overrun():
    later = {"later": {MAYA.pk: date(2026, 9, 1)}}
    assert "later_line" in codes(row(superior="sari"), **later)
    assert "later_line" not in codes(row(position="Analis"), **later)
    waiting = {"waiting": {MAYA.pk: (date(2026, 9, 1), "SK 2")}}
    assert codes(row(position="Analis"), **waiting) == ["pending"]


def test_a_mentor_who_comes_to_stand_above_is_named_where_the_programme_forbids_it():
    """Maya's superior stays Rina; it is Rina who comes to be under Maya's mentor."""
    pair = Pair(MAYA.pk, BUDI.pk, "Angkatan 1", MentorAsSuperior.FORBIDDEN)
    text = row("sari", position="Camat") + row("rina", superior="budi")
    first, second = verdicts(text, pairs=[pair])
    assert first.hits == ()
    assert [hit.code for hit in second.hits] == ["superior_begins", "mentor_above"]
    assert "Budi Contoh, mentor of Maya Contoh, becomes a superior" in second.hits[1].what
    already = {MAYA.pk: BUDI.pk, BUDI.pk: SARI.pk}
    moved = row("budi", superior="tono")
    assert codes(moved, pairs=[pair], over=already) == ["superior_changes"]


def test_a_mentor_who_is_no_longer_the_superior_is_named_where_one_is_required():
    pair = Pair(MAYA.pk, RINA.pk, "Latsar", MentorAsSuperior.REQUIRED)
    assert codes(row(superior="sari"), pairs=[pair]) == ["superior_changes", "mentor_not_above"]
    assert "mentor_not_above" in codes(row(superior="-"), pairs=[pair])
    assert codes(row("rina", superior="sari"), pairs=[pair]) == ["superior_begins"]


def test_who_leaves_for_another_agency_changes_nothing_here_but_is_named():
    [verdict] = verdicts(row("rina", organisation="Kota Contoh", unit="Dinas Z", superior="x"))
    assert verdict.leaves
    assert (verdict.unit, verdict.is_barred) == (None, False)
    assert [hit.code for hit in verdict.hits] == ["organisation_changes", "staff_stay"]
    [verdict] = verdicts(row(organisation="kab contoh", position="Analis"))
    assert not verdict.leaves


def test_staff_who_stay_under_somebody_who_goes_are_named_unless_they_move_too():
    assert "staff_stay" in codes(row("rina", unit="Kab. Contoh"))
    both = row("rina", unit="Kab. Contoh") + row("maya", superior="sari")
    assert "staff_stay" not in codes(both)
    assert "staff_stay" not in codes(row("rina", position="Camat"))
    along = row("rina", unit="Kab. Contoh")
    assert "staff_stay" not in codes(along + row("maya", superior="rina"))
    assert "staff_stay" in codes(along + row("maya", position="Analis"))


def test_a_superior_who_is_not_named_although_the_unit_changes_is_pointed_out():
    assert codes(row(unit="Kab. Contoh")) == ["superior_stays"]
    assert codes(row(superior="-")) == ["superior_ends"]


def test_headers_are_known_or_the_file_is_refused():
    for header, said in (("pegawai;tmt\n", "missing"), ("pegawai;tmt;sk;x\n", "not known")):
        with pytest.raises(UnreadableRoster, match=said):
            columns_of(sheet_of(header.encode()).header)


def test_every_hit_has_words_that_fit_its_facts():
    found = hits(
        row(superior="sari", unit="Dinas C", day="x") + row("nobody", superior="sari") + row("")
    )
    assert {hit.code for hit in found} <= set(TEXTS)
    assert all(hit.what for hit in found)
    assert all(hit.remedy is not None for hit in found)
