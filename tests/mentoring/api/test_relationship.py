"""Relationships through the API: anonymous first, the outsider second, then each role."""

import uuid
from datetime import date

import pytest

from mentoring.models import Relationship
from mentoring.services import pausing
from tests.factories import cast as casts
from tests.factories.cast import MONDAY
from tests.factories.relationship import AIM, relationship

LIST = "/api/v1/relationships/"
CONTENT = {"aim", "status", "status_at", "applied"}


def item(subject, rest=""):
    return f"{LIST}{subject.uid}/{rest}"


@pytest.mark.parametrize("rest", ["", "history/", "why/", "offers/", "agreements/"])
def test_strangers_are_asked_to_sign_in(cast, door, rest):
    answer = door().get(item(relationship(cast, "active"), rest))
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("rest", ["", "history/", "why/", "offers/", "agreements/"])
@pytest.mark.parametrize("outsider", ["eko", "hadi"])
def test_a_foreign_one_is_missing_byte_for_byte(cast, door, outsider, rest):
    client = door(getattr(cast, outsider))
    foreign = client.get(item(relationship(cast, "active"), rest))
    missing = client.get(f"{LIST}{uuid.uuid4()}/{rest}")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content
    ignored = {"X-Request-ID"}
    assert {k: v for k, v in foreign.items() if k not in ignored} == {
        k: v for k, v in missing.items() if k not in ignored
    }


def test_outsiders_list_nothing(cast, door):
    relationship(cast, "active")
    assert door(cast.eko).get(LIST).json() == {"next": None, "results": []}


def test_the_mentee_sees_what_it_is_about_and_what_comes(cast, door):
    found = door(cast.maya).get(item(relationship(cast, "active")))
    body = found.json()
    assert found["ETag"] == f'"{body["version"]}"'
    assert found["Cache-Control"] == "no-store"
    assert body["aim"] == AIM
    assert body["turn"]["role"] == "practitioner"
    assert body["turn"]["yours"] is False
    assert body["due"] == body["turn"]["due_at"]
    assert body["forecast"][0]["action"] == "remind"
    possible = {one["name"]: one for one in body["transitions"]}
    assert possible["pause"]["allowed"]
    assert [field["name"] for field in possible["pause"]["inputs"]] == ["until", "reason"]
    assert not possible["update_status"]["allowed"]
    assert possible["update_status"]["reason"]


def test_the_coordinator_sees_the_course_but_no_content(cast, door):
    body = door(cast.citra).get(item(relationship(cast, "active"))).json()
    assert {"state", "turn", "mentee", "practitioner", "agreement_version"} <= set(body)
    assert not CONTENT - {"status_at"} & set(body)


@pytest.mark.parametrize(("who", "own", "other"), [("rina", "mentee", "practitioner"),
                                                   ("sari", "practitioner", "mentee")])  # fmt: skip
def test_a_superior_learns_of_lateness_of_their_own_person_only(cast, door, who, own, other):
    body = door(getattr(cast, who)).get(item(relationship(cast, "active"))).json()
    assert own in body
    assert body["late"] == []
    assert not {other, "state", "turn", "forecast", "transitions", *CONTENT} & set(body)


def test_superiors_see_nothing_before_both_have_accepted(cast, door):
    assert door(cast.rina).get(item(relationship(cast, "offered"))).status_code == 404


def test_the_coordinator_sees_no_draft(cast, door):
    assert door(cast.citra).get(item(relationship(cast, "draft"))).status_code == 404


def test_the_one_asked_sees_who_asks_and_for_what(cast, door):
    body = door(cast.budi.person).get(item(relationship(cast, "offered"))).json()
    assert body["aim"] == AIM
    assert body["mentee"]["name"] == "Maya Contoh"
    assert "organisation" not in body


def test_history_names_sides_and_is_not_for_superiors(cast, door):
    made = relationship(cast, "active")
    told = door(cast.maya).get(item(made, "history/")).json()["results"]
    assert [one["transition"] for one in told][:4] == ["begin", "submit", "offer", "accept"]
    assert [one["by"] for one in told][:4] == ["you", "you", "coordinator", "practitioner"]
    assert door(cast.rina).get(item(made, "history/")).status_code == 404


