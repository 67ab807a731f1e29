"""The inbox through the API: one's own, read by a POST and by nothing else."""

import pytest
from django.db import connection

from notifications.models import Notice
from tests.factories import cast as casts
from tests.factories.relationship import relationship
from tests.mentoring.api.conftest import CLOCK

LIST = "/api/v1/notices/"


def test_strangers_are_asked_to_sign_in(cast, door):
    assert door().get(LIST).status_code == 401


def test_nobody_reads_what_others_were_told(cast, door):
    relationship(cast, "offered")
    told = Notice.objects.filter(recipient=cast.budi.person.user).first()
    for rest in ("", "read/"):
        ask = door(cast.maya).post if rest else door(cast.maya).get
        assert ask(f"{LIST}{told.pk}/{rest}").status_code == 404
    told.refresh_from_db()
    assert told.read_at is None


def test_looking_does_not_mark_it_as_read_a_post_does_once(cast, door):
    relationship(cast, "offered")
    client = door(cast.budi.person)
    one = client.get(LIST).json()["results"][0]
    assert one["subject"]
    assert one["why"]
    address = f"{LIST}{one['id']}/"
    assert client.get(address).json()["read_at"] is None
    assert client.post(f"{address}read/").status_code == 204
    first = client.get(address).json()["read_at"]
    assert first is not None
    client.post(f"{address}read/")
    assert client.get(address).json()["read_at"] == first


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_list_costs_the_same_however_long(cast, door, statements, number):
    for n in range(number):
        relationship(cast, "requested", mentee=casts.another_mentee(cast, f"Nomor {n} Contoh"))
    client = door(cast.citra)
    with statements() as made:
        assert len(client.get(f"{LIST}?limit=100").json()["results"]) == number
    assert len(made.counted) == 3 + CLOCK[connection.vendor]
