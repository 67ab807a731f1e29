"""A year of everyday life in four zones: whatever rings, rings as the model says, and no more.

YEAR_ITEMS parcels and visits begin in YEAR_WEEKS weeks and ring YEAR_RINGS times at least, since
most begin under policies that tell again and again. YEAR_SEED says which year it is.
"""

import os
import random
from datetime import timedelta

import pytest

from tests.model import toys
from tests.model.engine_side import hooked
from tests.model.life import START, Life

ITEMS = int(os.environ.get("YEAR_ITEMS", "8"))
WEEKS = int(os.environ.get("YEAR_WEEKS", "9"))
RINGS = int(os.environ.get("YEAR_RINGS", "100"))
SEED = int(os.environ.get("YEAR_SEED", "1"))

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def begin_something(life, chance):
    office = chance.choice(list(life.world.offices))
    people = chance.choice(toys.PEOPLE), chance.choice(toys.PEOPLE)
    if chance.random() < 0.5:
        life.take(("visit", *people, office, chance.randrange(400)))
    else:
        life.take(("parcel", *people, office, "", chance.choice(toys.REGIONS)))


def remind_daily(life):
    for policy in toys.INSISTENT:
        life.publish(policy)


def something_happens(life, chance):
    last, office = len(life.world.items) - 1, chance.choice(list(life.world.offices))
    newest = max(0, last - chance.randrange(6))
    life.take(("go", newest, chance.randrange(4), chance.randrange(200)))
    life.take(("go", newest, chance.randrange(4), chance.randrange(200)))
    if chance.random() < 0.3:
        life.take(("day", office, chance.randrange(14), ()))
    if chance.random() < 0.3:
        life.take(("pause", ("person", chance.choice(toys.PEOPLE)), 0, chance.randrange(100)))
    remind_daily(life)
    if chance.random() < 0.2:
        code = chance.choice(toys.CODES)
        life.take(("policy", code, chance.randrange(4), ""))


def until_the_end_of(life, week):
    """From ring to ring, as the days go by."""
    end = START + timedelta(weeks=week + 1)
    while moments := [clock.next[0] for clock in life.world.open if clock.next]:
        if min(moments) > end:
            break
        life.now = max(life.now, min(moments))
        life.take(("sweep",))
    life.now = max(life.now, end)


def rung(life):
    return sum(len(clock.rung) for clock in life.world.clocks)


def test_a_year_rings_as_the_model_says():
    chance, life = random.Random(SEED), Life()
    with hooked():
        remind_daily(life)
        begin_something(life, chance)
        for week in range(WEEKS):
            for _ in range(ITEMS * (week + 1) // WEEKS - ITEMS * week // WEEKS):
                begin_something(life, chance)
            something_happens(life, chance)
            until_the_end_of(life, week)
            life.compare()
        life.audit()
    assert rung(life) >= RINGS, f"YEAR_SEED={SEED}"
