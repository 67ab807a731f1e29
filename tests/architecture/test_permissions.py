"""No address, transition or resource without an entry in the permission table, nor the reverse."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from django.urls import path

from config import addresses
from config.checks import refuse_faults
from mentoring import permissions
from mentoring.permissions import Resource, Route
from mentoring.permissions.unshown import UNSHOWN
from workflows.registry import machines

pytestmark = pytest.mark.once


def found():
    return [str(each.msg) for each in addresses.every_address_is_in_the_table(None)]


@pytest.fixture
def table(monkeypatch):
    """The table's addresses, to be damaged."""
    entries = dict(permissions.ROUTES)
    monkeypatch.setattr(addresses, "ROUTES", entries)
    return entries


@pytest.mark.parametrize("urls", ["config.urls", "config.demo.urls"])
def test_the_table_and_the_addresses_agree(urls):
    with override_settings(ROOT_URLCONF=urls):
        assert found() == []


def test_taking_any_entry_away_is_noticed(table):
    for name in list(table):
        taken = table.pop(name)
        assert found() == [f"The address {name} has no entry in the permission table."]
        table[name] = taken


def test_an_entry_for_no_address_is_noticed(table):
    table["portal:nowhere"] = Route("", "see", permissions.ANYONE)
    assert found() == [
        "The permission table has an entry for portal:nowhere, an address that does not exist."
    ]


def test_an_address_without_a_name_is_noticed_too(monkeypatch):
    unnamed = path("hidden/", lambda request: None)
    monkeypatch.setattr(
        addresses, "get_resolver", lambda root: type("Root", (), {"url_patterns": [unnamed]})
    )
    assert "The address hidden/ has no entry in the permission table." in found()


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (Route("", "health", frozenset()), "lets nobody in"),
        (Route("", "health", frozenset({"passers-by"})), "names unknown ['passers-by']"),
        (Route("relationship", "see", frozenset({"recipient"})), "names unknown ['recipient']"),
        (Route("diary", "see", permissions.ANYONE), "names diary, which is no resource"),
    ],
)
def test_an_entry_that_makes_no_sense_is_noticed(table, entry, said):
    table["health_live"] = entry
    assert said in found()[0]


def test_a_resource_that_speaks_of_strangers_is_noticed(monkeypatch):
    odd = Resource("", "mentoring.Diary", {}, see={"passer-by": frozenset({"body"})})
    monkeypatch.setattr(addresses, "RESOURCES", {**permissions.RESOURCES, "diary": odd})
    assert found() == [
        "The resource diary speaks of ['passer-by'], who is nobody to it.",
        "The resource diary has no model mentoring.Diary.",
    ]


def test_taking_any_resource_away_is_noticed(monkeypatch):
    """Its model has no entry any more, whether an address names it or not."""
    for name, resource in permissions.RESOURCES.items():
        kept = {one: each for one, each in permissions.RESOURCES.items() if one != name}
        monkeypatch.setattr(addresses, "RESOURCES", kept)
        assert any(resource.model in said or f"names {name}," in said for said in found()), name


def test_no_table_is_both_shown_and_unshown():
    models = {resource.model for resource in permissions.RESOURCES.values()}
    assert models & UNSHOWN == set()


@pytest.mark.django_db
def test_taking_an_entry_away_stops_the_start(monkeypatch):
    """Not only a complaint: a server refuses to start on it."""
    kept = {name: each for name, each in permissions.ROUTES.items() if name != "api:person"}
    monkeypatch.setattr(addresses, "ROUTES", kept)
    with pytest.raises(ImproperlyConfigured, match="The address api:person has no entry"):
        refuse_faults()


def test_whoever_may_act_sees_what_they_act_in(monkeypatch):
    kept = {name: each for name, each in permissions.RESOURCES.items() if name != "session"}
    monkeypatch.setattr(addresses, "RESOURCES", kept)
    blind = [line for line in found() if line.startswith("session.")]
    changes = machines()["session"].transitions().values()
    assert len(blind) == sum(item.allow != {"system"} for item in changes)


CONTENT = {
    "aim",
    "status",
    "status_line",
    "goals",
    "body",
    "reflections",
    "link",
    "place",
    "applied",
    "text",
}


def test_content_is_for_the_pair():
    """Beside the pair: its aim to who must answer or match a request, trouble to who is called."""
    readers = {
        (name, relation): fields & CONTENT
        for name, resource in permissions.RESOURCES.items()
        for relation, fields in resource.see.items()
        if fields & CONTENT and relation not in {"mentee", "practitioner", "author", "reader"}
    }
    assert readers == {
        ("relationship", "offered_practitioner"): {"aim"},
        ("relationship", "matching_coordinator"): {"aim"},
        ("relationship", "called_coordinator"): {"status"},
        ("notice", "recipient"): {"body"},
        # Of a sealed text: that it is there. Which texts these are is for `case_notes` to say.
        **{
            ("sealed_note", f"{relation}_of_case"): {"text"}
            for relation in ("client", "counsellor", "coordinator", "intake")
        },
        # Client and counsellor are a pair of their own; the result goes to one more, by rule.
        ("performance_counselling", "client"): {"place"},
        ("performance_counselling", "counsellor"): {"place"},
        **{("sealed_note", who): {"text"} for who in ("client", "counsellor", "addressee")},
        **{("sealed_note", f"{who}_of_data"): {"text"} for who in ("requester", "dpo")},
        ("sealed_note", "dpo_of_breach"): {"text"},
        ("sealed_note", "affected_by_breach"): {"text"},
        **{("sealed_note", f"{who}_of_glass"): {"text"} for who in ("opener", "second")},
        ("sealed_note", "emergency"): {"text"},
    }


def test_nobody_sets_what_they_do_not_see():
    blind = {
        (name, relation): fields - resource.see.get(relation, frozenset())
        for name, resource in permissions.RESOURCES.items()
        for relation, fields in resource.write.items()
    }
    assert {key: fields for key, fields in blind.items() if fields} == {}
