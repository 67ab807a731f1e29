"""An offer: guards, record, deadlines, notice and copy; beside the least that writes the same."""

import pytest
from django.db import connection

from mentoring.models import Relationship
from tests.benchmarks.measuring import in_turns
from tests.benchmarks.offering import (
    NOW,
    TABLES,
    as_little_as_possible,
    growth,
    requested,
)
from workflows import engine

pytestmark = pytest.mark.benchmark

PEOPLE, COPIES = 60, 14
ROUNDS, PIECES = 15, 25


def test_an_offer(crowd, report):
    gathered = crowd(PEOPLE)
    crew, by = gathered.cast, gathered.cast.citra.user
    asked = requested(gathered, COPIES)
    choice = {"practitioner": crew.budi.uid}

    def by_engine(subject):
        engine.perform(subject, "offer", by=by, now=NOW, data=choice)

    assert growth(by_engine, asked.pop()) == [1] * len(TABLES)
    by_statement = as_little_as_possible(crew, by)
    assert growth(by_statement, asked.pop()) == [1] * len(TABLES)
    work = "transition" if connection.vendor == "postgresql" else "transition, SQLite"
    ways = {by_engine: report(work, "engine"), by_statement: report(work, "limit")}
    in_turns(ways, asked, rounds=ROUNDS, each=PIECES)
    assert Relationship.objects.filter(state="offered").count() == 2 * (ROUNDS * PIECES + 11)
