"""The permission matrix: every address × method × actor × relation answers as the table says.

A foreign object is answered byte for byte like a missing one; what is answered holds no row, no
field and no word beyond those of the table, and none of them is missing. `make test` asks a sample
that meets every pair, `make test-matrix` asks everything.
"""

import re
from collections import defaultdict
from dataclasses import replace

import pytest
from django.urls import reverse

from mentoring.permissions import RESOURCES, ROUTES, Hat
from tests.permissions import choice
from tests.permissions.addresses import addresses
from tests.permissions.judge import Judge
from tests.permissions.shapes import LISTED
from tests.permissions.visitors import said

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

BACK = re.compile(rb'name="next" value="[^"]*"')  # where the language switch leads back to
ODD = ("head", "put", "patch", "delete", "options")


def listed(wrong):
    """By what is wrong where, for whom."""
    found = defaultdict(list)
    for name, relation, actor, fault in wrong:
        found[name, fault].append(f"{actor} ({relation})" if relation else actor)
    return "".join(f"\n{where}: {what}: {', '.join(who)}" for (where, what), who in found.items())


def wrong_in(asked):
    """Of triples of visitor, address, and what is wrong there."""
    return [
        (address.name, address.relation, visitor.actor, fault)
        for visitor, address, faults in asked
        for fault in faults
    ]


@pytest.mark.once  # what the rows depend on is compared on both databases in test_rows
@choice.in_parts
def test_reading(world, everybody, judge, part):
    """Who is let in, with which rows and fields, and that nobody's words reach anybody else."""
    wrong = wrong_in(
        (visitor, address, judge.faults(visitor, address, "get"))
        for visitor, address in choice.reading(world, everybody, judge, part)
    )
    assert wrong == [], listed(wrong)


@choice.in_parts
def test_changing(world, everybody, judge, part):
    """An empty body, everywhere: whoever may not enter learns nothing, nobody breaks anything."""
    asked = [
        (visitor, address, judge.faults(visitor, address, method))
        for number, (visitor, address) in enumerate(choice.changing(world, everybody, judge, part))
        for method in ("post", *choice.of(ODD, number))
    ]
    wrong = wrong_in(asked)
    assert wrong == [], listed(wrong)


def test_everybody_and_every_relation_is_there(world, everybody, judge):
    assert len(everybody) >= 10
    assert {"own", "archived", "formerly assigned", "same unit", "other unit", "draft"} | {
        "other organisation"
    } <= set(world.relationships)
    rows = world.relationships.values()
    held = {
        relation
        for visitor in everybody.values()
        for row in rows
        for relation in judge.relations("relationship", row.pk, visitor.user)
    }
    assert held >= set(judge.page.chapters["relationship"].see)


@pytest.mark.once
@pytest.mark.parametrize("name", sorted(LISTED))
def test_nothing_is_ordered_or_found_by_what_is_not_offered(everybody, name):
    """A parameter that a list does not know is refused, whatever field it names."""
    resource = ROUTES[name].resource
    fields = frozenset().union(*RESOURCES[resource].see.values()) - {"state"}
    guesses = {*fields, "ordering", "order_by", "sort", "search", "q", "aim__startswith"}
    superior, address = everybody["superior of the mentee"], reverse(name)
    let = {
        guess
        for guess in guesses
        if superior.asks("get", f"{address}?{guess}=a").status_code != 400
    }
    assert let == set()


@pytest.mark.parametrize("resource", ["relationship", "session"])
@pytest.mark.parametrize(
    "actor", ["mentee", "coordinator", "superior of the mentee", "superior of the mentor"]
)
def test_whoever_filters_by_the_state_sees_it(everybody, judge, resource, actor):
    visitor, rows = everybody[actor], judge.rows(resource)
    visible = judge.visible(visitor, resource)
    for state in {str(row.state) for row in rows.values()}:
        answer = visitor.asks("get", f"{reverse(f'api:{resource}-list')}?state={state}")
        assert {row["uid"] for row in answer.json()["results"]} == {
            str(rows[key].uid)
            for key, fields in visible.items()
            if "state" in fields and str(rows[key].state) == state
        }


@pytest.mark.once
@pytest.mark.parametrize("name", ["home", "inbox", "mentees", "requests", "ask"])
def test_pages_take_no_parameter_that_tells_something(everybody, name):
    address = reverse(f"portal:{name}")
    odd = f"{address}?ordering=aim&aim=tujuan&state=paused&search=a&o=1"
    for actor in ("mentor", "coordinator", "superior of the mentee"):
        pages = [said(everybody[actor].asks("get", url), address)[3] for url in (address, odd)]
        plain, asked = (BACK.sub(b"", page) for page in pages)
        assert plain == asked