def test_why_tells_the_readers_own_notices(cast, door):
    made = relationship(cast, "active")
    body = door(cast.maya).get(item(made, "why/")).json()
    assert {one["role"] for one in body["told"]} == {"mentee"}
    assert body["next"]
    assert door(cast.rina).get(item(made, "why/")).json()["next"] == []


def test_why_names_the_policy_and_version_each_open_deadline_keeps(cast, door):
    made = relationship(cast, "offered")
    [runs] = door(cast.maya).get(item(made, "why/")).json()["deadlines"]
    assert (runs["deadline"], runs["due_at"][:10]) == ("answer_offer", "2026-06-11")
    told = {"code": "answer_offer", "scope": "", "version": 1}
    assert runs["policy"].items() >= told.items()
    assert (runs["stands_still"], runs["quiet_until"]) == ([], None)
    days = (date(2026, 6, 9), date(2026, 6, 10))
    pausing.pause(made, *days, "office_closed", by=cast.citra.user, now=MONDAY)
    [runs] = door(cast.maya).get(item(made, "why/")).json()["deadlines"]
    [span] = runs["stands_still"]
    assert [span[end][:16] for end in ("starts_at", "ends_at")] == [
        "2026-06-09T00:00",
        "2026-06-11T00:00",
    ]
    other = relationship(cast, "active", mentee=casts.another_mentee(cast, "Nina Contoh"))
    assert door(cast.rina).get(item(other, "why/")).status_code == 404
    assert door(cast.sari).get(item(other, "why/")).json()["deadlines"] == []


def test_agreements_are_for_the_pair_with_goals_and_for_the_coordinator_without(cast, door):
    made = relationship(cast, "active")
    assert door(cast.rina).get(item(made, "agreements/")).status_code == 404
    pair = door(cast.budi.person).get(item(made, "agreements/")).json()["results"]
    office = door(cast.citra).get(item(made, "agreements/")).json()["results"]
    assert pair[0]["goals"] == AIM
    assert "goals" not in office[0]


def test_asking_begins_a_draft_or_sends_at_once(cast, door):
    client = door(cast.maya)
    draft = client.post(LIST, {"programme": str(cast.programme.uid)}, format="json")
    assert draft.status_code == 201
    assert draft.json()["state"] == "draft"
    body = {"programme": str(cast.programme.uid), "aim": AIM, "submit": True}
    sent = client.post(LIST, body, format="json")
    assert sent.json()["state"] == "requested"
    assert client.get(sent.json()["url"]).json()["aim"] == AIM


def test_asking_twice_with_one_key_asks_once(cast, door):
    body, client = {"programme": str(cast.programme.uid), "aim": AIM}, door(cast.maya)
    headers = {"Idempotency-Key": "ask"}
    answers = [client.post(LIST, body, format="json", headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert Relationship.objects.count() == 1


def test_asking_without_an_aim_keeps_nothing(cast, door):
    body = {"programme": str(cast.programme.uid), "submit": True}
    answer = door(cast.maya).post(LIST, body, format="json")
    assert answer.status_code == 409
    assert answer.json()["code"] == "guarded"
    assert not Relationship.objects.exists()


@pytest.mark.parametrize("who", ["budi", "citra", "eko"])
def test_who_takes_no_part_cannot_name_the_programme_or_ask_in_it(cast, door, who):
    person = getattr(cast, who)
    body = {"programme": str(cast.programme.uid), "aim": AIM}
    answer = door(getattr(person, "person", person)).post(LIST, body, format="json")
    assert answer.status_code in {400, 409}
    assert not Relationship.objects.exists()


def test_pages_follow_each_other_without_counting_or_numbers(cast, door, statements):
    for n in range(5):
        relationship(cast, "requested", mentee=casts.another_mentee(cast, f"Nomor {n} Contoh"))
    client = door(cast.citra)
    seen, address = [], f"{LIST}?limit=2"
    while address:
        with statements() as made:
            body = client.get(address).json()
        assert not any("COUNT(" in sql for sql in made.counted)
        seen += [one["uid"] for one in body["results"]]
        address = body["next"]
    assert len(seen) == len(set(seen)) == 5


def test_a_list_can_be_narrowed_to_a_state(cast, door):
    relationship(cast, "requested")
    client = door(cast.maya)
    assert len(client.get(f"{LIST}?state=requested").json()["results"]) == 1
    assert client.get(f"{LIST}?state=active").json()["results"] == []
