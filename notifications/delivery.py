"""Sending copies: lease, mark the attempt, send, settle by one's own lease or not at all.

At least once: a sender that dies in mid-conversation leaves a marked attempt, and the next one
sends again under the same Message-ID and counts a possible duplicate. Nothing here holds a
transaction open while it talks to a channel.
"""

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from notifications import backoff, incidents, leases, rendering
from notifications.channels import registry
from notifications.channels.protocol import Channel, Copy, Line
from notifications.errors import ChannelDown, DeliveryError, InsideTransaction, RenderError
from notifications.models import CancelReason, Delivery, DeliveryState

logger = logging.getLogger(__name__)

BATCH = 20
PROBE_EVERY = timedelta(seconds=30)
TELL_OUTAGE_AFTER = timedelta(minutes=10)


def deliver_due(now: datetime, *, limit: int = BATCH) -> int:
    """Send up to `limit` due copies; how many were settled (0: nothing to do, or channel down).

    `now` holds for the whole batch, which is short: it ends when a line breaks. Refuses to run
    inside a transaction.
    """
    if connection.in_atomic_block:
        raise InsideTransaction
    leased = leases.take(now, limit)
    return sum(
        _send_batch(registry.get(name), list(copies), now)
        for name, copies in groupby(leased, key=attrgetter("channel"))
    )


def message_id(delivery: Delivery) -> str:
    """The same on every attempt and every machine: from the occurrence key and the channel."""
    digest = hashlib.sha256(f"{delivery.notice.key}:{delivery.channel}".encode()).hexdigest()
    return f"<{digest[:32]}.v1@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


def _send_batch(channel: Channel, copies: Sequence[Delivery], now: datetime) -> int:
    done = 0
    with channel.line() as line:
        for place, copy in enumerate(copies):
            try:
                done += _deliver(copy, channel, line, now)
            except ChannelDown as error:
                _hold(channel, copies[place:], error, now)
                break
            except DeliveryError as error:
                done += _fail(copy, error, now)
                if error.line_lost:
                    leases.release(copies[place + 1 :], not_before=now)
                    break
    if done:
        incidents.recover(_outage(channel), now=now)
    return done


def _deliver(copy: Delivery, channel: Channel, line: Line, now: datetime) -> int:
    address = channel.address(copy.notice.recipient)
    if reason := _pointless(copy, address, now):
        return _settle(copy, state=DeliveryState.CANCELLED, reason=reason, stopped_at=now)
    rendered = _render_once(copy, now)
    line.ready()
    if not _mark_attempt(copy, rendered, now):
        return 0
    try:
        line.send(_outgoing(copy, address))
    except DeliveryError:
        raise
    except Exception as error:
        logger.error("delivery %s cannot be sent: %s", copy.pk, type(error).__name__)
        raise DeliveryError("unsendable", type(error).__name__, permanent=True) from error
    return _settle(
        copy, state=DeliveryState.SENT, sent_at=now, in_flight_since=None, error_code="",
        error_text="",
    )  # fmt: skip


def _pointless(copy: Delivery, address: str, now: datetime) -> CancelReason | None:
    if copy.expires_at and copy.expires_at <= now:
        return CancelReason.EXPIRED
    if not copy.notice.recipient.is_active:
        return CancelReason.INACTIVE
    return None if address else CancelReason.NO_ADDRESS


def _render_once(copy: Delivery, now: datetime) -> dict[str, Any]:
    """Column values still to be stored; none if an earlier attempt has stored them."""
    if copy.rendered_at:
        return {}
    try:
        mail = rendering.mail(copy.notice)
    except RenderError as error:
        raise DeliveryError("not_rendered", str(error), permanent=True) from error
    return {
        "rendered_at": now,
        "message_id": message_id(copy),
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "calendar": mail.calendar,
    }


def _mark_attempt(copy: Delivery, rendered: dict[str, Any], now: datetime) -> bool:
    """Commit that an attempt begins, before it does; False if the lease was lost."""
    unknown = int(copy.in_flight_since is not None)
    marked = Delivery.objects.held(copy).update(
        attempts=F("attempts") + 1,
        possible_duplicate=F("possible_duplicate") + unknown,
        in_flight_since=now,
        **rendered,
    )
    copy.attempts += 1
    for column, value in rendered.items():
        setattr(copy, column, value)
    return marked == 1


def _outgoing(copy: Delivery, address: str) -> Copy:
    return Copy(
        address=address,
        name=copy.notice.recipient.display_name,
        message_id=copy.message_id,
        date=cast("datetime", copy.rendered_at),  # stored with the attempt's mark
        subject=copy.subject,
        text=copy.text,
        html=copy.html,
        calendar=copy.calendar,
    )


def _fail(copy: Delivery, error: DeliveryError, now: datetime) -> int:
    decision = backoff.after_failure(
        copy.attempts, permanent=error.permanent, delivery=copy.pk, now=now
    )
    outcome: dict[str, Any] = {
        "error_code": error.code,
        "error_text": " ".join(error.text.split())[:500],
    }
    if not error.outcome_unknown:
        outcome["in_flight_since"] = None
    if decision.retry_at:
        return _settle(
            copy, state=DeliveryState.PENDING, next_attempt_at=decision.retry_at, **outcome
        )
    return _give_up(copy, outcome, now)


def _give_up(copy: Delivery, outcome: dict[str, Any], now: datetime) -> int:
    with transaction.atomic():
        settled = _settle(copy, state=DeliveryState.FAILED, stopped_at=now, **outcome)
        if settled:
            incident = incidents.draft(
                incidents.key_of(copy),
                kind=incidents.DELIVERY_FAILED,
                reason=outcome["error_code"],
                facts={"channel": copy.channel, "attempts": copy.attempts},
                delivery=copy,
                now=now,
            )
            incidents.raise_once(incident)
    return settled


def _settle(copy: Delivery, **outcome: Any) -> int:
    """1, or 0 if somebody else has taken the copy over: then it is theirs to settle."""
    settled = Delivery.objects.held(copy).update(**leases.UNLEASED, **outcome)
    if not settled:
        logger.warning("delivery %s was taken over by another sender", copy.pk)
    return settled


def _outage(channel: Channel) -> str:
    return f"channel:{channel.name}"


def _hold(channel: Channel, copies: Sequence[Delivery], error: ChannelDown, now: datetime) -> None:
    """Nothing was attempted, so nothing counts against these copies; they wait for the channel."""
    logger.warning("channel %s is down: %s", channel.name, error.text)
    leases.release(copies, not_before=now + PROBE_EVERY)
    if min(copy.due_at for copy in copies) + TELL_OUTAGE_AFTER <= now:
        incident = incidents.draft(
            _outage(channel),
            kind=incidents.CHANNEL_DOWN,
            reason="cannot_connect",
            facts={"channel": channel.name},
            now=now,
        )
        incidents.raise_once(incident)
