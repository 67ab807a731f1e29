"""What SQL alone sees of everything open: each structural promise broken on purpose is named."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection

from tests.moments import at
from workflows import audit_open, engine
from workflows.models import Deadline, Record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tampering")]


def codes(now):
    return [found.code for found in audit_open.findings(now)]


def raw(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_an_honest_life_is_sound(sent, now):
    assert codes(now) == []


def test_an_open_item_without_a_deadline_is_found(sent, now):
    Deadline.objects.open().update(closed_at=now, outcome="void")
    assert codes(now) == ["stuck"]


def test_a_deadline_its_state_does_not_have_is_found(sent, now):
    Deadline.objects.filter(name="report").update(name="dispatch")
    assert codes(now) == ["deadline"]


def test_a_deadline_that_awaits_nobody_is_found(sent, now):
    Deadline.objects.filter(name="report").update(role="")
    assert codes(now) == ["turn"]


def test_a_deadline_of_nothing_is_found(sent, now):
    Deadline.objects.filter(name="report").update(subject_id=sent.pk + 1)
    assert codes(now) == ["orphan"]


def test_what_should_have_rung_is_found_after_a_grace(sent, now):
    due = Deadline.objects.get(name="report").next_due_at
    assert codes(due + audit_open.GRACE) == []
    late = due + audit_open.GRACE + timedelta(seconds=1)
    assert codes(late) == ["overdue"]
    Deadline.objects.filter(name="report").update(held_until=late)
    assert codes(late) == []
    assert codes(late + audit_open.GRACE + timedelta(seconds=1)) == ["overdue"]


def test_a_deadline_armed_twice_is_found_even_where_the_constraint_is_gone(sent, now):
    raw("DROP INDEX one_open_deadline_per_name")
    row = Deadline.objects.get(name="report")
    row.pk, row.uid = None, uuid.uuid4()
    row.save(force_insert=True)
    assert codes(now) == ["deadline_doubled"]


def test_a_state_its_history_does_not_lead_to_is_found(sent, now):
    raw("UPDATE parcels_parcel SET state = %s WHERE id = %s", "packed", sent.pk)
    assert sorted(set(codes(now))) == ["deadline", "state"]


@pytest.mark.parametrize("version", [1, 9])
def test_a_version_its_history_does_not_lead_to_is_found(sent, now, version):
    raw("UPDATE parcels_parcel SET version = %s WHERE id = %s", version, sent.pk)
    assert set(codes(now)) <= {"state", "chain"}
    assert codes(now)


def test_a_last_record_that_is_gone_is_found(sent, now):
    Record.objects.order_by("-version").first().delete()
    assert codes(now) == ["chain"]


def test_what_is_over_is_not_asked_about(sent, maya, budi, now):
    engine.perform(sent, "sign", by=maya, now=now)
    engine.perform(sent, "sign", by=budi, now=now)
    Record.objects.order_by("-version").first().delete()
    assert codes(at("2026-12-01 12:00")) == []


def test_its_statements_do_not_grow_with_what_is_open(sent, now, django_assert_max_num_queries):
    with django_assert_max_num_queries(3 * len(audit_open.machines()) + 2):
        codes(now)
