"""The roster through the API: previewed, brought in, and looked at afterwards."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mentoring.models import Enrolment, RosterImport
from tests.factories.person import nip

ROWS = f"""nip;nama;jenis;unit;email;peran
{nip(900)};Satu Contoh;PNS;Dinas Contoh;satu@example.go.id;peserta
123;Dua Contoh;PNS;Dinas Contoh;dua@example.go.id;peserta
"""


def sent(preview=True):
    return {"file": SimpleUploadedFile("r.csv", ROWS.encode()), "preview": preview}


@pytest.fixture
def address(cast):
    return f"/api/v1/programmes/{cast.programme.uid}/roster/"


def test_strangers_are_asked_to_sign_in(address, door):
    assert door().post(address, sent(), format="multipart").status_code == 401


@pytest.mark.parametrize("who", ["eko", "maya", "hadi"])
def test_only_the_coordinator_finds_it(cast, address, door, who):
    assert door(getattr(cast, who)).post(address, sent(), format="multipart").status_code == 404


def test_a_preview_writes_nothing_and_names_what_is_wrong(cast, address, door):
    before = Enrolment.objects.count()
    body = door(cast.citra).post(address, sent(), format="multipart").json()
    assert body["counts"] == {"new": 1, "changed": 0, "unchanged": 0, "rejected": 1}
    wrong = body["rows"][1]["problems"][0]
    assert wrong["column"] == "nip"
    assert wrong["remedy"]
    assert "Dua Contoh" in body["rejected_csv"]
    assert Enrolment.objects.count() == before
    assert not RosterImport.objects.exists()


def test_bringing_it_in_twice_changes_nothing_more(cast, address, door):
    client = door(cast.citra)
    first = client.post(address, sent(preview=False), format="multipart").json()
    again = client.post(address, sent(preview=False), format="multipart").json()
    assert first["counts"]["new"] == 1
    assert again["counts"] == {"new": 0, "changed": 0, "unchanged": 1, "rejected": 1}
    one = client.get("/api/v1/roster-imports/").json()["results"][0]
    whole = client.get(f"/api/v1/roster-imports/{one['uid']}/").json()
    assert whole["counts"]["rejected"] == 1
    assert door(cast.eko).get(f"/api/v1/roster-imports/{one['uid']}/").status_code == 404
