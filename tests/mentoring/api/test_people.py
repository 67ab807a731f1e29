"""People, practitioners, units, programmes and oneself: as far as one has to do with them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mentoring.models import Absence
from mentoring.services.defaults import shipped_policies
from tests.factories import cast as casts
from tests.factories.cast import MONDAY
from tests.factories.relationship import relationship
from workflows import policies, policy_files
from workflows.policy import Offset, Unit

POLICIES = "/api/v1/programmes/{}/policies/"

LISTS = ("people", "practitioners", "units", "programmes", "roster-imports")


@pytest.mark.parametrize("name", [*LISTS, "me", "worklist"])
def test_strangers_are_asked_to_sign_in(cast, door, name):
    assert door().get(f"/api/v1/{name}/").status_code == 401


def test_the_outsider_sees_themselves_and_their_own_house(cast, door):
    client = door(cast.eko)
    assert [one["display_name"] for one in client.get("/api/v1/people/").json()["results"]] == [
        "Eko Contoh"
    ]
    assert client.get("/api/v1/programmes/").json()["results"] == []
    assert client.get(f"/api/v1/people/{cast.maya.uid}/").status_code == 404


def test_the_nip_is_masked_for_everybody(cast, door):
    for who in (cast.maya, cast.citra):
        body = door(who).get(f"/api/v1/people/{cast.maya.uid}/")
        assert cast.maya.nip not in body.content.decode()
        assert body.json()["masked_nip"] == cast.maya.masked_nip


def test_a_pair_knows_until_when_the_other_is_away(cast, door):
    relationship(cast, "active")
    today, budi = MONDAY.date(), f"/api/v1/people/{cast.budi.person.uid}/"
    assert door(cast.maya).get(budi).json()["away_until"] is None
    Absence.objects.create(
        person=cast.budi.person, starts_on=today, ends_on=today + timedelta(days=3)
    )
    listed = door(cast.maya).get("/api/v1/people/").json()["results"]
    for found in (door(cast.maya).get(budi).json(), *listed):
        if found["uid"] == str(cast.budi.person.uid):
            assert found["away_until"] == "2026-06-11"
    assert "away_until" not in door(cast.budi.person).get(budi).json()
    assert door(cast.eko).get(budi).status_code == 404


def test_who_looks_for_somebody_learns_of_room_not_of_load(cast, door):
    programme_mentor = casts.another_mentor(cast)
    found = door(cast.maya).get("/api/v1/practitioners/").json()["results"]
    assert str(programme_mentor.uid) in {one["uid"] for one in found}
    assert all(one["has_room"] and "active" not in one for one in found)


def test_me_says_what_one_is(cast, door):
    body = door(cast.citra).get("/api/v1/me/").json()
    assert body["person"] == str(cast.citra.uid)
    assert {"person", "a coordinator"} <= set(body["hats"])


def test_a_coordinator_reads_the_policies_that_count_in_a_programme(cast, door):
    offer = replace(shipped_policies()["answer_offer"], allowance=Offset(2, Unit.WORKING_DAYS))
    policies.publish(offer, now=MONDAY, scope=f"programme:{cast.programme.uid}")
    url = POLICIES.format(cast.programme.uid)
    rows = {row["deadline"]: row for row in door(cast.citra).get(url).json()["results"]}
    told = rows["answer_offer"]
    assert (told["code"], told["scope"], told["version"]) == ("answer_offer", "programme", 1)
    assert policy_files.from_json(told["content"]) == offer
    assert rows["review"]["scope"] == ""
    assert door(cast.maya).get(url).status_code == 404
