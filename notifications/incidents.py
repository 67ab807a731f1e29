"""Incidents: opened once for the same trouble, closed by a person or by recovery."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from notifications.models import (
    CancelReason,
    Delivery,
    DeliveryState,
    Incident,
    Resolution,
)
from notifications.models.delivery import DeliveryQuerySet
from notifications.recipient import Recipient

DELIVERY_FAILED = "delivery_failed"
CHANNEL_DOWN = "channel_down"


class AlreadyClosed(Exception):
    """The incident was closed in the meantime."""


def draft(
    key: str,
    *,
    kind: str,
    reason: str,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
    subject: tuple[str, int] | None = None,
    delivery: Delivery | None = None,
) -> Incident:
    """An unsaved incident. `reason` is a code and `facts` ids and codes: never a person's text."""
    subject_kind, subject_id = subject or ("", None)
    return Incident(
        key=key,
        kind=kind,
        subject_kind=subject_kind,
        subject_id=subject_id,
        delivery=delivery,
        reason=reason,
        facts=dict(facts or {}),
        opened_at=now,
    )


def raise_once(incident: Incident) -> None:
    """Open a drafted incident, unless one with its key is open."""
    Incident.objects.bulk_create([incident], ignore_conflicts=True)


def recover(key: str, *, now: datetime) -> int:
    """Close what has mended by itself."""
    return (
        Incident.objects.open()
        .filter(key=key)
        .update(closed_at=now, resolution=Resolution.RECOVERED)
    )


@transaction.atomic
def retry(incident: Incident, *, by: Recipient, now: datetime) -> None:
    """Close the incident; its copy, if it has one, is due again with all its attempts."""
    _close(incident, Resolution.RETRIED, by=by, now=now)
    _failed(incident).update(
        state=DeliveryState.PENDING, next_attempt_at=now, stopped_at=None, attempts=0
    )


@transaction.atomic
def skip(incident: Incident, *, by: Recipient, reason: str, now: datetime) -> None:
    """Close the incident for a stated reason; its copy, if it has one, is given up."""
    if not reason.strip():
        raise ValueError("Giving up needs a reason.")
    _close(incident, Resolution.SKIPPED, by=by, now=now, resolution_reason=reason.strip())
    _failed(incident).update(
        state=DeliveryState.CANCELLED, reason=CancelReason.SKIPPED, stopped_at=now
    )


def _close(
    incident: Incident,
    resolution: Resolution,
    *,
    by: Recipient,
    now: datetime,
    resolution_reason: str = "",
) -> None:
    closed = Incident.objects.open().filter(pk=incident.pk)
    touched = closed.update(
        closed_at=now,
        closed_by_id=by.pk,
        resolution=resolution,
        resolution_reason=resolution_reason,
    )
    if touched != 1:
        raise AlreadyClosed(incident.uid)


def _failed(incident: Incident) -> DeliveryQuerySet:
    return Delivery.objects.filter(incidents=incident, state=DeliveryState.FAILED)
