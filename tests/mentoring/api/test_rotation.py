"""Rotations through the API: tried, published once, looked at, and what waits taken back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mentoring.models import Rotation, RotationMove
from mentoring.services import rotations
from tests.moments import at

HEAD = "pegawai;jabatan_baru;atasan_baru;tmt;nomor_sk\n"
MOVED = "Analis Madya"


@pytest.fixture
def address(cast):
    return f"/api/v1/organisations/{cast.organisation.uid}/rotations/"


@pytest.fixture
def rows(cast):
    return (
        f"{cast.maya.nip};{MOVED};{cast.sari.nip};01-07-2026;SK 7/2026\n"
        f"{cast.eko.nip};{MOVED};;01-08-2026;SK 7/2026\n"
    )


@pytest.fixture
def citra(cast, door):
    return door(cast.citra)


def sent(rows, **more):
    return {"file": SimpleUploadedFile("mutasi.csv", (HEAD + rows).encode()), **more}


def post(client, address, rows, **more):
    return client.post(address, sent(rows, **more), format="multipart")


def published(client, address, rows):
    seen = post(client, address, rows).json()["seen"]
    return post(client, address, rows, preview=False, seen=seen).json()


def test_a_preview_names_every_hit_and_stores_nothing(cast, citra, address, rows):
    body = post(citra, address, rows).json()
    assert (body["preview"], body["published"], body["rotation"]) == (True, False, None)
    first, second = body["rows"]
    assert (first["number"], first["person"]) == (2, cast.maya.display_name)
    assert [(hit["code"], hit["weight"]) for hit in first["hits"]] == [("superior_changes", "know")]
    assert cast.sari.display_name in first["hits"][0]["message"]
    assert second["hits"] == []
    assert not Rotation.objects.exists()


def test_it_is_published_by_what_was_seen_and_only_once(citra, address, rows):
    assert post(citra, address, rows, preview=False).json()["errors"][0]["field"] == "seen"
    assert post(citra, address, rows, preview=False, seen="other").status_code == 409
    assert not Rotation.objects.exists()
    body = published(citra, address, rows)
    assert body["published"]
    again = post(citra, address, rows, preview=False, seen=body["seen"]).json()
    assert (again["published"], again["rotation"]) == (True, body["rotation"])
    assert RotationMove.objects.count() == 2


def test_a_barred_row_keeps_the_whole_out(citra, address, rows):
    body = published(citra, address, rows + "bukan.siapa;X;;01-07-2026;SK\n")
    assert not body["published"]
    [hit] = body["rows"][2]["hits"]
    assert (hit["code"], hit["weight"]) == ("person_unknown", "bars")
    assert hit["remedy"]
    assert not Rotation.objects.exists()


def test_one_is_listed_and_shown_move_by_move(cast, citra, address, rows):
    uid = published(citra, address, rows)["rotation"]
    [line] = citra.get("/api/v1/rotations/").json()["results"]
    assert (line["uid"], line["name"], line["by"]) == (uid, "mutasi.csv", "Citra Contoh")
    assert (line["size"], line["waiting"], "moves" in line) == (2, 2, False)
    one = citra.get(f"/api/v1/rotations/{uid}/").json()
    move = one["moves"][0]
    assert (move["person"]["uid"], move["position"]) == (str(cast.maya.uid), MOVED)
    assert (move["due_on"], move["done_at"], move["unit"]) == ("2026-07-01", None, None)


def test_what_waits_is_taken_back_by_who_saw_how_many(citra, address, rows):
    uid = published(citra, address, rows)["rotation"]
    url = f"/api/v1/rotations/{uid}/"
    tag = citra.get(url)["ETag"]
    rotations.follow(at("2026-07-01 07:00"))
    assert citra.delete(url, headers={"If-Match": tag}).status_code == 409
    assert RotationMove.objects.count() == 2
    tag = citra.get(url)["ETag"]
    assert citra.delete(url, headers={"If-Match": tag}).json() == {"taken_back": 1}
    assert citra.get(url).json()["waiting"] == 0
    assert RotationMove.objects.get().done_at


def test_one_of_which_nothing_took_effect_is_gone(citra, address, rows):
    uid = published(citra, address, rows)["rotation"]
    assert citra.delete(f"/api/v1/rotations/{uid}/").json() == {"taken_back": 2}
    assert citra.get(f"/api/v1/rotations/{uid}/").status_code == 404
    assert published(citra, address, rows)["published"]


@pytest.mark.parametrize("who", ["maya", "eko", "hadi"])
def test_only_who_coordinates_the_organisation_finds_it(cast, citra, address, rows, door, who):
    uid = published(citra, address, rows)["rotation"]
    client = door(getattr(cast, who))
    assert post(client, address, rows).status_code == 404
    assert client.get("/api/v1/rotations/").json()["results"] == []
    assert client.get(f"/api/v1/rotations/{uid}/").status_code == 404
    assert client.delete(f"/api/v1/rotations/{uid}/").status_code == 404


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 99, b"a;b\n1;2\n", b"x" * (rotations.LARGEST + 1)]
)
def test_what_is_no_rotation_is_refused_with_a_word(citra, address, content):
    body = {"file": SimpleUploadedFile("m.csv", content), "preview": False, "seen": "x"}
    answer = citra.post(address, body, format="multipart")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "file"
