"""Requests about personal data through the API: between a person and the officer, at a keyboard."""

import io
import json
import uuid
import zipfile

import pytest

from mentoring.machines.data_request_codes import DataRight
from mentoring.models import AccessRecord, DataRequest
from tests.factories.data_requests import (
    ANSWERED,
    ASKED,
    PUT_RIGHT,
    REFUSAL,
    STARTED,
    data_request,
    officer,
)
from tests.mentoring.api.at_keyboard import at_keyboard, program

pytestmark = pytest.mark.django_db

LIST = "/api/v1/data-requests/"


@pytest.fixture
def wulan(cast):
    return officer(cast)


def own(cast, wulan, state="received", **options):
    return data_request(cast, wulan, state, **options)


@pytest.mark.parametrize("rest", ["", "history/", "why/"])
def test_to_everybody_else_it_is_missing_byte_for_byte(cast, wulan, door, rest):
    made = own(cast, wulan)
    for person in (cast.rina, cast.citra, cast.hadi, cast.eko):
        client = door(person)
        foreign, missing = (client.get(f"{LIST}{one}/{rest}") for one in (made.uid, uuid.uuid4()))
        assert (foreign.status_code, foreign.content) == (404, missing.content)
        assert client.get(LIST).json()["results"] == []


def test_programs_learn_nothing(cast, wulan, door):
    made = own(cast, wulan)
    for who in (cast.maya, wulan):
        client = program(who.user, door())
        for rest in ("", f"{made.uid}/", f"{made.uid}/history/", f"{made.uid}/why/"):
            assert client.get(f"{LIST}{rest}").status_code == 404


def test_a_person_asks_once_whatever_is_sent_again_and_waits_for_that_answer(cast, wulan, door):
    client, body = door(cast.maya), {"wants": "correction", "text": ASKED}
    for _ in range(2):
        answer = client.post(LIST, body, format="json", headers={"Idempotency-Key": "satu"})
        assert (answer.status_code, answer["ETag"]) == (201, '"1"')
        assert ASKED not in answer.content.decode()
    made = DataRequest.objects.get()
    assert (made.person, made.way_in) == (cast.maya, "portal")
    again = client.post(LIST, body, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "guarded")
    assert "Tunggu" in again.json()["detail"]
    told = client.get(answer.json()["url"]).json()
    assert (told["turn"]["role"], told["turn"]["yours"]) == ("dpo", False)
    assert door(wulan).get(LIST).json()["results"][0]["turn"]["yours"] is True


def test_what_has_to_be_said_is_asked_for_by_name(cast, wulan, door):
    answer = door(cast.maya).post(LIST, {"wants": "erasure"}, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "text")
    half = door(wulan).post(LIST, {"wants": "access", "who": "Maya Contoh"}, format="json")
    assert (half.status_code, half.json()["errors"][0]["field"]) == (400, "way_in")


def test_the_officer_enters_what_somebody_asked_who_came(cast, wulan, door):
    body = {"wants": "access", "who": cast.maya.nip, "way_in": "walk_in"}
    assert door(wulan).post(LIST, body, format="json").status_code == 201
    made = DataRequest.objects.get()
    assert (made.person, made.way_in) == (cast.maya, "walk_in")
    unknown = door(wulan).post(LIST, {**body, "who": "Tidak Ada"}, format="json")
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (400, "who")
    told = door(cast.maya).get(f"{LIST}{made.uid}/history/").json()["results"]
    assert [row["by"] for row in told] == ["dpo"]


def test_nobody_else_learns_by_it_who_is_here(cast, wulan, door):
    body = {"wants": "access", "way_in": "letter"}
    for person in (cast.maya, cast.citra, cast.rina):
        known, unknown = (
            door(person).post(LIST, {**body, "who": who}, format="json")
            for who in (cast.eko.name, "Tidak Ada")
        )
        assert (known.status_code, known.content) == (403, unknown.content)
    assert not DataRequest.objects.exists()


def changed(client, made, name, data, **headers):
    url = f"{LIST}{made.uid}/transitions/{name}/"
    return client.post(url, data, format="json", headers=headers)


