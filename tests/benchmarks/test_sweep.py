"""A sweep that reminds; beside one statement per 1,000 deadlines that writes the same."""

from datetime import timedelta

import pytest
from django.db import connection

from notifications.models import Delivery, Notice
from tests.factories.cast import MONDAY
from workflows.models import Deadline
from workflows.sweep import ring_due

pytestmark = [pytest.mark.benchmark, pytest.mark.postgresql]

PEOPLE, COPIES = 200, 44
ROUNDS, PIECES = 4, 1000
NOW = MONDAY + timedelta(days=8)

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


def test_a_sweep(crowd, report):
    crowd(PEOPLE).copy(COPIES)
    assert Deadline.objects.filter(next_due_at__lte=NOW).count() == PEOPLE * (COPIES + 1)
    assert ring_due(NOW, limit=PIECES) == PIECES
    assert told() == (PIECES, PIECES)
    notice = Notice.objects.first()
    values = {
        "now": NOW,
        "next": Deadline.objects.filter(step=1).first().next_due_at,
        "limit": PIECES,
        "facts": Notice._meta.get_field("facts").get_db_prep_save(notice.facts, connection),
        "path": Notice._meta.get_field("path").get_db_prep_save(notice.path, connection),
    }

    def by_engine():
        assert ring_due(NOW, limit=PIECES) == PIECES

    def by_statement():
        with connection.connection.cursor() as cursor:
            cursor.execute(LIMIT, values, prepare=True)
            assert cursor.rowcount == PIECES

    ways = {by_engine: report("sweep", "engine"), by_statement: report("sweep", "limit")}
    for _ in range(ROUNDS):
        for sweep, meter in ways.items():
            before = told()
            with meter.measure(PIECES):
                sweep()
            assert told() == (before[0] + PIECES, before[1] + PIECES)
    assert not Deadline.objects.filter(next_due_at__lte=NOW).exists()
