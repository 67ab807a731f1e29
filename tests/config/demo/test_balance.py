"""The balance holds what the rows say against the mails that really lie in the folder."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from config.demo import balance
from notifications.models import CancelReason, Delivery, DeliveryState, Notice
from tests.config.demo.conftest import COPY, arrives
from tests.factories import person as people

pytestmark = pytest.mark.django_db


def notice(**fields) -> Notice:
    fields.setdefault("copies", 1)
    return Notice.objects.create(
        key=str(uuid.uuid4()),
        kind="programme.welcome",
        cause="import:1",
        recipient=people.person(str(uuid.uuid4()), email="").user,
        subject_kind="programme",
        subject_id=1,
        disclosure="A",
        created_at=COPY.date,
        **fields,
    )


def delivery(**fields) -> Delivery:
    return Delivery.objects.create(
        notice=notice(), channel="email", due_at=COPY.date, next_attempt_at=COPY.date, **fields
    )


def sent(message_id: str) -> Delivery:
    return delivery(
        state=DeliveryState.SENT,
        sent_at=COPY.date + timedelta(minutes=1),
        rendered_at=COPY.date,
        attempts=1,
        message_id=message_id,
    )


def test_every_planned_notice_has_its_place(folder):
    sent(COPY.message_id)
    arrives(folder)
    delivery()
    delivery(state=DeliveryState.CANCELLED, reason=CancelReason.WITHDRAWN, stopped_at=COPY.date)
    notice(copies=0)
    notice(copies=0, not_sent="conflict")
    found = balance.strike(folder)
    assert found == balance.Balance(
        planned=5, sent=1, portal=1, skipped=2, pending=1, failed=0, lost=0, doubled=0
    )
    assert found.is_even


def test_a_mail_called_sent_that_never_arrived_is_lost(folder):
    sent("<2@example.go.id>")
    found = balance.strike(folder)
    assert (found.lost, found.is_even) == (1, False)


def test_a_mail_that_arrived_twice_is_doubled(folder):
    sent(COPY.message_id)
    arrives(folder)
    arrives(folder, replace(COPY, subject="dua kali"))
    found = balance.strike(folder)
    assert (found.doubled, found.is_even) == (1, False)


def test_a_failed_mail_is_not_even(folder):
    delivery(state=DeliveryState.FAILED, error_code="smtp_550", stopped_at=COPY.date)
    assert not balance.strike(folder).is_even
