"""What the database refuses to believe of a copy."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from notifications.models import Delivery
from tests.notifications.toys import NOW, copy_of, later, told

pytestmark = pytest.mark.django_db

LEASE = {"lease_token": uuid.UUID(int=1), "lease_until": NOW}
RENDERED = {"rendered_at": NOW, "message_id": "<x@example.go.id>"}


@pytest.mark.parametrize(
    "contradiction",
    [
        {"state": "lost"},
        {"state": "leased"},
        {"state": "leased", "lease_token": uuid.UUID(int=1)},
        {"state": "leased", "lease_until": NOW},
        LEASE,
        {"state": "sent"},
        {"state": "sent", "sent_at": NOW, "attempts": 0, **RENDERED},
        {"state": "sent", "sent_at": NOW, "attempts": 1},
        {"state": "sent", "sent_at": NOW, "attempts": 1, "in_flight_since": NOW, **RENDERED},
        {"sent_at": NOW},
        {"stopped_at": NOW},
        {"state": "failed", "error_code": "smtp_550"},
        {"state": "failed", "stopped_at": NOW},
        {"state": "cancelled", "reason": "expired"},
        {"state": "cancelled", "stopped_at": NOW},
        {"reason": "expired"},
        {"rendered_at": NOW},
        {"message_id": "<x@example.go.id>"},
        {"next_attempt_at": later(seconds=-1)},
    ],
    ids=str,
)
def test_a_contradiction_is_refused(maya, contradiction):
    copy = copy_of(told(maya))
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(pk=copy.pk).update(**contradiction)


@pytest.mark.parametrize(
    "sound",
    [
        {"state": "leased", **LEASE},
        {"state": "sent", "sent_at": NOW, "attempts": 1, **RENDERED},
        {"state": "failed", "stopped_at": NOW, "error_code": "smtp_550"},
        {"state": "cancelled", "stopped_at": NOW, "reason": "expired"},
        {"in_flight_since": NOW, **RENDERED},
    ],
    ids=str,
)
def test_a_sound_state_is_accepted(maya, sound):
    copy = copy_of(told(maya))
    assert Delivery.objects.filter(pk=copy.pk).update(**sound) == 1


def test_a_notice_has_one_copy_per_channel(maya):
    copy = copy_of(told(maya))
    copy.pk = uuid.uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)
