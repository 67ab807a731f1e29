"""Sessions through the API: anonymous first, the outsider second, then each role."""

import uuid

import pytest

from mentoring.models import Session
from tests.factories.relationship import relationship
from tests.factories.session import session
from workflows import engine

LIST = "/api/v1/sessions/"
NEAR = {"starts_at": "2026-06-15T09:00:00+07:00", "ends_at": "2026-06-15T10:00:00+07:00"}


def test_strangers_are_asked_to_sign_in(cast, door):
    held = session(relationship(cast, "active"))
    assert door().get(LIST).status_code == 401
    assert door().get(f"{LIST}{held.uid}/").status_code == 401


@pytest.mark.parametrize("rest", ["", "history/", "why/", "notes/"])
def test_a_foreign_one_is_missing_byte_for_byte(cast, door, rest):
    held, client = session(relationship(cast, "active")), door(cast.eko)
    foreign = client.get(f"{LIST}{held.uid}/{rest}")
    missing = client.get(f"{LIST}{uuid.uuid4()}/{rest}")
    assert (foreign.status_code, foreign.content) == (404, missing.content)


def test_one_of_the_pair_proposes_a_time(cast, door):
    pair = relationship(cast, "active")
    answer = door(cast.maya).post(LIST, {"relationship": str(pair.uid), **NEAR}, format="json")
    assert answer.status_code == 201
    made = Session.objects.get()
    assert made.proposed_by == cast.maya
    assert door(cast.budi.person).get(answer.json()["url"]).json()["turn"]["yours"] is True


@pytest.mark.parametrize(("who", "status"), [("citra", 403), ("rina", 403), ("eko", 400)])
def test_nobody_else_proposes(cast, door, who, status):
    pair = relationship(cast, "active")
    body = {"relationship": str(pair.uid), **NEAR}
    assert door(getattr(cast, who)).post(LIST, body, format="json").status_code == status
    assert not Session.objects.exists()


def test_place_and_link_are_for_the_pair(cast, door):
    held = session(relationship(cast, "active"))
    assert "link" in door(cast.maya).get(f"{LIST}{held.uid}/").json()
    for who in (cast.citra, cast.rina):
        body = door(who).get(f"{LIST}{held.uid}/").json()
        assert "starts_at" in body
        assert not {"link", "place", "mode"} & set(body)


def test_a_private_note_is_for_its_author_and_a_shared_one_for_the_pair(cast, door):
    held = session(relationship(cast, "active"), "held")
    for kind in ("private", "shared"):
        data = {"kind": kind, "body": f"Catatan {kind} (contoh)"}
        held = engine.perform(held, "file_note", by=cast.budi.person.user, now=held.ends_at,
                              data=data)  # fmt: skip
    notes = f"{LIST}{held.uid}/notes/"

    def kinds(who):
        return {one["kind"] for one in door(who).get(notes).json()["results"]}

    assert kinds(cast.budi.person) == {"private", "shared"}
    assert kinds(cast.maya) == {"shared"}
    assert door(cast.citra).get(notes).status_code == 404
