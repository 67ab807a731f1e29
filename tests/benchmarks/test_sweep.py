"""A sweep that reminds; beside one statement per 1,000 deadlines that writes the same.

With ten thousand armed, a million, and as many as BENCH_ARMED says; two at once; and while somebody
holds an old snapshot, so that nothing dead can be swept away.
"""

import os
from datetime import timedelta

import pytest
from django.db import connection, connections

from notifications.models import Delivery, Notice
from tests.benchmarks.conftest import columns
from tests.benchmarks.measuring import seconds_of
from tests.factories.cast import MONDAY
from workflows.models import Deadline
from workflows.sweep import BATCH, Pass, ring_due

pytestmark = [pytest.mark.benchmark, pytest.mark.postgresql]

PEOPLE, COPIES = 200, 44
ROUNDS, PIECES = 4, 1000
NOW = MONDAY + timedelta(days=8)
MILLION = 1_000_000
ARMED = [0, MILLION, *map(int, filter(None, [os.environ.get("BENCH_ARMED")]))]

ARM = """
INSERT INTO workflows_deadline (uid, subject_id, next_due_at, %(names)s)
SELECT gen_random_uuid(), 1000000000 + n, TIMESTAMPTZ '2027-01-04 00:30Z' + n * INTERVAL '1 s',
    %(values)s
FROM (SELECT * FROM workflows_deadline ORDER BY id LIMIT 1) o, generate_series(1, %(armed)s) n
"""

LIMIT = """
WITH due AS (
    SELECT id FROM workflows_deadline WHERE closed_at IS NULL AND next_due_at <= %(now)s
        AND (held_until IS NULL OR held_until <= %(now)s)
    ORDER BY next_due_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
), moved AS (
    UPDATE workflows_deadline d SET step = step + 1, told = told + 1, next_due_at = %(next)s,
        failures = 0, held_until = NULL
    FROM due WHERE d.id = due.id RETURNING d.uid, d.epoch, d.step, d.subject_id, d.responsible_id
), notice AS (
    INSERT INTO notifications_notice (id, key, kind, cause, recipient_id, subject_kind, subject_id,
        facts, disclosure, path, copies, not_sent, created_at)
    SELECT gen_random_uuid(), 'reminder.draft_unsent:deadline:' || uid, 'reminder.draft_unsent',
        'deadline:' || uid || ':' || epoch || ':' || step || ':0', responsible_id, 'relationship',
        subject_id, %(facts)s, 'A', %(path)s, 1, '', %(now)s
    FROM moved RETURNING id
)
INSERT INTO notifications_delivery (id, notice_id, channel, state, due_at, next_attempt_at,
    attempts, possible_duplicate, message_id, subject, text, html, calendar, reason, error_code,
    error_text)
SELECT gen_random_uuid(), id, 'email', 'pending', %(now)s, %(now)s, 0, 0, '', '', '', '', '', '',
    '', '' FROM notice
"""


def told() -> tuple[int, int]:
    return Notice.objects.count(), Delivery.objects.count()


def arm(number: int) -> None:
    """That many that do not ring in this test; what they are about need not exist."""
    with connection.cursor() as cursor:
        cursor.execute(
            ARM % {**columns("workflows_deadline", "subject_id", "next_due_at"), "armed": number}
        )
        cursor.execute("ANALYZE workflows_deadline")


def values_like_the_engines() -> dict[str, object]:
    notice = Notice.objects.first()
    return {
        "now": NOW,
        "next": Deadline.objects.filter(step=1).first().next_due_at,
        "limit": PIECES,
        "facts": Notice._meta.get_field("facts").get_db_prep_save(notice.facts, connection),
        "path": Notice._meta.get_field("path").get_db_prep_save(notice.path, connection),
    }


@pytest.mark.parametrize("armed", ARMED)
def test_a_sweep(crowd, report, armed):
    crowd(PEOPLE).copy(COPIES)
    assert Deadline.objects.filter(next_due_at__lte=NOW).count() == PEOPLE * (COPIES + 1)
    arm(armed)
    assert ring_due(NOW, limit=PIECES) == PIECES
    assert told() == (PIECES, PIECES)
    values = values_like_the_engines()

    def by_engine():
        assert ring_due(NOW, limit=PIECES) == PIECES

    def by_statement():
        with connection.connection.cursor() as cursor:
            cursor.execute(LIMIT, values, prepare=True)
            assert cursor.rowcount == PIECES

    work = f"sweep, {armed / MILLION:.0f} M armed" if armed else "sweep"
    ways = {by_engine: report(work, "engine"), by_statement: report(work, "limit")}
    for _ in range(ROUNDS):
        for sweep, meter in ways.items():
            before = told()
            with meter.measure(PIECES):
                sweep()
            assert told() == (before[0] + PIECES, before[1] + PIECES)
    assert not Deadline.objects.filter(next_due_at__lte=NOW).exists()


def drained(_sweeper: int) -> int:
    walk, done = Pass(), 0
    while some := walk.ring(NOW):
        done += some
    return done


def test_two_sweepers_at_once(crowd, report, two_processes):
    pool, pids = two_processes
    crowd(PEOPLE).copy(COPIES)
    assert ring_due(NOW, limit=PIECES) == PIECES
    values = values_like_the_engines()
    limit = report("sweep, two at once", "limit")
    for _ in range(ROUNDS):
        with limit.measure(PIECES), connection.connection.cursor() as cursor:
            cursor.execute(LIMIT, values, prepare=True)
    left = PEOPLE * (COPIES + 1) - PIECES * (ROUNDS + 1)
    both = report("sweep, two at once", "engine", elsewhere=lambda: sum(map(seconds_of, pids)))
    with both.measure(left):
        done = sum(pool.map(drained, range(2)))
    assert done == left
    assert told() == (PEOPLE * (COPIES + 1),) * 2
    assert Notice.objects.values("cause").distinct().count() == PEOPLE * (COPIES + 1)


def test_a_sweep_while_an_old_snapshot_is_held(crowd, report):
    """The first rounds are the measure of the last ones."""
    crowd(PEOPLE).copy(2 * COPIES)
    rounds = PEOPLE * (2 * COPIES + 1) // BATCH
    held = connections.create_connection("default")
    try:
        with held.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1")
        walk = Pass()
        assert walk.ring(NOW) == BATCH
        ways = [report("sweep, old snapshot", by) for by in ("limit", "", "engine")]
        for number in range(1, rounds):
            with ways[3 * (number - 1) // (rounds - 1)].measure(BATCH):
                assert walk.ring(NOW) == BATCH
    finally:
        held.close()
