"""Before something is done it can be said who will know of it, in words that follow the table."""

from dataclasses import replace

import pytest
from django.utils import translation

from mentoring import permissions
from mentoring.queries import access
from mentoring.queries.disclosure import who_will_know
from tests.factories.cast import MONDAY, cast
from tests.factories.relationship import relationship


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def said(resource, action):
    found = who_will_know(resource, action)
    return {line.role: str(line) for line in [*found.will, *found.will_not]}


def test_of_a_request():
    lines = said("relationship", "submit")
    assert lines["coordinator"] == (
        "The service coordinator: that it exists and when, what is due and what is late,"
        " how far it has come, what you would like help with (until somebody has accepted)."
    )
    assert lines["superior_of_mentee"] == (
        "The mentee's direct superior, once both have accepted: that it exists and when,"
        " what is due and what is late. Never: how far it has come, what you would like help with."
    )
    assert lines["head"] == "The head of service: nothing at all."


def test_a_note_is_for_nobody_but_the_pair():
    found = who_will_know("session", "file_note")
    assert [line.role for line in found.will] == ["author", "reader"]
    assert {line.role for line in found.will_not} >= {"coordinator", "superior_of_mentee", "head"}


def test_what_it_says_follows_the_table(monkeypatch):
    open_to_head = replace(
        permissions.RESOURCES["relationship"],
        see={**permissions.RESOURCES["relationship"].see, "head": frozenset({"aim"})},
    )
    table = {**permissions.RESOURCES, "relationship": open_to_head}
    monkeypatch.setattr(permissions, "RESOURCES", table)
    line = said("relationship", "submit")["head"]
    assert line.startswith("The head of service: what you would like help with.")


def test_it_is_said_in_indonesian():
    with translation.override("id"):
        assert str(who_will_know("session", "file_note").will_not[0]).startswith("Koordinator")


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["requested", "offered", "active"])
def test_nobody_sees_more_than_was_said(state):

    crew = cast()
    found = relationship(crew, state)
    promised = {line.role for line in who_will_know("relationship", "submit").will}
    for person in (
        crew.maya,
        crew.budi.person,
        crew.citra,
        crew.sari,
        crew.rina,
        crew.hadi,
        crew.eko,
    ):
        relations = access.relations_of("relationship", found, person.user, MONDAY)
        assert relations <= promised | {"matching_coordinator", "called_coordinator"}
