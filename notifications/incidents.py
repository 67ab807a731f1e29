"""Incidents: opened once for the same trouble, closed by a person or by recovery."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from notifications import leases
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
DELIVERY_LATE = "delivery_late"
CHANNEL_DOWN = "channel_down"


class AlreadyClosed(Exception):
    """The incident was closed, or the copy has left, in the meantime."""


def key_of(copy: Delivery) -> str:
    """By what the trouble with a copy is known."""
    return f"delivery:{copy.pk}"


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
    _undelivered(incident, now).update(
        state=DeliveryState.PENDING,
        next_attempt_at=now,
        stopped_at=None,
        attempts=0,
        **leases.UNLEASED,
    )


@transaction.atomic
def skip(incident: Incident, *, by: Recipient, reason: str, now: datetime) -> None:
    """Close the incident for a stated reason; its copy, if it has one, is given up."""
    if not reason.strip():
        raise ValueError("Giving up needs a reason.")
    _close(incident, Resolution.SKIPPED, by=by, now=now, resolution_reason=reason.strip())
    _undelivered(incident, now).update(
        state=DeliveryState.CANCELLED,
        reason=CancelReason.SKIPPED,
        stopped_at=now,
        **leases.UNLEASED,
    )


@transaction.atomic
def retry_copy(copy: Delivery, *, by: Recipient, now: datetime) -> Incident:
    """The same for a copy that is late but no incident yet: it becomes one, and is decided."""
    incident = _of(copy, now)
    retry(incident, by=by, now=now)
    return incident


@transaction.atomic
def skip_copy(copy: Delivery, *, by: Recipient, reason: str, now: datetime) -> Incident:
    """Give a late copy up for a stated reason."""
    incident = _of(copy, now)
    skip(incident, by=by, reason=reason, now=now)
    return incident


@transaction.atomic
def set_aside(incident: Incident, *, by: Recipient, reason: str, now: datetime) -> Incident:
    """Record a drafted incident as closed for a stated reason; AlreadyClosed if that was done."""
    if Incident.objects.filter(key=incident.key).exclude(closed_at=None).exists():
        raise AlreadyClosed(incident.key)
    raise_once(incident)
    found = Incident.objects.open().get(key=incident.key)
    skip(found, by=by, reason=reason, now=now)
    return found


def _of(copy: Delivery, now: datetime) -> Incident:
    if not _waiting(now).filter(pk=copy.pk).exists():
        raise AlreadyClosed(copy.pk)
    key = key_of(copy)
    facts = {"channel": copy.channel, "attempts": copy.attempts}
    reason = copy.error_code or "late"
    raise_once(draft(key, kind=DELIVERY_LATE, reason=reason, facts=facts, delivery=copy, now=now))
    return Incident.objects.open().get(key=key)


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


def _waiting(now: datetime) -> DeliveryQuerySet:
    """Copies that should have left and that no sender holds at present."""
    return Delivery.objects.filter(
        Q(state=DeliveryState.FAILED)
        | Q(state=DeliveryState.PENDING)
        | Q(state=DeliveryState.LEASED, lease_until__lte=now),
        due_at__lte=now,
    )


def _undelivered(incident: Incident, now: datetime) -> DeliveryQuerySet:
    """The copy, and what else failed in the same mail of the day."""
    if incident.delivery is None:
        return _waiting(now).none()
    others = Q(pk__in=[])
    if incident.delivery.day_mail_id:
        others = Q(day_mail=incident.delivery.day_mail_id, state=DeliveryState.FAILED)
    return _waiting(now).filter(Q(pk=incident.delivery.pk) | others)
