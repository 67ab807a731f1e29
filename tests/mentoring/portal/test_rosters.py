"""A roster in the portal: seen first, confirmed once, brought in by the worker, or refused."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mentoring import tasks
from mentoring.models import Enrolment, Person, RosterImport, RosterUpload
from mentoring.services.roster_file import FILE_LIMIT
from tests.factories import organisation as places
from tests.factories import person as people
from tests.factories import programme as programmes
from tests.factories.cast import MONDAY
from tests.factories.person import nip
from tests.factories.roster import csv_file, newcomers, xlsx_file

pytestmark = pytest.mark.django_db

ADDRESS = "/rosters/"
ROWS = f"""nip;nama;jenis;unit;email;peran
{nip(5900)};Satu Contoh;PNS;Dinas Contoh;satu@example.go.id;peserta
123;Dua Contoh;PNS;Dinas Contoh;dua@example.go.id;peserta
"""


def sent(cast, content=ROWS, name="daftar.csv"):
    data = content if isinstance(content, bytes) else content.encode()
    return {"programme": cast.programme.uid, "file": SimpleUploadedFile(name, data)}


def strangers(number):
    """Rows of people whose numbers nobody of the cast has."""
    return newcomers(5000 + number)[5000:]


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def citra(cast, visitor):
    return visitor(cast.citra)


def kept(citra, cast, *args):
    """The page of a file that was sent in."""
    answer = citra.post(ADDRESS, sent(cast, *args))
    assert answer.status_code == 302, words(answer)
    return answer.headers["Location"]


def test_a_preview_says_what_becomes_of_each_row_and_writes_nothing(cast, citra):
    before = Person.objects.count()
    shown = words(citra.get(kept(citra, cast)))
    assert "Ini pratinjau: belum ada yang ditulis" in shown
    assert "Impor 1 orang" in shown
    assert "Satu Contoh Baris 2 baru" in shown
    assert "nip : NIP tidak terdiri atas 18 angka." in shown or "nip : " in shown
    assert Person.objects.count() == before
    assert not RosterImport.objects.exists()


def test_rows_of_one_verdict_can_be_looked_at_alone(cast, citra):
    page = kept(citra, cast)
    shown = words(citra.get(page + "?show=rejected"))
    assert "Satu Contoh" not in shown
    assert "Baris 3" in shown
    assert "Satu Contoh" in words(citra.get(page + "?show=made-up"))


def test_rejected_rows_are_given_back_to_be_mended(cast, citra):
    answer = citra.get(kept(citra, cast) + "rejected.csv")
    assert answer["Content-Disposition"].startswith("attachment")
    text = answer.content.decode("utf-8-sig")
    assert "Dua Contoh" in text
    assert "Satu Contoh" not in text


def test_confirmed_twice_it_is_brought_in_once_by_the_worker(cast, citra):
    page = kept(citra, cast)
    for _twice in range(2):
        assert citra.post(page, {"do": "confirm"}).headers["Location"] == page
    assert "0 dari 1 orang sudah ditulis" in words(citra.get(page))
    assert not Person.objects.filter(name="Satu Contoh").exists()
    tasks.bring_rosters()
    assert tasks.bring_rosters() == 0
    assert Enrolment.objects.filter(person__name="Satu Contoh").count() == 1
    assert RosterImport.objects.get().by == cast.citra.user
    shown = words(citra.get(page))
    assert "Daftar peserta sudah diimpor" in shown
    assert "Satu Contoh Baris 2 baru" in shown
    listed = words(citra.get(ADDRESS))
    assert "1 baru, 0 berubah, 0 tetap, 1 ditolak" in listed


def test_the_same_file_again_changes_nothing(cast, citra):
    for _twice in range(2):
        citra.post(kept(citra, cast), {"do": "confirm"})
        tasks.bring_rosters()
    assert Person.objects.filter(name="Satu Contoh").count() == 1
    assert RosterImport.objects.count() == 1


def test_sent_twice_it_is_one_preview(cast, citra):
    assert kept(citra, cast) == kept(citra, cast)
    assert RosterUpload.objects.count() == 1


def test_a_file_thrown_away_is_gone_and_cannot_be_confirmed(cast, citra):
    page = kept(citra, cast)
    assert citra.post(page, {"do": "discard"}).headers["Location"] == ADDRESS
    assert citra.post(page, {"do": "confirm"}).status_code == 404
    assert not RosterUpload.objects.exists()


def test_what_is_confirmed_is_not_thrown_away(cast, citra):
    page = kept(citra, cast)
    citra.post(page, {"do": "confirm"})
    citra.post(page, {"do": "discard"})
    assert RosterUpload.objects.get().confirmed_at == MONDAY


def test_a_long_roster_goes_on_where_it_was_cut_off(cast, citra, tmp_path):
    file = xlsx_file(tmp_path / "r.xlsx", strangers(12))
    page = kept(citra, cast, file.read_bytes(), "r.xlsx")
    citra.post(page, {"do": "confirm"})
    calls = iter(range(100))
    tasks.bring_rosters(lambda: next(calls) > 4)
    halfway = Enrolment.objects.filter(person__name__startswith="Pegawai").count()
    assert 0 < halfway < 12
    assert f"{halfway} dari 12 orang sudah ditulis" in words(citra.get(page))
    tasks.bring_rosters()
    assert Enrolment.objects.filter(person__name__startswith="Pegawai").count() == 12
    shown = words(citra.get(page))
    assert "baru 12" in shown
    assert "12 baru" in words(citra.get(ADDRESS))


def bomb():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (80 * 1024 * 1024))
    return held.getvalue()


def entities():
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><x>&a;</x>'
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for part in ("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"):
            archive.writestr(part, evil)
    return held.getvalue()


HOSTILE = {
    "empty": (b"", "Berkas ini kosong"),
    "blank": (b"\n\n;;\n", "kosong"),
    "bomb": (bomb, "terlalu besar"),
    "entities": (entities, "rusak"),
    "pdf": (b"%PDF-1.7\n\0\0\0", "CSV"),
    "old office": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "Excel"),
    "truncated": (b"PK\x03\x04half", "rusak"),
    "no header": (b"a;b\n1;2\n", "a"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_file_that_cannot_be_used_is_refused_with_words(cast, citra, kind):
    content, _said = HOSTILE[kind]
    answer = citra.post(ADDRESS, sent(cast, content() if callable(content) else content))
    assert answer.status_code == 422
    assert b'class="wrong"' in answer.content
    assert not RosterUpload.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(cast, citra):
    answer = citra.post(ADDRESS, sent(cast, b"x" * (FILE_LIMIT + 200_000)))
    assert answer.status_code == 413
    assert "10 MB" in words(answer)
    assert not RosterUpload.objects.exists()


def test_a_forged_form_is_refused(cast, visitor):
    citra = visitor(cast.citra)
    citra.handler.enforce_csrf_checks = True
    assert citra.post(ADDRESS, sent(cast)).status_code == 403
    assert not RosterUpload.objects.exists()


def test_only_for_the_own_programmes(cast, visitor, citra):
    page = kept(citra, cast)
    far = places.organisation(
        "Kota Contoh", code="kota-contoh", works_by=cast.organisation.calendar
    )
    dewi = people.person("Dewi Contoh", organisation=far)
    people.appointment(dewi)
    programmes.programme("mentoring-kota", organisation=far)
    stranger = visitor(dewi)
    assert stranger.post(ADDRESS, sent(cast)).status_code == 422
    assert "daftar.csv" not in words(stranger.get(ADDRESS))
    for address in (page, page + "rejected.csv"):
        assert stranger.get(address).status_code == 404
    assert stranger.post(page, {"do": "confirm"}).status_code == 404
    assert RosterUpload.objects.get().confirmed_at is None
    assert visitor(cast.maya).get(ADDRESS).status_code == 404


@pytest.mark.parametrize("people_sent", [1, 3, 30])
def test_the_page_of_a_file_costs_the_same(cast, citra, tmp_path, people_sent):
    file = csv_file(tmp_path / "r.csv", strangers(people_sent))
    page = kept(citra, cast, file.read_bytes())
    citra.get(page)
    with CaptureQueriesContext(connection) as queries:
        shown = citra.get(page)
    assert len(queries) == 8, "\n".join(one["sql"][:100] for one in queries)
    assert len(shown.content) < 100_000