BROKEN = {
    "a field too many": (
        *("relationship", {"coordinator": {"aim"}}, "add"),
        *("api:relationship", "own", "coordinator"),
        {"sees ['aim'] of a relationship", "reads tujuan-own"},
    ),
    "a relation too many": (
        *("relationship", {"superior_of_mentee": {"status", "state"}}, "add"),
        *("api:relationship", "own", "superior of the mentee"),
        {"sees ['state', 'status'] of a relationship"},
    ),
    "a field too few": (
        *("relationship", {"mentee": {"aim"}}, "drop"),
        *("api:relationship", "own", "mentee"),
        {"is not shown ['aim'] of a relationship"},
    ),
    "a relation too few": (
        *("session", {"superior_of_practitioner": None}, "drop"),
        *("api:session", "own", "superior of the mentor"),
        {"is kept out with 404"},
    ),
    "notes for the coordinator": (
        *("note", {"author": {"kind"}}, "drop"),
        *("api:session-notes", "own", "mentee"),
        {"is not shown ['kind'] of a note"},
    ),
}


@pytest.mark.once
@pytest.mark.parametrize("case", BROKEN)
def test_breaking_an_entry_of_a_resource_turns_it_red(world, everybody, monkeypatch, judge, case):
    resource, entry, how, name, relation, actor, told = BROKEN[case]
    (address,) = (
        one
        for one in addresses(world, judge.page.routes)
        if (one.name, one.relation) == (name, relation)
    )
    assert list(judge.faults(everybody[actor], address, "get")) == []
    monkeypatch.setitem(RESOURCES, resource, broken(RESOURCES[resource], entry, how))
    assert set(judge.faults(everybody[actor], address, "get")) == told


def broken(resource, entry, how):
    see = dict(resource.see)
    for relation, fields in entry.items():
        if fields is None:
            del see[relation]
        else:
            see[relation] = see[relation] | fields if how == "add" else see[relation] - fields
    return replace(resource, see=see)


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "who", "relation", "actor", "told"),
    [
        ("portal:requests", {Hat.PERSON}, "", "mentee", "get gets in with 200"),
        ("portal:requests", {Hat.SUPPORT}, "", "coordinator", "is kept out with 404"),
        (
            *("api:relationship-why", {"mentee"}),
            *("own", "mentor", "is kept out with 404"),
        ),
        (
            *("api:session-notes", {"mentee", "practitioner", "coordinator"}),
            *("own", "coordinator", "get tells a foreign object from a missing one"),
        ),
    ],
)
def test_breaking_an_entry_of_an_address_turns_it_red(
    world, everybody, monkeypatch, judge, name, who, relation, actor, told
):
    (address,) = (
        one
        for one in addresses(world, judge.page.routes)
        if (one.name, one.relation) == (name, relation)
    )
    assert list(judge.faults(everybody[actor], address, "get")) == []
    monkeypatch.setitem(ROUTES, name, replace(ROUTES[name], who=frozenset(map(str, who))))
    assert told in set(judge.faults(everybody[actor], address, "get"))


def test_changing_the_page_alone_turns_it_red(world, everybody, judge):
    """The same from the other side: what is promised and not kept."""
    see = judge.page.chapters["relationship"].see
    strict = {**see, "practitioner": see["practitioner"] - {"aim"}}
    chapter = replace(judge.page.chapters["relationship"], see=strict)
    page = replace(judge.page, chapters={**judge.page.chapters, "relationship": chapter})
    (address,) = (
        one
        for one in addresses(world, page.routes)
        if (one.name, one.relation) == ("api:relationship", "own")
    )
    other = Judge(world, page)
    assert list(other.faults(everybody["mentor"], address, "get")) == [
        "sees ['aim'] of a relationship"
    ]


def test_a_new_address_without_a_sample_says_what_to_add(world, judge):
    routes = {**judge.page.routes, "api:person": replace(ROUTES["api:person"], resource="diary")}
    with pytest.raises(AssertionError, match="about a diary: add such objects to OBJECTS"):
        list(addresses(world, routes))
    del routes["api:person"]
    with pytest.raises(AssertionError, match="no line for api:person: run make diagrams"):
        list(addresses(world, routes))
