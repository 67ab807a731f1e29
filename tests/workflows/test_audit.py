"""Each promise of the engine broken on purpose: the audit names it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from tests.moments import at
from tests.workflows.parcels.models import Parcel
from workflows import audit, engine
from workflows.models import Deadline, Record, RecordText

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tampering")]


def codes(now):
    return sorted({found.code for found in audit.findings(now)})


def raw(statement, *values):
    """Behind the engine's back, as a superuser with a database shell would."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_an_honest_history_is_sound(sent, now):
    assert codes(now) == []


def test_an_edited_record_is_found(sent, now):
    Record.objects.filter(version=2).update(at=now + timedelta(hours=1))
    assert codes(now) == ["record"]


def test_a_record_signed_with_an_unknown_key_is_found(sent, now):
    Record.objects.filter(version=2).update(key_id="forged")
    assert codes(now) == ["record"]


def test_an_edited_text_is_found(parcel, maya, now):
    words = {"address": "A", "remark": "fragile"}
    engine.perform(parcel, "label_it", by=maya, now=now, data=words)
    RecordText.objects.update(content={"remark": "sturdy"})
    assert codes(now) == ["record"]


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_cut_chain_is_found_wherever_it_is_cut(sent, now, version):
    Record.objects.filter(version=version).delete()
    assert "chain" in codes(now)


def test_a_state_changed_behind_the_engines_back_is_found(sent, now):
    raw("UPDATE parcels_parcel SET state = %s WHERE id = %s", "packed", sent.pk)
    assert "state" in codes(now)


def test_a_version_changed_behind_the_engines_back_is_found(sent, now):
    raw("UPDATE parcels_parcel SET version = 9 WHERE id = %s", sent.pk)
    assert codes(now) == ["chain"]


def test_a_subject_that_vanished_leaves_orphans(sent, now):
    raw("DELETE FROM parcels_parcel WHERE id = %s", sent.pk)
    assert codes(now) == ["orphan"]


def test_an_overdue_deadline_nobody_rang_is_found(parcel):
    assert codes(at("2026-06-09 07:31")) == []
    assert codes(at("2026-06-09 07:33")) == ["overdue"]


def test_an_open_subject_without_any_deadline_is_found(parcel, now):
    Deadline.objects.all().delete()
    assert codes(now) == ["stuck"]


def test_a_deadline_of_another_state_is_found(parcel, now):
    raw("UPDATE workflows_deadline SET name = %s", "report")
    assert codes(now) == ["deadline"]


def test_a_due_time_that_does_not_follow_from_the_calendar_is_found(parcel, now):
    Deadline.objects.update(due_at=now)
    assert codes(now) == ["deadline"]


def test_a_subject_without_history_is_found(parcel, now):
    Record.objects.all().delete()
    assert Parcel.objects.exists()
    assert codes(now) == ["chain"]


def test_times_are_reckoned_by_code_that_shares_nothing(sent, now, monkeypatch):
    """Were the engine's own arithmetic wrong, it would agree with itself."""
    row = Deadline.objects.open().get(name="deliver")
    wrong = row.due_at + timedelta(hours=1)
    Deadline.objects.filter(pk=row.pk).update(due_at=wrong)
    honest = audit.plan_of
    monkeypatch.setattr(
        audit,
        "plan_of",
        lambda one: replace(honest(one), due_at=wrong) if one.pk == row.pk else honest(one),
    )
    [found] = audit.findings(now)
    assert (found.code, found.what) == ("deadline", "differs from what the slow reckoning says")
