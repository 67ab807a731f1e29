"""An offer: guards, record, deadlines, notice and copy; beside one statement writing the same."""

from datetime import timedelta

import pytest
from django.db import connection

from mentoring.models import Offer, Relationship
from notifications.models import Delivery, Notice
from tests.benchmarks.measuring import in_turns
from tests.factories.cast import MONDAY
from workflows import engine
from workflows.models import Deadline, EscalationPolicyVersion, Record

pytestmark = [pytest.mark.benchmark, pytest.mark.postgresql]

PEOPLE, COPIES = 60, 14
ROUNDS, PIECES = 15, 25
NOW = MONDAY + timedelta(hours=1)
TABLES = (Record, Deadline, Offer, Notice, Delivery)

LIMIT = """
WITH subject AS (
    UPDATE mentoring_relationship SET state = 'offered', offered_to_id = %(practitioner)s,
        offer_rank = 1, version = version + 1, chain_head = %(mac)s
    WHERE id = %(pk)s AND state = 'requested' RETURNING id, uid, version
), closed AS (
    UPDATE workflows_deadline SET closed_at = %(now)s, outcome = 'met'
    WHERE subject_kind = 'relationship' AND subject_id = %(pk)s AND closed_at IS NULL
), record AS (
    INSERT INTO workflows_record (id, subject_kind, subject_id, subject_uid, version, transition,
        from_state, to_state, actor_id, process, at, reason, facts, text_digest, told, machine_hash,
        key_id, previous, mac)
    SELECT gen_random_uuid(), 'relationship', id, uid, version, 'offer', 'requested', 'offered',
        %(actor)s, '', %(now)s, '', '{"practitioner": "184b79f2-33a0-4095-8dd0-8e12a0ea0dd9"}', '',
        1, '1e0c4c9485630e62', 'test', %(mac)s, %(mac)s FROM subject
), armed AS (
    INSERT INTO workflows_deadline (uid, subject_kind, subject_id, name, scope, role,
        responsible_id, calendar_id, policy_version_id, opened_at, anchor_at, due_at, step,
        next_due_at, epoch, told, failures, outcome)
    SELECT gen_random_uuid(), 'relationship', id, 'answer_offer', %(scope)s,
        'offered_practitioner', %(recipient)s, %(calendar)s, %(policy)s, %(now)s, %(now)s, %(due)s,
        0, %(due)s, 1, 0, 0, ''
    FROM subject
), offer AS (
    INSERT INTO mentoring_offer (relationship_id, practitioner_id, rank, offered_at,
        offered_by_id, answer, reason)
    SELECT id, %(practitioner)s, 1, %(now)s, %(actor)s, '', '' FROM subject
), notice AS (
    INSERT INTO notifications_notice (id, key, kind, cause, recipient_id, subject_kind, subject_id,
        facts, disclosure, path, copies, not_sent, created_at)
    SELECT gen_random_uuid(), 'offer.made:record:' || uid, 'offer.made', 'record:' || uid,
        %(recipient)s, 'relationship', id, %(facts)s, 'A', %(path)s, 1, '', %(now)s
    FROM subject RETURNING id
)
INSERT INTO notifications_delivery (id, notice_id, channel, state, due_at, next_attempt_at,
    attempts, possible_duplicate, message_id, subject, text, html, calendar, reason, error_code,
    error_text)
SELECT gen_random_uuid(), id, 'email', 'pending', %(now)s, %(now)s, 0, 0, '', '', '', '', '', '',
    '', '' FROM notice
"""


def counted() -> list[int]:
    return [model._base_manager.count() for model in TABLES]


def values_like(crew, by) -> dict[str, object]:
    """What the statement writes: as much as the engine has just written."""
    notice = Notice.objects.latest("created_at")
    return {
        "practitioner": crew.budi.pk,
        "recipient": crew.budi.person.user_id,
        "actor": by.pk,
        "mac": "0" * 64,
        "calendar": Deadline.objects.first().calendar_id,
        "policy": EscalationPolicyVersion.objects.get(policy__code="answer_offer").pk,
        "scope": Deadline.objects.latest("pk").scope,
        "now": NOW,
        "due": NOW + timedelta(days=3),
        "facts": Notice._meta.get_field("facts").get_db_prep_save(notice.facts, connection),
        "path": Notice._meta.get_field("path").get_db_prep_save(notice.path, connection),
    }


def growth(act, subject) -> list[int]:
    before = counted()
    act(subject)
    return [after - first for first, after in zip(before, counted(), strict=True)]


def test_an_offer(crowd, report):
    gathered = crowd(PEOPLE)
    crew, by = gathered.cast, gathered.cast.citra.user
    for draft in gathered.drafts:
        engine.perform(draft, "submit", by=draft.mentee.user, now=MONDAY)
    gathered.copy(COPIES)
    asked = list(Relationship.objects.filter(state="requested").order_by("pk"))
    choice = {"practitioner": crew.budi.uid}

    def by_engine(subject):
        engine.perform(subject, "offer", by=by, now=NOW, data=choice)

    assert growth(by_engine, asked.pop()) == [1] * len(TABLES)
    values = values_like(crew, by)

    def by_statement(subject):
        with connection.connection.cursor() as cursor:
            cursor.execute(LIMIT, {**values, "pk": subject.pk}, prepare=True)
            assert cursor.rowcount == 1

    assert growth(by_statement, asked.pop()) == [1] * len(TABLES)
    ways = {by_engine: report("transition", "engine"), by_statement: report("transition", "limit")}
    in_turns(ways, asked, rounds=ROUNDS, each=PIECES)
    assert Relationship.objects.filter(state="offered").count() == 2 * (ROUNDS * PIECES + 11)
