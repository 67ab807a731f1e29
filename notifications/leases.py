"""Leases: which sender works on which copies. Compare-and-set decides, on every database."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, F, Q, UUIDField, Value, When

from notifications import day_mails, pace
from notifications.kinds import Manner
from notifications.models import Delivery, DeliveryState

LEASE = timedelta(minutes=2)
ANY = Q()
UNLEASED = {"lease_token": None, "lease_until": None}


def take(now: datetime, limit: int) -> list[Delivery]:
    """Lease up to `limit` due mails, what leaves by itself first, each with a token of its own.

    The copies of one mail of the day share theirs and follow each other, the most pressing first.
    A channel with a limit gives no more than it may send now; only what is urgent does not wait.
    """
    reclaim(now)
    limits = pace.per_hour()
    tokens = _lease(now, limit, ~Q(channel__in=limits)) if limits else _lease(now, limit)
    for channel, most in limits.items():
        if len(tokens) < limit:
            tokens += _in_turn(channel, most, now, limit - len(tokens))
    if not tokens:
        return []
    won = Delivery.objects.filter(lease_token__in=tokens, state=DeliveryState.LEASED)
    return list(
        won.select_related("notice__recipient", "day_mail", "endpoint").order_by(
            "channel",
            F("day_mail").asc(nulls_first=True),
            "manner",
            "next_attempt_at",
            "notice__created_at",
            "pk",
        )
    )


def _in_turn(channel: str, most: int, now: datetime, limit: int) -> list[uuid.UUID]:
    here = Q(channel=channel)
    with transaction.atomic():
        turn = pace.turn(channel, most, now)
        tokens = _single(now, limit, here & Q(manner=Manner.URGENT))
        left = min(limit, turn.free(now)) - len(tokens)
        if left > 0:
            tokens += _lease(now, left, here)
        turn.take(len(tokens), now)
        pace.line_up(turn, now)
    return tokens


def _lease(now: datetime, limit: int, which: Q = ANY) -> list[uuid.UUID]:
    """The tokens of up to `limit` mails."""
    tokens = _single(now, limit, which)
    if len(tokens) < limit:
        tokens += day_mails.lease(now, limit - len(tokens), now + LEASE, which)
    return tokens


def _single(now: datetime, limit: int, which: Q) -> list[uuid.UUID]:
    alone = Delivery.objects.due(now).filter(which, gathered_for=None)
    with transaction.atomic():
        # Ignored by SQLite: only spares PostgreSQL the waiting. The UPDATE below decides.
        due = alone.order_by("manner", "next_attempt_at").select_for_update(skip_locked=True)
        tokens = {pk: uuid.uuid4() for pk in due.values_list("pk", flat=True)[:limit]}
        if tokens:
            alone.filter(pk__in=tokens).update(
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
