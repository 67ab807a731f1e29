"""Each kind of damage is found, and sound rows are not accused."""

import pytest
from django.db import connection
from django.db.models import CheckConstraint

from notifications import audit, delivery, incidents, leases
from notifications.models import Delivery, Incident, Notice
from tests.notifications.toys import NOW, copy_of, later, told

pytestmark = pytest.mark.django_db(transaction=True)


def codes(now=NOW):
    return [finding.code for finding in audit.findings(now)]


@pytest.fixture
def unchecked():
    """Damage of the kind CHECK constraints prevent, done nevertheless."""
    yield from {"sqlite": pragma_off, "postgresql": constraints_dropped}[connection.vendor]()


def pragma_off():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        yield
        cursor.execute("PRAGMA ignore_check_constraints = OFF")


def constraints_dropped():
    checks = [c for c in Delivery._meta.constraints if isinstance(c, CheckConstraint)]
    with connection.schema_editor() as editor:
        for check in checks:
            editor.remove_constraint(Delivery, check)
    yield
    Delivery.objects.all().delete()
    with connection.schema_editor() as editor:
        for check in checks:
            editor.add_constraint(Delivery, check)


def test_a_sound_life_has_no_findings(maya, budi, smtp):
    told(maya)
    told(budi, expires_at=later(minutes=-1))
    told(maya, "parcel.hollow", facts={})
    budi.email = ""
    told(budi, "parcel.lost")
    told(maya, cause="record:9", copy_at=later(days=9))
    assert codes() == []
    delivery.deliver_due(NOW)
    assert codes() == []
    assert audit.figures() == {
        "planned": 4, "sent": 1, "waiting": 1, "being_sent": 0, "cancelled": 1, "failed": 1,
    }  # fmt: skip


def test_a_lease_nobody_took_back_is_found_after_a_second_lease(maya):
    told(maya)
    leases.take(NOW, 20)
    assert codes(later(minutes=3)) == []
    assert codes(later(minutes=4)) == ["copy_stuck"]


def test_an_overdue_copy_is_found_unless_the_outage_is_known(maya):
    told(maya)
    assert codes(later(minutes=14)) == []
    assert codes(later(minutes=15)) == ["copy_overdue"]
    outage = incidents.draft("channel:email", kind="channel_down", reason="x", now=NOW)
    incidents.raise_once(outage)
    assert codes(later(minutes=15)) == []


def test_a_copy_that_waits_for_its_next_try_is_not_overdue(maya, smtp):
    told(maya)
    smtp.mode = "4xx"
    for _ in range(9):
        now = Delivery.objects.get().next_attempt_at
        delivery.deliver_due(now)
    assert codes(now) == []


def test_a_failure_nobody_was_told_of_is_found(maya, smtp):
    told(maya)
    smtp.mode = "5xx"
    delivery.deliver_due(NOW)
    assert codes() == []
    incidents.recover(Incident.objects.get().key, now=NOW)
    assert codes() == ["copy_failed_untold", "copies_unbalanced"]
    Incident.objects.all().delete()
    assert codes() == ["copy_failed_untold", "copies_unbalanced"]


def test_a_deleted_copy_is_found(maya):
    told(maya)
    Delivery.objects.all().delete()
    assert codes() == ["notice_copies_miscounted", "copies_unbalanced"]


def test_an_invented_copy_is_found(maya):
    notice = told(maya)
    Delivery.objects.create(notice=notice, channel="sms", due_at=NOW, next_attempt_at=NOW)
    assert codes() == ["notice_copies_miscounted", "copies_unbalanced"]


def test_a_doubled_notice_is_found(maya):
    notice = told(maya)
    copy_of(notice).delete()
    Notice.objects.update(copies=0)
    notice.pk, notice.key, notice.copies = None, "another key", 0
    notice.pk = Notice._meta.pk.get_default()
    notice.save(force_insert=True)
    assert codes() == ["notice_doubled"]


@pytest.mark.parametrize(
    "damage",
    [
        {"state": "leased"},
        {"lease_until": later(days=1)},
        {"state": "sent"},
        {"sent_at": NOW},
        {"state": "failed"},
        {"stopped_at": NOW},
        {"state": "cancelled"},
        {"reason": "expired"},
        {"state": "lost"},
    ],
    ids=str,
)
def test_a_state_that_contradicts_its_times_is_found(maya, unchecked, damage):
    told(maya)
    assert codes() == []
    Delivery.objects.update(**damage)
    assert "copy_contradicts_itself" in codes()


def test_findings_name_the_row(maya):
    copy = copy_of(told(maya))
    (finding,) = audit.findings(later(hours=1))
    assert finding.detail == f"{copy.pk} due since 2026-03-30 00:30:00Z"


def test_the_statements_do_not_grow_with_the_rows(maya, django_assert_num_queries):
    for n in range(3):
        told(maya, cause=f"record:{n}")
        with django_assert_num_queries(12):
            assert audit.findings(NOW) == []
