"""Destructions and legal holds through the API: decided by two people, stopped by a hold."""

import uuid
from datetime import timedelta

import pytest

from accounts.models import ApiToken
from mentoring.machines.retention_codes import RecordKind
from mentoring.models import Destruction, JournalEntry, LegalHold, RetentionRule
from mentoring.rules import office_day
from mentoring.services import defaults, retention
from tests.factories import person as people
from tests.factories.cast import MONDAY
from tests.factories.data_requests import officer
from tests.factories.destructions import KEEP, destruction, hold, proposed_by_night
from tests.factories.relationship import relationship
from tests.mentoring.api.at_keyboard import program

pytestmark = pytest.mark.django_db

DESTRUCTIONS, HOLDS = "/api/v1/destructions/", "/api/v1/legal-holds/"
PASSWORD = "kata sandi panjang contoh"
UNTIL = (office_day(MONDAY) + timedelta(days=30)).isoformat()
ON_MAYA = {"who": "Maya Contoh", "hold_reason": "court", "document": "Surat 1", "until": UNTIL}


@pytest.fixture
def wulan(cast):
    found = officer(cast)
    found.user.set_password(PASSWORD)
    found.user.save(update_fields=["password"])
    return found


def changed(client, url, name, data=None, **headers):
    return client.post(f"{url}transitions/{name}/", data or {}, format="json", headers=headers)


@pytest.mark.parametrize("rest", ["", "history/", "why/", "certificate/"])
def test_a_destruction_is_missing_to_everybody_else_byte_for_byte(cast, wulan, door, rest):
    made = destruction(cast, wulan, "destroyed")
    for person in (cast.maya, cast.citra, cast.rina, cast.eko):
        client = door(person)
        foreign, missing = (
            client.get(f"{DESTRUCTIONS}{one}/{rest}") for one in (made.uid, uuid.uuid4())
        )
        assert (foreign.status_code, foreign.content) == (404, missing.content)
        assert client.get(DESTRUCTIONS).json()["results"] == []


def test_programs_learn_nothing(cast, wulan, door):
    made, held = destruction(cast, wulan), hold(cast, wulan, cast.maya)
    client = program(wulan.user, door())
    for url in (DESTRUCTIONS, f"{DESTRUCTIONS}{made.uid}/", HOLDS, f"{HOLDS}{held.uid}/"):
        assert client.get(url).status_code == 404


def test_it_is_approved_with_the_password_and_destroyed_by_another_act(cast, wulan, door):
    pair = relationship(cast, "followed_up")
    made = destruction(cast, wulan, keys=(pair.pk,))
    url, client = f"{DESTRUCTIONS}{made.uid}/", door(wulan)
    assert client.get(url).json()["counts"] == {"relationship": 1}
    early = client.get(f"{url}certificate/", headers={"Accept": "application/pdf"})
    assert (early.status_code, early.json()["code"]) == (409, "not_certified")
    wrong = changed(client, url, "approve", {"password": "bukan itu"})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "password")
    assert changed(client, url, "approve", {"password": PASSWORD}).json()["state"] == "approved"
    stale = changed(client, url, "destroy", {"password": PASSWORD}, **{"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["current"]["state"]) == (409, "approved")
    done = changed(client, url, "destroy", {"password": PASSWORD}, **{"Idempotency-Key": "satu"})
    shown = client.get(url)
    assert (done.json()["state"], shown.json()["number"]) == ("destroyed", 1)
    assert done["ETag"] == shown["ETag"]
    pair.refresh_from_db()
    assert pair.aim == ""
    paper = client.get(f"{url}certificate/")
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    told = client.get(f"{url}history/").json()["results"]
    assert [row["by"] for row in told] == ["system", "you", "you", "system"]


def test_what_is_kept_says_why_and_until_when(cast, wulan, door):
    url = f"{DESTRUCTIONS}{destruction(cast, wulan).uid}/"
    late = changed(door(wulan), url, "keep", {**KEEP, "until": "2026-01-01"})
    assert (late.status_code, late.json()["code"]) == (409, "guarded")
    assert changed(door(wulan), url, "keep", KEEP).json()["state"] == "kept"
    assert door(wulan).get(url).json()["keep_reason"] == KEEP["reason"]


def test_a_hold_is_placed_once_and_stops_what_was_proposed(cast, wulan, door):
    made, client = proposed_by_night(cast, wulan), door(wulan)
    for _ in range(2):
        placed = client.post(HOLDS, ON_MAYA, format="json", headers={"Idempotency-Key": "satu"})
        assert placed.status_code == 201
    held = LegalHold.objects.get()
    assert held.person == cast.maya
    url = f"{DESTRUCTIONS}{made.uid}/"
    stopped = changed(client, url, "approve", {"password": PASSWORD})
    assert (stopped.status_code, stopped.json()["code"]) == (409, "guarded")
    of_hold = f"{HOLDS}{held.uid}/"
    assert changed(client, of_hold, "review", {"until": "2026-12-01"}).status_code == 200
    assert changed(client, of_hold, "lift", {"reason": "ended"}).json()["state"] == "lifted"
    assert changed(client, url, "approve", {"password": PASSWORD}).status_code == 200
    assert Destruction.objects.get().state == "approved"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"case_uid": str(uuid.uuid4())}, "who"),
        ({"who": "Tidak Ada"}, "who"),
        ({"until": "2026-01-01"}, "until"),
        ({"document": " "}, "document"),
    ],
)
def test_what_is_wrong_with_a_hold_is_named(cast, wulan, door, given, field):
    answer = door(wulan).post(HOLDS, {**ON_MAYA, **given}, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)