def test_the_officer_answers_step_by_step_and_withholds_parts(cast, wulan, door):
    made, client = own(cast, wulan), door(wulan)
    for name, _who, data in STARTED:
        assert changed(client, made, name, data).status_code == 200
    stale = changed(client, made, "refuse", REFUSAL, **{"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["current"]["state"]) == (409, "in_progress")
    parts = {**REFUSAL, "without_notices": True}
    assert changed(client, made, "fulfil_in_part", parts).json()["state"] == "partially"
    seen = door(cast.maya).get(f"{LIST}{made.uid}/").json()
    assert (seen["withheld"], seen["ground"], seen["copy"]) == (["notices"], "state", True)
    assert "copy" not in client.get(f"{LIST}{made.uid}/").json()
    told = door(cast.maya).get(f"{LIST}{made.uid}/history/").json()["results"]
    assert [row["by"] for row in told] == ["you", "dpo", "dpo", "dpo"]


def test_whose_data_it_is_decides_nothing(cast, wulan, door):
    made = own(cast, wulan)
    refused = changed(door(cast.maya), made, "refuse", REFUSAL)
    assert refused.status_code == 403
    assert changed(door(cast.maya), made, "withdraw", {}).json()["state"] == "withdrawn"


def test_what_was_put_right_stands_with_the_answer(cast, wulan, door):
    made = own(cast, wulan, "in_progress", wants=DataRight.CORRECTION)
    assert changed(door(wulan), made, "correct", PUT_RIGHT).status_code == 200
    (row,) = door(cast.maya).get(f"{LIST}{made.uid}/").json()["corrections"]
    assert (row["field"], row["new"], row["reason"]) == ("position", "Analis Muda", "outdated")


def test_what_was_written_opens_to_both_at_a_keyboard_and_leaves_a_record(cast, wulan, door):
    made = own(cast, wulan, "fulfilled")
    url, client, others = f"{LIST}{made.uid}/texts/", door(cast.maya), door(wulan)
    before = AccessRecord.objects.count()
    assert client.post(url, {}, format="json").json()["code"] == "not_confirmed"
    assert others.post(url, {}, format="json").json()["code"] == "second_factor_missing"
    assert AccessRecord.objects.count() == before
    both = [{"field": "asked", "text": ASKED}, {"field": "answer", "text": ANSWERED}]
    answer = at_keyboard(client, cast.maya.user, factor=False).post(url, {}, format="json")
    assert (answer.json(), answer["Cache-Control"]) == ({"results": both}, "no-store")
    assert at_keyboard(others, wulan.user).post(url, {}, format="json").json()["results"] == both
    assert AccessRecord.objects.count() == before + 4


def test_the_copy_is_fetched_by_whose_data_it_is_once_it_is_given(cast, wulan, door):
    made = own(cast, wulan, "fulfilled", wants=DataRight.PORTABILITY)
    url, client = f"{LIST}{made.uid}/copy/", door(cast.maya)
    assert client.post(url, {}, format="json").json()["code"] == "not_confirmed"
    client = at_keyboard(client, cast.maya.user, factor=False)
    answer = client.post(url, {}, format="json", headers={"Accept": "application/zip"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert "attachment" in answer["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as files:
        whole = json.loads(files.read("data.json"))
        assert whole["profile"]["person"][0]["name"] == "Maya Contoh"
        assert any(name.endswith(".csv") for name in files.namelist())
    assert at_keyboard(door(wulan), wulan.user).post(url, {}, format="json").status_code == 404


def test_no_copy_before_there_is_an_answer(cast, wulan, door):
    made = own(cast, wulan)
    client = at_keyboard(door(cast.maya), cast.maya.user, factor=False)
    headers = {"Accept": "application/zip"}
    refused = client.post(f"{LIST}{made.uid}/copy/", {}, format="json", headers=headers)
    assert (refused.status_code, refused["Content-Type"]) == (409, "application/problem+json")
    assert refused.json()["detail"]
