"""A page of the worklist's API, and the portal's home, among many items of others.

Pages of 25 of somebody with ten open items, of somebody with thousands, far down that list, and of
a coordinator's whole programme; beside them the same page as one prepared statement by its index,
with nothing of a request around it. BENCH_ITEMS says among how many (200,000 if it does not).
"""

import io
import json
import os
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client, override_settings

from accounts import tokens
from accounts.models import ApiToken, User
from mentoring.api import endpoint
from mentoring.models import Programme
from mentoring.queries import agenda
from tests.benchmarks.conftest import columns
from tests.factories.cast import MONDAY
from workflows import now as clock
from workflows.models import Deadline

pytestmark = [pytest.mark.benchmark, pytest.mark.postgresql, pytest.mark.usefixtures("kept_open")]

ITEMS = int(os.environ.get("BENCH_ITEMS", "200000"))
EACH, OPEN = 50, 5  # every fifth of the fifty is open
DEEP = 200
HEAVY = (DEEP + 5) * agenda.PAGE
ROUNDS = 100
HOMES = 25

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
SELECT gen_random_uuid(), p.id, CASE WHEN n %% %(open)s = 0 THEN 'requested' ELSE 'expired' END,
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
WHERE r.state = 'requested' AND NOT EXISTS (
    SELECT 1 FROM workflows_deadline d
    WHERE d.subject_kind = 'relationship' AND d.subject_id = r.id)
"""
LIMIT = """
SELECT d.name, d.role, d.due_at, d.id, r.uid, r.state, p.name, p.title_before, p.title_after
FROM workflows_deadline d JOIN mentoring_relationship r ON r.id = d.subject_id
    JOIN mentoring_person p ON p.id = r.mentee_id
WHERE {whose} = %s AND d.closed_at IS NULL AND d.subject_kind = 'relationship'
    AND (d.due_at, d.id) > (%s, %s)
ORDER BY d.due_at, d.id LIMIT 25
"""
SENT = "r.state <> 'draft' AND d.scope"  # a coordinator hears of nothing that was not sent
LONG_AGO = (MONDAY - timedelta(days=3650), 0)


@pytest.fixture
def many(crowd):
    gathered = crowd(2)
    user = columns("accounts_user", "username", "email")
    person = columns("mentoring_person", "user_id", "nip")
    item = columns("mentoring_relationship", "mentee_id", "state")
    deadline = columns("workflows_deadline", "subject_id", "responsible_id", "due_at")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # what they refer to is there
        people = {"users": user["names"], "user_values": user["values"], "people": ITEMS // EACH}
        cursor.execute(PEOPLE % {**person, **people})
        for who, each in (("ramai%", EACH), ("contoh1", HEAVY * OPEN)):
            cursor.execute(ITEMS_OF % {**item, "who": who, "each": each, "open": OPEN})
        cursor.execute(DEADLINES % deadline)
        cursor.execute("RESET session_replication_role")
        cursor.execute("VACUUM ANALYZE")
    return gathered


def asking(user: User, query: str) -> Callable[[], bytes]:
    """GETs the address as a WSGI server would, with a token."""
    _token, secret = tokens.issue(
        user, name="bench", scope=ApiToken.Scope.READ, life=timedelta(days=30),
        now=clock.process_time(),
    )  # fmt: skip
    handler = WSGIHandler()

    def get() -> bytes:
        told: list[str] = []
        answer = handler(
            {
                "REQUEST_METHOD": "GET",
                "PATH_INFO": "/api/v1/worklist/",
                "QUERY_STRING": query,
                "SERVER_NAME": "localhost",
                "SERVER_PORT": "80",
                "SERVER_PROTOCOL": "HTTP/1.1",
                "HTTP_HOST": "localhost",
                "HTTP_ACCEPT": "application/json",
                "HTTP_AUTHORIZATION": f"Bearer {secret}",
                "wsgi.input": io.BytesIO(b""),
                "wsgi.url_scheme": "http",
            },
            lambda status, _headers: told.append(status),
        )
        content = b"".join(answer)
        answer.close()
        assert told == ["200 OK"], content
        return content

    return get


def reading(whose: str, value: object, after: tuple[object, int]) -> Callable[[], list[object]]:
    def read() -> list[object]:
        with connection.connection.cursor() as cursor:
            cursor.execute(LIMIT.format(whose=whose), [value, *after], prepare=True)
            return cursor.fetchall()

    return read


def same(ours: Callable[[], bytes], least: Callable[[], list[object]], rows: int) -> None:
    """Both show that page, line by line."""
    lines = json.loads(ours())["results"]
    assert len(lines) == rows
    assert [line["uid"] for line in lines] == [str(row[4]) for row in least()]


def page_at(user: User, number: int) -> tuple[str, tuple[object, int]]:
    """The cursor of that page as the API gives it, and what it means."""
    own = Deadline.objects.open().filter(responsible=user).order_by("due_at", "pk")
    last = own[number * agenda.PAGE - 1]
    query = ""
    for _ in range(number // 4):
        onward = json.loads(asking(user, f"limit=100{query}")())["next"]
        query = f"&cursor={onward.partition('cursor=')[2].partition('&')[0]}"
    return query.lstrip("&"), (last.due_at, last.pk)


def test_pages_of_the_api(many, report, monkeypatch):
    monkeypatch.setattr(endpoint, "clock_now", lambda: clock.database_time() and MONDAY)
    usual, heavy = (User.objects.get(username=name) for name in ("ramai7", "contoh1"))
    team = f"programme:{Programme.objects.get().uid}"
    with override_settings(CLOCK_OFFSET_HONOURED=False):
        onward, after = page_at(heavy, DEEP)
        works = {
            "own": (asking(usual, ""), reading("d.responsible_id", usual.pk, LONG_AGO), 10),
            "heavy": (asking(heavy, ""), reading("d.responsible_id", heavy.pk, LONG_AGO), 25),
            "deep": (asking(heavy, onward), reading("d.responsible_id", heavy.pk, after), 25),
            "team": (
                asking(many.cast.citra.user, "list=office"), reading(SENT, team, LONG_AGO), 25
            ),
        }  # fmt: skip
        ways = []
        for work, (ours, least, rows) in works.items():
            for _ in range(10):
                same(ours, least, rows)
            for by, act in (("engine", ours), ("limit", least)):
                ways.append((report(f"worklist page, {work}", by, by_clock=True), act))
        for _ in range(ROUNDS):
            for meter, act in ways:
                with meter.measure(1):
                    act()
    by_home(usual, heavy, report, monkeypatch)


def by_home(usual, heavy, report, monkeypatch):
    """The same people's first page in a browser."""
    monkeypatch.setattr(clock, "database_time", lambda: MONDAY)
    ways = []
    for work, user in (("own", usual), ("heavy", heavy)):
        client = Client()
        client.force_login(user)
        least = reading("d.responsible_id", user.pk, LONG_AGO)
        for by, act in (("engine", lambda client=client: client.get("/")), ("limit", least)):
            ways.append((report(f"worklist, {work}", by, by_clock=True), act))
            assert getattr(act(), "status_code", 200) == 200
    for _ in range(HOMES):
        for meter, act in ways:
            with meter.measure(1):
                act()
