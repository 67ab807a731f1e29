"""Changes through the API: permitted, refused with the reason, raced, repeated."""

import json

import pytest

from mentoring.models import IdempotencyKey, Relationship
from tests.factories.relationship import relationship
from tests.factories.session import session
from workflows.models import Record


def address(subject, name):
    return f"/api/v1/{subject.kind}s/{subject.uid}/transitions/{name}/"


def test_strangers_are_asked_to_sign_in(cast, door):
    answer = door().post(address(relationship(cast, "offered"), "accept"), {}, format="json")
    assert answer.status_code == 401


@pytest.mark.parametrize("who", ["eko", "hadi", "rina", "sari"])
def test_who_does_not_act_in_it_finds_nothing(cast, door, who):
    made = relationship(cast, "active")
    answer = door(getattr(cast, who)).post(address(made, "resume"), {}, format="json")
    assert answer.status_code == 404


def test_who_acts_in_it_but_may_not_do_this_is_told(cast, door):
    made = relationship(cast, "offered")
    answer = door(cast.maya).post(address(made, "accept"), {}, format="json")
    assert answer.status_code == 403
    assert answer.json()["code"] == "not_permitted"


def test_a_change_answers_with_the_new_version(cast, door):
    made = relationship(cast, "offered")
    answer = door(cast.budi.person).post(address(made, "accept"), {}, format="json")
    assert answer.status_code == 200
    assert answer.json()["state"] == "agreement"
    assert answer["ETag"] == f'"{made.version + 1}"'


def test_a_wrong_moment_is_a_conflict_with_the_present_state(cast, door):
    made = relationship(cast, "active")
    answer = door(cast.maya).post(address(made, "submit"), {}, format="json")
    assert answer.status_code == 409
    assert answer.json()["code"] == "out_of_order"
    assert answer.json()["current"]["state"] == "active"


def test_a_stale_version_is_a_conflict_with_the_present_state_and_changes_nothing(cast, door):
    made = relationship(cast, "active")
    records = Record.objects.count()
    answer = door(cast.maya).post(
        address(made, "start_closing"), {"reason": "goals_met"}, format="json",
        headers={"If-Match": f'"{made.version - 1}"'},
    )  # fmt: skip
    assert answer.status_code == 409
    assert answer.json()["code"] == "conflict"
    assert answer.json()["current"]["version"] == made.version
    assert Record.objects.count() == records


def test_the_version_seen_last_is_accepted(cast, door):
    made = relationship(cast, "active")
    answer = door(cast.maya).post(
        address(made, "start_closing"), {"reason": "goals_met"}, format="json",
        headers={"If-Match": f'"{made.version}"'},
    )  # fmt: skip
    assert answer.status_code == 200


def test_a_repeated_key_has_one_effect_and_the_same_answer(cast, door):
    made = relationship(cast, "active")
    client, sent = door(cast.budi.person), {"status": "on_track"}
    answers = [
        client.post(address(made, "update_status"), sent, format="json",
                    headers={"Idempotency-Key": "k-1"})
        for _ in range(3)
    ]  # fmt: skip
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert Record.objects.filter(transition="update_status").count() == 1


def test_a_key_keeps_no_answer(cast, door):
    made = relationship(cast, "agreement")
    text = "Tujuan rahasia (contoh)"
    terms = {"goals": text, "frequency_days": 14, "ends_on": "2026-11-30"}
    door(cast.maya).post(
        address(made, "propose_terms"), terms, format="json", headers={"Idempotency-Key": "k-2"}
    )
    row = IdempotencyKey.objects.get()
    assert (row.status, row.subject_uid, row.subject_version) == (200, made.uid, made.version + 1)
    assert text not in json.dumps([str(value) for value in vars(row).values()])


def test_a_repeated_key_is_answered_by_todays_permissions(cast, door):
    made = relationship(cast, "offered")
    client, headers = door(cast.budi.person), {"Idempotency-Key": "k-3"}
    body = {"reason": "no_time"}
    first = client.post(address(made, "decline"), body, format="json", headers=headers)
    again = client.post(address(made, "decline"), body, format="json", headers=headers)
    assert (first.status_code, again.status_code) == (200, 404)


def test_a_key_with_another_body_is_refused(cast, door):
    made = relationship(cast, "active")
    client, headers = door(cast.budi.person), {"Idempotency-Key": "k-4"}
    client.post(address(made, "update_status"), {"status": "on_track"}, format="json",
                headers=headers)  # fmt: skip
    other = client.post(address(made, "update_status"), {"status": "stalled"}, format="json",
                        headers=headers)  # fmt: skip
    assert other.status_code == 422
    assert other.json()["errors"][0]["field"] == "Idempotency-Key"
    assert Relationship.objects.get(pk=made.pk).status == "on_track"


def test_a_refused_request_leaves_its_key_free(cast, door):
    made = relationship(cast, "active")
    client, headers = door(cast.maya), {"Idempotency-Key": "k-5"}
    assert (
        client.post(address(made, "submit"), {}, format="json", headers=headers).status_code == 409
    )
    assert not IdempotencyKey.objects.exists()


def test_keys_belong_to_their_user(cast, door):
    made = relationship(cast, "agreement")
    headers = {"Idempotency-Key": "k-6"}
    for who in (cast.maya, cast.budi.person):
        answer = door(who).post(address(made, "sign"), {}, format="json", headers=headers)
        assert answer.status_code == 200
    assert answer.json()["state"] == "active"


def test_a_session_is_confirmed_by_the_one_invited(cast, door):
    planned = session(relationship(cast, "active"))
    assert (
        door(cast.budi.person).post(address(planned, "confirm"), {}, format="json").status_code
        == 403
    )
    assert door(cast.maya).post(address(planned, "confirm"), {}, format="json").status_code == 200
