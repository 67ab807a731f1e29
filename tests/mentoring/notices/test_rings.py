"""Rings as notices: the way to each recipient is kept, and a batch costs as much as one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.models import Delivery, Notice
from tests.factories.cast import another_mentee, cast
from tests.factories.relationship import relationship
from tests.factories.session import session
from tests.moments import at
from workflows.models import Deadline
from workflows.sweep import ring_due

pytestmark = pytest.mark.django_db

BEGUN = at("2026-06-08 09:00")
STATUS_IS_LATE = at("2026-07-08 07:30")


def statements(moment):
    with CaptureQueriesContext(connection) as found:
        assert ring_due(moment)
    return len(found)


def only_the_status_is_awaited():
    Deadline.objects.exclude(name="status_update").update(next_due_at=None)


def test_a_batch_of_escalations_costs_as_much_as_one():
    crew = cast()
    relationship(crew, "active", now=BEGUN)
    only_the_status_is_awaited()
    one = statements(STATUS_IS_LATE)
    for number in range(4):
        mentee = another_mentee(crew, f"Staf Contoh {number}")
        relationship(crew, "active", mentee=mentee, now=BEGUN)
    only_the_status_is_awaited()
    assert statements(STATUS_IS_LATE) == one
    assert Notice.objects.filter(kind="escalation.status_update").count() == 5


def test_the_way_to_the_recipient_is_kept():
    crew = cast()
    relationship(crew, "active", now=BEGUN)
    only_the_status_is_awaited()
    ring_due(STATUS_IS_LATE)
    notice = Notice.objects.get(kind="escalation.status_update")
    assert notice.path == [
        {"role": "superior_of_practitioner"},
        {"way": "line", "who": str(crew.sari.uid), "name": "Sari Contoh"},
    ]


@pytest.mark.parametrize(
    ("rung", "leaves", "ends"),
    [
        ("2026-07-08 07:30", "2026-07-08 07:45", None),
        ("2026-07-08 11:00", "2026-07-08 11:15", "2026-07-08 16:00"),
        ("2026-07-08 15:55", "2026-07-08 15:55", "2026-07-08 16:00"),
    ],
)
def test_an_escalation_rung_after_an_outage_is_not_left_for_tomorrow(rung, leaves, ends):
    relationship(cast(), "active", now=BEGUN)
    only_the_status_is_awaited()
    ring_due(at(rung))
    copy = Delivery.objects.get(notice__kind="escalation.status_update")
    assert (copy.due_at, copy.latest_at) == (at(leaves), ends and at(ends))


def test_a_deadline_counts_the_notices_it_wrote():
    crew = cast()
    relationship(crew, "active", now=BEGUN)
    while ring_due(at("2026-07-15 08:00")):
        pass
    for row in Deadline.objects.order_by("pk"):
        assert row.told == Notice.objects.filter(cause__startswith=f"deadline:{row.uid}:").count()


def test_a_reminder_that_comes_too_late_is_kept_with_the_reason():
    crew = cast()
    made = relationship(crew, "active", now=BEGUN)
    session(made, "confirmed", starts_at=at("2026-06-11 10:00"), now=BEGUN)
    ring_due(at("2026-06-11 12:00"))
    rows = Notice.objects.filter(kind__in=["reminder.session_ahead", "reminder.session_soon"])
    assert {row.not_sent for row in rows} == {"past"}
    assert rows.count() == 4
