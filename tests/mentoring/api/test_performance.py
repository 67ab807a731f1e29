"""Counselling on performance through the API: for people at the keyboard, never for programs."""

import uuid

import pytest

from mentoring.models import AccessRecord, IdempotencyKey, PerformanceCounselling
from notifications.models import Notice
from tests.factories.cast import MONDAY
from tests.factories.performance import BEHAVIOUR, RESULT, STATEMENT, counselling, official
from tests.mentoring.api.at_keyboard import at_keyboard, program

pytestmark = pytest.mark.django_db

LIST = "/api/v1/performance-counsellings/"


@pytest.fixture
def wulan(cast):
    return official(cast)


@pytest.fixture
def reported(cast, wulan):
    return counselling(cast, "reported", counsellor=wulan)


@pytest.mark.parametrize("rest", ["", "history/", "why/"])
def test_a_foreign_one_is_missing_byte_for_byte(cast, reported, door, rest):
    for person in (cast.eko, cast.budi.person, cast.hadi, cast.sari):
        client = door(person)
        foreign = client.get(f"{LIST}{reported.uid}/{rest}")
        missing = client.get(f"{LIST}{uuid.uuid4()}/{rest}")
        assert (foreign.status_code, foreign.content) == (404, missing.content)
        assert client.get(LIST).json()["results"] == []


def test_who_sees_the_result_and_who_only_that_it_exists(cast, reported, door):
    seen = {
        who.name: door(who).get(f"{LIST}{reported.uid}/").json()
        for who in (cast.maya, reported.counsellor, cast.rina, cast.citra)
    }
    assert "place" in seen["Maya Contoh"]
    assert "place" in seen["Wulan Contoh"]
    hidden = {"place", "follow_up", "written_at", "client_signed_at"}
    assert not hidden & set(seen["Citra Contoh"])
    # Rina proposed it; of an official the direct superior receives the result, and that is her.
    assert {"follow_up", "written_at"} <= set(seen["Rina Contoh"])
    for words in map(str, seen.values()):
        assert not any(text in words for text in (BEHAVIOUR, RESULT, STATEMENT))


def test_whoever_appraises_proposes(cast, door):
    body = {"client": str(cast.maya.uid), "behaviour": BEHAVIOUR}
    answer = door(cast.rina).post(LIST, body, format="json")
    assert answer.status_code == 201
    assert BEHAVIOUR not in answer.content.decode()
    made = PerformanceCounselling.objects.get()
    assert (made.client, made.appraiser) == (cast.maya, cast.rina)


def test_a_figure_is_refused_with_a_reason(cast, door):
    body = {"client": str(cast.maya.uid), "behaviour": "SKP 62,5"}
    answer = door(cast.rina).post(LIST, body, format="json")
    assert answer.status_code == 409
    assert "Angka saja" in answer.json()["detail"]


@pytest.mark.parametrize("who", ["maya", "sari", "eko"])
def test_nobody_else_proposes(cast, door, who):
    body = {"client": str(cast.maya.uid), "behaviour": BEHAVIOUR}
    answer = door(getattr(cast, who)).post(LIST, body, format="json")
    assert answer.status_code in {400, 403}
    assert not PerformanceCounselling.objects.exists()


def test_what_is_sealed_opens_to_who_is_at_the_keyboard_and_leaves_a_record(cast, reported, door):
    url = f"{LIST}{reported.uid}/form/"
    client = door(cast.maya)
    before = AccessRecord.objects.count()
    assert client.post(url, {}, format="json").json()["code"] == "not_confirmed"
    answer = at_keyboard(client, cast.maya.user, factor=False).post(url, {}, format="json")
    assert answer.json() == {"behaviour": BEHAVIOUR, "result": RESULT, "statement": STATEMENT}
    assert answer["Cache-Control"] == "no-store"
    assert AccessRecord.objects.count() == before + 3
    others = door(cast.rina)
    assert others.post(url, {}, format="json").json()["code"] == "second_factor_missing"
    assert at_keyboard(others, cast.rina.user).post(url, {}, format="json").status_code == 200


def test_a_coordinator_opens_nothing(cast, reported, door):
    client = at_keyboard(door(cast.citra), cast.citra.user)
    before = AccessRecord.objects.count()
    answer = client.post(f"{LIST}{reported.uid}/form/", {}, format="json")
    assert (answer.status_code, answer.json()) == (200, {})
    assert AccessRecord.objects.count() == before


def test_signing_takes_the_password(cast, wulan, door):
    item = counselling(cast, "written", counsellor=wulan)
    wulan.user.set_password("kata sandi panjang contoh")
    wulan.user.save()
    url, client = f"{LIST}{item.uid}/transitions/sign/", door(wulan)
    assert client.post(url, {}, format="json").status_code == 400
    wrong = client.post(url, {"password": "bukan itu"}, format="json")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "password")
    right = client.post(
        url, {"password": "kata sandi panjang contoh"}, format="json",
        headers={"Idempotency-Key": "satu"},
    )  # fmt: skip
    assert right.status_code == 200
    item.refresh_from_db()
    assert (item.counsellor_signed_at, item.counsellor_signed_by) == (MONDAY, "portal")
    again = client.post(
        url, {"password": "kata sandi panjang contoh"}, format="json",
        headers={"Idempotency-Key": "satu"},
    )  # fmt: skip
    assert again.status_code == 200
    assert IdempotencyKey.objects.count() == 1


def test_programs_learn_nothing(cast, reported, door):
    for who in (cast.maya, cast.citra, cast.rina, reported.counsellor):
        client = program(who.user, door())
        for rest in ("", f"{reported.uid}/", f"{reported.uid}/history/", f"{reported.uid}/why/"):
            assert client.get(f"{LIST}{rest}").status_code == 404
        told = client.get("/api/v1/notices/?limit=100").content.decode()
        for row in Notice.objects.filter(recipient=who.user):
            assert str(row.pk) not in told
        for name in ("turn", "waiting", "office"):
            lines = client.get(f"/api/v1/worklist/?list={name}").json()["results"]
            assert lines == []


def test_people_find_it_in_their_worklist(cast, reported, door):
    for who, name in ((cast.rina, "turn"), (cast.maya, "waiting")):
        (line,) = door(who).get(f"/api/v1/worklist/?list={name}").json()["results"]
        assert (line["kind"], line["uid"]) == ("performance_counselling", str(reported.uid))
