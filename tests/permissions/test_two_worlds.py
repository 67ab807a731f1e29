"""A world with somebody's counselling case in it and the same without: nobody tells them apart.

Superior, coordinator, head, support, auditor, colleague and stranger attempt everything, and are
answered byte for byte the same. `make test` asks a sample, `make test-matrix` everything.
"""

import os
import random
from collections import defaultdict

import pytest
from django.db import transaction
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from tests.crawl.crowd import _cast as cast_of
from tests.factories import person as people
from tests.factories.cast import MONDAY, another_mentee
from tests.factories.counselling import Service, case
from tests.factories.relationship import relationship
from tests.factories.session import session
from tests.moments import at
from tests.permissions import attempts, choice
from tests.permissions.addresses import OBJECTS, of_rows
from tests.permissions.attempts import DAY, HOUR, Attempt, answered
from tests.transactions import around
from workflows import engine

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]

# Whose case it is to take in or to hold; everybody else is outside.
THEIRS = "the client's"
SEED = int(os.environ.get("MATRIX_SEED", random.randrange(10_000)))
STAFF = ("counselling coordinator", "counsellor", "other counsellor")
INSIDE = set(STAFF[:2])


@pytest.fixture(scope="module")
def client(world):
    """Somebody who works with Budi, is superior to nobody and has told nobody anything yet."""
    crew = cast_of(world)
    oka = another_mentee(crew, "Oka Contoh")
    people.line(oka, crew.rina)
    return oka


@pytest.fixture(scope="module")
def asked(world, client):
    """The addresses, for the client's own objects where there are any."""
    crew = cast_of(world)
    crew.budi.capacity = 40
    crew.budi.save(update_fields=["capacity"])
    pair = relationship(crew, "active", mentee=client)
    own = {
        "relationship": pair,
        "session": session(pair, "confirmed"),
        "person": client,
        "unit": client.unit,
    }
    rows = {name: dict(found(world)) for name, found in OBJECTS.items()}
    for name, row in own.items():
        rows[name] = {THEIRS: row, **(rows[name] if choice.WHOLE else {})}
    found = [one for one in of_rows(rows) if not one.name.endswith("schema")]
    return found if choice.WHOLE else random.Random(SEED).sample(found, len(found) // 8)


def staff_of(world):
    dewi, lestari, putu = (world.actors[one].person for one in STAFF)
    return Service(world.cases["own"].organisation.counselling_office, dewi, lestari, putu)


def confides(world, client):
    """A case with a session when everybody wishes to meet, a note and an emergency."""
    lestari = world.actors["counsellor"]
    made = case(cast_of(world), staff_of(world), "in_service", client=client)
    starts, ends = at(f"{DAY} {HOUR}"), at(f"{DAY} 12:00")
    for name, data in (
        ("plan_session", {"starts_at": starts, "ends_at": ends}),
        ("write_note", {"layer": "full_record", "body": "Rekam lengkap (contoh)"}),
        ("change_level", {"level": "B"}),
    ):
        made = engine.perform(made, name, by=lestari, now=MONDAY, data=data)


def trials(world, everybody, judge, asked, client):
    """Who attempts what: all of it, or at each address somebody who gets in, seldom another."""
    outside = [one for actor, one in everybody.items() if actor not in INSIDE]
    for number, address in enumerate(asked):
        let_in = [one for one in outside if judge.enters(one, address)]
        others = [one for one in outside if one not in let_in]
        for group, often in ((let_in, 1), (others, 4)):
            turn = group[number % len(group) :][:1] if group and number % often == 0 else []
            for visitor in group if choice.WHOLE else turn:
                yield from ((visitor, one) for one in attempts.at(visitor, address))
    for actor, attempt in attempts.files(world, client):
        yield everybody[actor], attempt


def differences(world, client, tried, before, confides=confides):
    """By what was attempted who is answered otherwise with the case than without.

    What is answered otherwise each time, as where a secret is made, is told apart by asking again.
    """
    asked = list(zip(tried, before, strict=True))
    with around():
        confides(world, client)
        other = [(one, then) for one, then in asked if answered(*one) != then]
        transaction.set_rollback(True)
    found = defaultdict(list)
    for (visitor, attempt), then in other:
        if answered(visitor, attempt) == then:
            found[str(attempt)].append(visitor.actor)
    return dict(found)


@choice.in_parts
def test_nobody_outside_is_answered_otherwise(world, everybody, judge, asked, client, part):
    tried = list(trials(world, everybody, judge, asked[part :: choice.PARTS], client))
    before = [answered(visitor, attempt) for visitor, attempt in tried]
    assert differences(world, client, tried, before) == {}, f"MATRIX_SEED={SEED}"
    assert {visitor.actor for visitor, _ in tried} <= everybody.keys() - INSIDE
    assert {each[-1][0] for each in before} >= {200, 404}
    assert any(attempt.data for _, attempt in tried)


def passes_by(world, client):
    """A case of the counsellors' alone, which one of them has received."""
    made = case(cast_of(world), staff_of(world), client=client, route="pool")
    engine.perform(
        made, "triage", by=world.actors["other counsellor"], now=MONDAY, data={"level": "D"}
    )


@choice.in_parts
def test_a_coordinator_who_is_passed_by_is_answered_as_if_there_were_none(
    world, everybody, asked, client, part
):
    dewi = everybody["counselling coordinator"]
    theirs = [attempt for one in asked[part :: choice.PARTS] for attempt in attempts.at(dewi, one)]
    enter = reverse("portal:own_behalf", args=[world.cases["own"].organisation.uid])
    form = {"who": client.nip, "way_in": "walk_in", "topic": "work", "wish": "Contoh"}
    entered = Attempt(enter, encode_multipart(BOUNDARY, form), MULTIPART_CONTENT)
    tried = [(dewi, one) for one in [*theirs, entered]]
    before = [answered(*one) for one in tried]
    assert [step[0] for step in before[-1]] == [302, 200]
    assert differences(world, client, tried, before, passes_by) == {}, f"MATRIX_SEED={SEED}"


def test_the_comparison_sees_what_is_there_to_be_seen(world, everybody, client):
    """Whoever takes it in is answered otherwise, by the very same comparison."""
    tried = [(everybody["counselling coordinator"], Attempt(reverse("portal:own")))]
    before = [answered(visitor, attempt) for visitor, attempt in tried]
    assert differences(world, client, tried, before) == {"GET /own/": ["counselling coordinator"]}