def test_a_hold_on_a_case_does_not_say_whether_there_is_one(cast, wulan, door):
    body = {name: value for name, value in ON_MAYA.items() if name != "who"}
    answer = door(wulan).post(HOLDS, {**body, "case_uid": str(uuid.uuid4())}, format="json")
    assert answer.status_code == 201


def test_nobody_else_places_one_or_learns_by_it_who_is_here(cast, wulan, door):
    for person in (cast.maya, cast.citra, people.person("Putri Contoh", unit=cast.maya.unit)):
        known, unknown = (
            door(person).post(HOLDS, {**ON_MAYA, "who": who}, format="json")
            for who in ("Eko Contoh", "Tidak Ada")
        )
        assert (known.status_code, known.content) == (403, unknown.content)
    mine = door(wulan).post(HOLDS, {**ON_MAYA, "who": wulan.name}, format="json")
    assert (mine.status_code, LegalHold.objects.exists()) == (403, False)


RULE = {"kind": "relationship", "months": 7, "source_label": "JRA 3 (contoh)"}
TODAY = office_day(MONDAY)


def test_how_long_records_are_kept_is_read_and_decided_as_on_the_page(cast, wulan, door):
    retention.load(defaults.FOLDER / "retention.yaml", MONDAY)
    client, url = door(wulan), "/api/v1/retention/"
    shipped = client.get(url).json()
    assert {rule["kind"] for rule in shipped["in_force"]} == set(RecordKind.values)
    assert shipped["own"] == []
    body = {**RULE, "first": TODAY.isoformat()}
    for _twice in range(2):
        said = client.post(url, body, format="json").json()
        assert [rule["months"] for rule in said["own"]] == [7]
    [counts] = [rule for rule in said["in_force"] if rule["kind"] == "relationship"]
    assert (counts["months"], counts["source_label"]) == (7, RULE["source_label"])
    entered = JournalEntry.objects.filter(what="retention_changed", actor=wulan.user)
    assert entered.count() == 1
    past = {**body, "months": 8, "first": (TODAY - timedelta(days=1)).isoformat()}
    wrong = client.post(url, past, format="json")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "first")


def test_who_does_not_answer_for_data_decides_nothing_and_most_learn_nothing(cast, wulan, door):
    url, body = "/api/v1/retention/", {**RULE, "first": TODAY.isoformat()}
    head = door(cast.hadi)
    assert head.get(url).status_code == 200
    refused = head.post(url, body, format="json")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    writes = program(wulan.user, door(), ApiToken.Scope.WRITE)
    for client in (door(cast.maya), door(cast.citra), writes):
        assert client.get(url).status_code == 404
        assert client.post(url, body, format="json").status_code == 404
    assert not RetentionRule.objects.exclude(organisation=None).exists()
