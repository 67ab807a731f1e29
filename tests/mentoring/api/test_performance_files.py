"""The form of a counselling on performance through the API: printed, handed in, given out."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader

from accounts.models import ApiToken
from mentoring.models import AccessRecord, HandedOut, IdempotencyKey, Upload
from tests.factories.files import appended, pdf, picture
from tests.factories.performance import RESULT, counselling, official
from tests.mentoring.api.at_keyboard import at_keyboard, program

pytestmark = pytest.mark.django_db

PASSWORD = "kata sandi panjang contoh"


@pytest.fixture
def written(cast):
    return counselling(cast, "written", counsellor=official(cast))


@pytest.fixture
def inside(door):
    def enter(person, *, factor=True):
        person.user.set_password(PASSWORD)
        person.user.save(update_fields=["password"])
        return at_keyboard(door(person), person.user, factor=factor)

    return enter


def address(item, rest):
    return f"/api/v1/performance-counsellings/{item.uid}/{rest}"


def hand_in(client, item, content, way="sign_by_file", key="", **more):
    file = SimpleUploadedFile("x.html", content, content_type="text/html")
    body = {"file": file, "password": PASSWORD, **more}
    headers = {"Idempotency-Key": key} if key else {}
    url = address(item, f"transitions/{way}/")
    return client.post(url, body, format="multipart", headers=headers)


def test_printed_signed_handed_in_and_given_out_again(cast, written, inside):
    maya, wulan = inside(cast.maya, factor=False), inside(written.counsellor)
    printed = maya.post(address(written, "paper/"), headers={"Accept": "application/pdf"})
    assert (printed.status_code, printed["Content-Type"]) == (200, "application/pdf")
    assert printed["Cache-Control"] == "no-store"
    pages = PdfReader(io.BytesIO(printed.content)).pages
    assert RESULT in " ".join(" ".join(one.extract_text() for one in pages).split())
    assert HandedOut.objects.get().size == len(printed.content)
    signed = appended(printed.content)
    for _twice in range(2):
        assert hand_in(maya, written, signed, key="satu").status_code == 200
    assert (Upload.objects.count(), IdempotencyKey.objects.count()) == (1, 1)
    assert hand_in(maya, written, pdf(), key="satu").status_code == 422
    assert hand_in(wulan, written, picture("JPEG"), "enter_scan", whose="both").status_code == 200
    shown = wulan.get(address(written, "")).json()
    assert shown["state"] == "signed"
    assert (shown["client_signature"]["ours"], shown["client_signature"]["kind"]) == (True, "pdf")
    assert shown["client_signature"]["by"] == str(cast.maya.user)
    assert shown["counsellor_signature"]["verification"] == "unverified"
    before = AccessRecord.objects.count()
    given = wulan.post(address(written, "signature/"), {"side": "client"}, format="json")
    assert (given.content, given["Content-Type"]) == (signed, "application/pdf")
    assert given["Content-Disposition"].startswith("attachment")
    assert (given["X-Content-Type-Options"], given["Cache-Control"]) == ("nosniff", "no-store")
    assert AccessRecord.objects.count() == before + 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html>", "bukan PDF, JPEG, atau PNG"),
        (picture(), "berkas jenis ini"),
        (pdf() + b"0" * 5_000_000, "lebih besar"),
        (b"", "kosong"),
    ],
)
def test_what_is_not_taken_is_said_of_its_field_and_nothing_is_kept(written, inside, content, said):
    answer = hand_in(inside(written.counsellor), written, content)
    [fault] = answer.json()["errors"]
    assert (answer.status_code, fault["field"]) == (400, "file")
    assert said in fault["message"]
    assert fault["remedy"]
    assert not Upload.objects.exists()


def test_what_is_far_too_large_is_not_read(written, inside):
    answer = hand_in(inside(written.counsellor), written, b"0" * 10_100_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_refused_act_leaves_no_file_behind(written, inside):
    wulan = inside(written.counsellor)
    wrong = hand_in(wulan, written, pdf(), password="bukan itu")
    assert [fault["field"] for fault in wrong.json()["errors"]] == ["password"]
    assert hand_in(wulan, written, pdf()).status_code == 200
    again = hand_in(wulan, written, pdf())
    assert (again.status_code, again.json()["code"]) == (409, "guarded")
    assert Upload.objects.count() == 1


def test_a_file_comes_as_a_file(written, inside):
    body = {"file": "7a1c52f4-9f5e-4b0e-9d07-2f1d5f6a9c11", "password": PASSWORD}
    url = address(written, "transitions/sign_by_file/")
    answer = inside(written.counsellor).post(url, body, format="json")
    assert [fault["field"] for fault in answer.json()["errors"]] == ["file"]


def test_whoever_sees_only_that_it_exists_gets_no_paper(cast, written, inside, door):
    hand_in(inside(written.counsellor), written, pdf())
    for who in (cast.rina, cast.citra, cast.eko):
        client = inside(who)
        for rest, body in (("paper/", {}), ("signature/", {"side": "counsellor"})):
            assert client.post(address(written, rest), body, format="json").status_code == 404
        assert "counsellor_signature" not in client.get(address(written, "")).json()
        assert hand_in(client, written, pdf()).status_code in {403, 404}
    to_a_program = program(cast.maya.user, door(), scope=ApiToken.Scope.WRITE)
    assert to_a_program.post(address(written, "paper/"), {}, format="json").status_code == 404
    assert hand_in(to_a_program, written, pdf()).status_code == 404
    assert Upload.objects.count() == 1


def test_paper_opens_to_who_is_at_the_keyboard_once_it_is_written(cast, written, door, inside):
    url = address(written, "paper/")
    assert door(cast.maya).post(url, {}, format="json").json()["code"] == "not_confirmed"
    other = door(written.counsellor).post(url, {}, format="json")
    assert other.json()["code"] == "second_factor_missing"
    maya = inside(cast.maya, factor=False)
    none = maya.post(address(written, "signature/"), {"side": "client"}, format="json")
    assert (none.status_code, none.json()["code"]) == (409, "guarded")
    assert not AccessRecord.objects.filter(actor=cast.maya.user).exists()
