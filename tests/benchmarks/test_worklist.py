"""Home of somebody with ten open items among many, and of somebody with two thousand.

Beside one prepared statement for a page of 25; the rest of a request (session, hats, template) is
ours to pay. BENCH_ITEMS says among how many (200,000 if it does not).
"""

import os
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from mentoring.models import Person
from tests.benchmarks.conftest import columns
from tests.factories.cast import MONDAY
from workflows import now as clock

pytestmark = [pytest.mark.benchmark, pytest.mark.postgresql]

ITEMS = int(os.environ.get("BENCH_ITEMS", "200000"))
EACH, OPEN, HEAVY = 50, 5, 2000  # every fifth of the fifty is open
ROUNDS = 25

PEOPLE = """
WITH made AS (
    INSERT INTO accounts_user (uid, username, email, %(users)s)
    SELECT gen_random_uuid(), 'ramai' || n, 'ramai' || n || '@example.go.id', %(user_values)s
    FROM (SELECT * FROM accounts_user WHERE username = 'contoh0') o,
        generate_series(1, %(people)s) n
    RETURNING id
)
INSERT INTO mentoring_person (uid, user_id, nip, %(names)s)
SELECT gen_random_uuid(), made.id, NULL, %(values)s
FROM (SELECT p.* FROM mentoring_person p JOIN accounts_user u ON u.id = p.user_id
    WHERE u.username = 'contoh0') o, made
"""
ITEMS_OF = """
INSERT INTO mentoring_relationship (uid, mentee_id, state, %(names)s)
SELECT gen_random_uuid(), p.id, CASE WHEN n %% %(open)s = 0 THEN 'draft' ELSE 'expired' END,
    %(values)s
FROM (SELECT * FROM mentoring_relationship ORDER BY id LIMIT 1) o,
    (SELECT * FROM mentoring_person WHERE user_id IN (
        SELECT id FROM accounts_user WHERE username LIKE '%(who)s')) p,
    generate_series(1, %(each)s) n
"""
DEADLINES = """
INSERT INTO workflows_deadline (uid, subject_id, responsible_id, due_at, %(names)s)
SELECT gen_random_uuid(), r.id, p.user_id, o.due_at + r.id * INTERVAL '1 s', %(values)s
FROM (SELECT * FROM workflows_deadline ORDER BY id LIMIT 1) o, mentoring_relationship r
    JOIN mentoring_person p ON p.id = r.mentee_id
WHERE r.state = 'draft' AND NOT EXISTS (
    SELECT 1 FROM workflows_deadline d
    WHERE d.subject_kind = 'relationship' AND d.subject_id = r.id)
"""
LIMIT = """
SELECT d.name, d.role, d.due_at, r.uid, r.state, g.name, p.name, p.title_before, p.title_after
FROM workflows_deadline d JOIN mentoring_relationship r ON r.id = d.subject_id
    JOIN mentoring_programme g ON g.id = r.programme_id
    JOIN mentoring_person p ON p.id = r.mentee_id
WHERE d.responsible_id = %s AND d.closed_at IS NULL AND d.subject_kind = 'relationship'
ORDER BY d.due_at, d.id LIMIT 25
"""


@pytest.fixture
def many(crowd) -> None:
    crowd(2)
    user = columns("accounts_user", "username", "email")
    person = columns("mentoring_person", "user_id", "nip")
    item = columns("mentoring_relationship", "mentee_id", "state")
    deadline = columns("workflows_deadline", "subject_id", "responsible_id", "due_at")
    with connection.cursor() as cursor:
        people = {"users": user["names"], "user_values": user["values"], "people": ITEMS // EACH}
        cursor.execute(PEOPLE % {**person, **people})
        for who, each in (("ramai%", EACH), ("contoh1", HEAVY * OPEN)):
            cursor.execute(ITEMS_OF % {**item, "who": who, "each": each, "open": OPEN})
        cursor.execute(DEADLINES % deadline)
        cursor.execute("ANALYZE")


def home_of(username: str) -> Callable[[], object]:
    client = Client()
    client.force_login(User.objects.get(username=username))

    def visit() -> None:
        answer = client.get("/")
        assert answer.status_code == 200

    return visit


def page_of(username: str, rows: int) -> Callable[[], object]:
    key = User.objects.get(username=username).pk

    def read() -> None:
        with connection.connection.cursor() as cursor:
            cursor.execute(LIMIT, [key], prepare=True)
            assert len(cursor.fetchall()) == rows

    return read


@pytest.mark.usefixtures("many")
def test_home(report, monkeypatch):
    monkeypatch.setattr(clock, "database_time", lambda: MONDAY)
    assert Person.objects.count() > ITEMS // EACH
    ways = []
    for work, who, rows in (("own", "ramai7", 10), ("heavy", "contoh1", 25)):
        for by, act in (("engine", home_of(who)), ("limit", page_of(who, rows))):
            ways.append((report(f"worklist, {work}", by, by_clock=True), act))
            act()
    for _ in range(ROUNDS):
        for meter, act in ways:
            if meter.done < ROUNDS and sum(meter.elapsed) < 30:
                with meter.measure(1):
                    act()
