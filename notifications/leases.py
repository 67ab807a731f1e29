"""Leases: which sender works on which copies. Compare-and-set decides, on every database."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q

from notifications import day_mails, held, pace, rounds
from notifications.kinds import Manner
from notifications.models import Delivery, DeliveryState

LEASE = timedelta(minutes=2)
ANY = Q()
UNLEASED = held.UNLEASED
GIVE = """
    UPDATE notifications_delivery SET state = 'leased', lease_until = %s, lease_token = """
GIVE_EACH = f"{GIVE} %s WHERE id = %s AND state = 'pending'"
GIVE_TOGETHER = (
    f"{GIVE} given.token FROM (VALUES {{}}) AS given(token, id)"
    " WHERE notifications_delivery.id = given.id AND state = 'pending'"
)


def take(now: datetime, limit: int) -> list[Delivery]:
    """Lease up to `limit` due mails, what leaves by itself first, each with a token of its own.

    The copies of one mail of the day share theirs and follow each other, the most pressing first.
    A channel with a limit gives no more than it may send now; only what is urgent does not wait.
    """
    rounds.take_back(now)
    limits = pace.per_hour()
    tokens = _lease(now, limit, ~Q(channel__in=limits)) if limits else _lease(now, limit)
    for channel, most in limits.items():
        if len(tokens) < limit:
            tokens += _in_turn(channel, most, now, limit - len(tokens))
    if not tokens:
        return []
    won = Delivery.objects.filter(lease_token__in=tokens, state=DeliveryState.LEASED)
    return list(
        won.select_related("notice__recipient", "day_mail", "endpoint", *_read_with()).order_by(
            "channel",
            F("day_mail").asc(nulls_first=True),
            "manner",
            "next_attempt_at",
            "notice__created_at",
            "pk",
        )
    )


def _read_with() -> tuple[str, ...]:
    """What whoever puts the copies into words needs beside them."""
    more: tuple[str, ...] = getattr(settings, "NOTIFICATIONS_READ_WITH", ())
    return more


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
            _give(tokens, now + LEASE)
    return list(tokens.values())


def _give(tokens: Mapping[uuid.UUID, uuid.UUID], until: datetime) -> None:
    """By the key of a copy its token, unless somebody has it already."""
    end = held.stored("lease_until", until)
    pairs = [
        (held.stored("lease_token", token), held.stored("id", pk)) for pk, token in tokens.items()
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            marks = ", ".join("(%s::uuid, %s::uuid)" for _pair in pairs)
            cursor.execute(GIVE_TOGETHER.format(marks), [end, *[each for p in pairs for each in p]])
        else:
            cursor.executemany(GIVE_EACH, [(end, *pair) for pair in pairs])
