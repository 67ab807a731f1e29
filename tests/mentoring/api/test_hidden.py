"""What a reader may not see, the API does not tell by the side: filters, headers, history."""

import pytest

from tests.factories.cast import MONDAY, another_mentor
from tests.factories.relationship import relationship
from workflows import engine


def found(client, **query):
    return [row["uid"] for row in client.get("/api/v1/relationships/", query).json()["results"]]


@pytest.mark.django_db
def test_a_superior_cannot_find_out_the_state_by_filtering(cast, door):
    made = relationship(cast, "paused")
    superior, mentee = door(cast.rina), door(cast.maya)
    assert found(superior) == [str(made.uid)]
    assert found(superior, state="paused") == []
    assert found(mentee, state="paused") == [str(made.uid)]


@pytest.mark.django_db
def test_the_version_is_no_etag_for_whoever_does_not_see_it(cast, door):
    made = relationship(cast, "active")
    address = f"/api/v1/relationships/{made.uid}/"
    assert not door(cast.rina).get(address).has_header("ETag")
    assert door(cast.maya).get(address)["ETag"] == f'"{made.version}"'


@pytest.mark.django_db
def test_who_came_after_another_practitioner_does_not_read_what_was_before(cast, door):
    """Neither who refused, nor why somebody else was left."""
    tono = another_mentor(cast)
    made = relationship(cast, "rematch", practitioner=tono)
    offer = {"practitioner": cast.budi.uid}
    made = engine.perform(made, "offer", by=cast.citra.user, now=MONDAY, data=offer)
    made = engine.perform(made, "accept", by=cast.budi.person.user, now=MONDAY)
    address = f"/api/v1/relationships/{made.uid}/history/"
    told = door(cast.budi.person).get(address).json()["results"]
    assert [row["transition"] for row in told] == ["accept"]
    assert "request_rematch" in {
        row["transition"] for row in door(cast.maya).get(address).json()["results"]
    }
