"""Leases: which sender works on which copies. Compare-and-set decides, on every database."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, F, UUIDField, Value, When

from notifications import day_mails
from notifications.models import Delivery, DeliveryState

LEASE = timedelta(minutes=2)
UNLEASED = {"lease_token": None, "lease_until": None}


def take(now: datetime, limit: int) -> list[Delivery]:
    """Lease up to `limit` due mails, what leaves by itself first, each with a token of its own.

    The copies of one mail of the day share theirs and follow each other, the most pressing first.
    """
    reclaim(now)
    tokens = _single(now, limit)
    if len(tokens) < limit:
        tokens += day_mails.lease(now, limit - len(tokens), now + LEASE)
    if not tokens:
        return []
    won = Delivery.objects.filter(lease_token__in=tokens, state=DeliveryState.LEASED)
    return list(
        won.select_related("notice__recipient", "day_mail").order_by(
            "channel",
            F("day_mail").asc(nulls_first=True),
            "manner",
            "next_attempt_at",
            "notice__created_at",
            "pk",
        )
    )


def _single(now: datetime, limit: int) -> list[uuid.UUID]:
    with transaction.atomic():
        due = (
            Delivery.objects.due(now)
            .filter(gathered_for=None)
            .order_by("manner", "next_attempt_at")
        )
        # Ignored by SQLite: only spares PostgreSQL the waiting. The UPDATE below decides.
        candidates = due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit]
        tokens = {pk: uuid.uuid4() for pk in candidates}
        if tokens:
            Delivery.objects.due(now).filter(pk__in=tokens).update(
                state=DeliveryState.LEASED,
                lease_until=now + LEASE,
                lease_token=Case(
                    *(When(pk=pk, then=Value(token, UUIDField())) for pk, token in tokens.items()),
                    output_field=UUIDField(),
                ),
            )
    return list(tokens.values())


def reclaim(now: datetime) -> int:
    """Give back what a sender left behind; `in_flight_since` still tells of its last attempt."""
    return Delivery.objects.abandoned(now).update(state=DeliveryState.PENDING, **UNLEASED)


def release(copies: Iterable[Delivery], *, not_before: datetime) -> None:
    """Give back copies that were not attempted."""
    for copy in copies:
        Delivery.objects.held(copy).update(
            state=DeliveryState.PENDING, next_attempt_at=not_before, **UNLEASED
        )
