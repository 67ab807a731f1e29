"""Failures of data protection through the API: the officer's; who reported one sees little."""

import uuid

import pytest

from accounts.models import User
from mentoring.models import AccessRecord, Breach
from tests.factories.breaches import LETTER, NAMED, REPORT, breach
from tests.factories.data_requests import officer
from tests.factories.performance import counselling, official
from tests.mentoring.api.at_keyboard import at_keyboard, program

pytestmark = pytest.mark.django_db

LIST = "/api/v1/breaches/"
TIMES = {"since": "2026-05-30T09:00:00+07:00", "until": "2026-06-01T08:00:00+07:00"}


@pytest.fixture
def wulan(cast):
    return officer(cast)


def changed(client, made, name, data=None, **headers):
    url = f"{LIST}{made.uid}/transitions/{name}/"
    return client.post(url, data or {}, format="json", headers=headers)


@pytest.mark.parametrize("rest", ["", "history/", "why/", "people/"])
def test_to_everybody_else_it_is_missing_byte_for_byte(cast, wulan, door, rest):
    made = breach(cast, wulan, "described")
    for person in (cast.maya, cast.rina, cast.citra, cast.hadi):
        client = door(person)
        foreign, missing = (client.get(f"{LIST}{one}/{rest}") for one in (made.uid, uuid.uuid4()))
        assert (foreign.status_code, foreign.content) == (404, missing.content)
        assert client.get(LIST).json()["results"] == []


def test_programs_learn_nothing(cast, wulan, door):
    made = breach(cast, wulan)
    for who in (cast.eko, wulan):
        client = program(who.user, door())
        for rest in ("", f"{made.uid}/", f"{made.uid}/people/"):
            assert client.get(f"{LIST}{rest}").status_code == 404


def test_whoever_reported_it_sees_that_it_was_received_and_no_more_by_repeating_it(
    cast, wulan, door
):
    client, headers = door(cast.eko), {"Idempotency-Key": "satu"}
    first = client.post(LIST, {"text": REPORT}, format="json", headers=headers)
    assert (first.status_code, REPORT in first.content.decode()) == (201, False)
    made = Breach.objects.get()
    confirmed = changed(door(wulan), made, "confirm", {"cause": "lost", **TIMES})
    assert confirmed.status_code == 200
    again = client.post(LIST, {"text": REPORT}, format="json", headers=headers)
    assert (again.status_code, again.has_header("ETag")) == (201, False)
    assert set(again.json()) == {"uid", "state", "url"}
    seen = client.get(again.json()["url"])
    assert (set(seen.json()), seen.has_header("ETag")) == ({"uid", "reported_at", "state"}, False)
    for rest in ("history/", "people/"):
        assert client.get(f"{LIST}{made.uid}/{rest}").status_code == 404
    assert changed(client, made, "notify").status_code == 404


def test_an_organisation_is_asked_of_who_belongs_to_none(cast, wulan, door):
    operator = User.objects.create_superuser("bantuan", "bantuan@example.go.id", "x")
    client, body = door(operator), {"text": REPORT}
    body |= {"organisation": str(cast.organisation.uid)}
    assert client.post(LIST, body, format="json").status_code == 201
    other = door(cast.eko).post(LIST, {**body, "organisation": str(uuid.uuid4())}, format="json")
    assert (other.status_code, other.json()["errors"][0]["field"]) == (400, "organisation")
    nobody = User.objects.create_user("tamu", "tamu@example.go.id")
    assert door(nobody).post(LIST, body, format="json").status_code == 403
    assert Breach.objects.count() == 1


def test_the_officer_follows_it_to_the_end(cast, wulan, door):
    made, client = breach(cast, wulan), door(wulan)
    early = changed(client, made, "notify")
    assert (early.status_code, early.json()["code"]) == (409, "out_of_order")
    confirm = {"cause": "lost", **TIMES}
    for name, data in (("confirm", confirm), *NAMED[1:], ("describe", LETTER)):
        assert changed(client, made, name, data).status_code == 200
    people = client.get(f"{LIST}{made.uid}/people/").json()["results"]
    assert [(row["found_by"], row["told_at"]) for row in people] == [("hand", None)] * 2
    authority = next(row for row in people if row["name"] != "Maya Contoh")
    everybody = {"person": "all", "way": "portal"}
    assert changed(client, made, "record_told", everybody).status_code == 200
    left = changed(client, made, "notify")
    assert (left.status_code, left.json()["code"]) == (409, "guarded")
    assert left.json()["current"]["state"] == "confirmed"
    sent = {"person": authority["uid"], "way": "sent"}
    for name, data in (("record_told", sent), ("notify", {}), ("close", {"measures": "Kunci"})):
        done = changed(client, made, name, data)
        assert done.status_code == 200
    assert done.json()["state"] == "closed"
    told = client.get(f"{LIST}{made.uid}/history/").json()["results"]
    assert [row["by"] for row in told] == ["finder", *["you"] * 7]


def test_letters_are_read_and_printed_at_a_keyboard_and_leave_a_record(cast, wulan, door):
    made = breach(cast, wulan, "given")
    url, before = f"{LIST}{made.uid}/", AccessRecord.objects.count()
    maya, others = door(cast.maya), door(wulan)
    assert maya.post(f"{url}letter/", {}, format="json").json()["code"] == "not_confirmed"
    refused = others.post(f"{url}texts/", {}, format="json")
    assert (refused.json()["code"], AccessRecord.objects.count()) == (
        "second_factor_missing",
        before,
    )
    maya, others = at_keyboard(maya, cast.maya.user, factor=False), at_keyboard(others, wulan.user)
    parts = maya.post(f"{url}letter/", {}, format="json").json()["results"]
    assert {LETTER["data"], LETTER["contact"]} <= {part["text"] for part in parts}
    assert AccessRecord.objects.count() == before + 4
    assert maya.post(f"{url}texts/", {}, format="json").status_code == 404
    told = others.post(f"{url}texts/", {}, format="json").json()["results"]
    assert [row["field"] for row in told] == ["report", *LETTER]
    person = str(made.people.get(person=cast.maya).uid)
    paper = others.post(f"{url}letter/print/", {"person": person, "language": "en"}, format="json")
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    strange = {"person": str(made.people.get(person=None).uid)}
    foreign = maya.post(f"{url}letter/", strange, format="json")
    assert (foreign.status_code, foreign.json()["errors"][0]["field"]) == (400, "person")


def test_the_officer_learns_from_no_identifier_whose_it_is(cast, wulan, door):
    told = counselling(cast, "proposed", counsellor=official(cast, "Wati Contoh"))
    made, client = breach(cast, wulan, "confirmed"), door(wulan)
    named = changed(client, made, "name_matter", {"identifier": str(told.uid)})
    assert named.status_code == 200
    changed(client, made, "describe", LETTER)
    listed = client.get(f"{LIST}{made.uid}/people/")
    (row,) = [one for one in listed.json()["results"] if one["found_by"] == "matter"]
    assert (str(told.uid) in row["name"], "Maya" in listed.content.decode()) == (True, False)
    client = at_keyboard(client, wulan.user)
    read = client.post(f"{LIST}{made.uid}/letter/", {"person": row["uid"]}, format="json")
    assert (read.status_code, "Maya" in read.content.decode()) == (200, False)
    assert client.post(f"{LIST}{made.uid}/letter/", {}, format="json").status_code == 400
