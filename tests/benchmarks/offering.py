"""An offer as the least SQL that writes the same rows: what a limit does in its turns."""

import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db import connection

from mentoring.models import Offer, Relationship
from notifications.models import Delivery, Notice
from tests.factories.cast import MONDAY
from workflows import engine
from workflows.models import Deadline, EscalationPolicyVersion, Record

NOW = MONDAY + timedelta(hours=1)
TABLES = (Record, Deadline, Offer, Notice, Delivery)

ONE_STATEMENT = """
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


ONE_BY_ONE = (
    """UPDATE mentoring_relationship SET state = 'offered', offered_to_id = :practitioner,
    offer_rank = 1, version = version + 1, chain_head = :mac WHERE id = :pk AND state = 'requested'
    RETURNING uid, version""",
    """UPDATE workflows_deadline SET closed_at = :now, outcome = 'met'
    WHERE subject_kind = 'relationship' AND subject_id = :pk AND closed_at IS NULL""",
    """INSERT INTO workflows_record (id, subject_kind, subject_id, subject_uid, version, transition,
    from_state, to_state, actor_id, process, at, reason, facts, text_digest, told, machine_hash,
    key_id, previous, mac) VALUES (:record, 'relationship', :pk, :uid, :version, 'offer',
    'requested', 'offered', :actor, '', :now, '',
    '{"practitioner": "184b79f2-33a0-4095-8dd0-8e12a0ea0dd9"}', '', 1, '1e0c4c9485630e62', 'test',
    :mac, :mac)""",
    """INSERT INTO workflows_deadline (uid, subject_kind, subject_id, name, scope, role,
    responsible_id, calendar_id, policy_version_id, opened_at, anchor_at, due_at, step, next_due_at,
    epoch, told, failures, outcome) VALUES (:deadline, 'relationship', :pk, 'answer_offer', :scope,
    'offered_practitioner', :recipient, :calendar, :policy, :now, :now, :due, 0, :due, 1, 0, 0,
    '')""",
    """INSERT INTO mentoring_offer (relationship_id, practitioner_id, rank, offered_at,
    offered_by_id, answer, reason) VALUES (:pk, :practitioner, 1, :now, :actor, '', '')""",
    """INSERT INTO notifications_notice (id, key, kind, cause, recipient_id, subject_kind,
    subject_id, facts, disclosure, path, copies, not_sent, created_at) VALUES (:notice,
    'offer.made:record:' || :uid, 'offer.made', 'record:' || :uid, :recipient, 'relationship', :pk,
    :facts, 'A', :path, 1, '', :now)""",
    """INSERT INTO notifications_delivery (id, notice_id, channel, state, due_at, next_attempt_at,
    attempts, possible_duplicate, message_id, subject, text, html, calendar, reason, error_code,
    error_text) VALUES (:delivery, :notice, 'email', 'pending', :now, :now, 0, 0, '', '', '', '',
    '', '', '', '')""",
)
KEYS = ("record", "deadline", "notice", "delivery")


def counted() -> list[int]:
    return [model._base_manager.count() for model in TABLES]


def growth(act: Callable[[Any], object], subject: Any) -> list[int]:
    """How many rows of each table an act has written."""
    before = counted()
    act(subject)
    return [after - first for first, after in zip(before, counted(), strict=True)]


def requested(gathered: Any, copies: int) -> list[Relationship]:
    """Requests that wait for an offer: those of the crowd, and copies of them."""
    for draft in gathered.drafts:
        engine.perform(draft, "submit", by=draft.mentee.user, now=MONDAY)
    gathered.copy(copies)
    return list(Relationship.objects.filter(state="requested").order_by("pk"))


def as_little_as_possible(crew: Any, by: Any) -> Callable[[Relationship], None]:
    """What writes as much as the engine has just written, and decides nothing."""
    values = {
        name: _plain(value) if connection.vendor == "sqlite" else value
        for name, value in _values(crew, by).items()
    }
    write = _one_by_one if connection.vendor == "sqlite" else _at_once
    return lambda subject: write({**values, "pk": subject.pk})


def _values(crew: Any, by: Any) -> dict[str, Any]:
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


def _plain(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if hasattr(value, "hour") else value


def _at_once(values: Mapping[str, Any]) -> None:
    with connection.connection.cursor() as cursor:
        cursor.execute(ONE_STATEMENT, values, prepare=True)
        assert cursor.rowcount == 1


def _one_by_one(values: Mapping[str, Any]) -> None:
    """SQLite changes one table a statement; the driver itself keeps them prepared."""
    cursor = connection.connection.cursor()
    cursor.execute("BEGIN IMMEDIATE")
    [(uid, version)] = cursor.execute(ONE_BY_ONE[0], values).fetchall()
    known = {**values, "uid": uid, "version": version}
    known |= {name: uuid.uuid4().hex for name in KEYS}
    for sql in ONE_BY_ONE[1:]:
        cursor.execute(sql, known)
    cursor.execute("COMMIT")
