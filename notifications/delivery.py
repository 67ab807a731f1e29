"""Sending copies: lease, put into words, go the round, settle by one's own lease or not at all.

At least once: a sender that dies in mid-conversation leaves its round, and the next one sends
again the one mail under way, under the same Message-ID, and counts a possible duplicate. Nothing
here holds a transaction open while it talks to a channel.
"""

import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any, cast

from django.db import connection, transaction

from notifications import (
    backoff,
    endpoints,
    forgetting,
    gathered,
    held,
    incidents,
    leases,
    parcels,
    payload,
    rendering,
    rounds,
)
from notifications.channels import registry
from notifications.channels.protocol import Channel, Copy, Line
from notifications.channels.room import RoomChannel
from notifications.errors import ChannelDown, DeliveryError, InsideTransaction, RenderError
from notifications.kinds import Manner
from notifications.models import CancelReason, DayMail, Delivery, DeliveryState
from notifications.parcels import Parcel
from notifications.rendering import Mail
from notifications.rounds import Going

logger = logging.getLogger(__name__)

BATCH = 100
LONGEST = leases.LEASE.total_seconds() / 2  # for a batch, so that no lease runs out meanwhile
PROBE_EVERY = timedelta(seconds=30)
TELL_OUTAGE_AFTER = timedelta(minutes=10)


def deliver_due(now: datetime, *, limit: int = BATCH) -> int:
    """Send up to `limit` due mails; how many copies were settled (0: nothing to do, or channel
    down).

    `now` holds for the whole batch, which is short: it ends when a line breaks or time is up.
    Refuses to run inside a transaction.
    """
    if connection.in_atomic_block:
        raise InsideTransaction
    until = time.monotonic() + LONGEST
    leased = leases.take(now, limit)
    done = sum(
        _send_batch(registry.get(name), parcels.packed(copies), now, until)
        for name, copies in groupby(leased, key=attrgetter("channel"))
    )
    forgetting.catch_up()
    return done


def _send_batch(channel: Channel, batch: Sequence[Parcel], now: datetime, until: float) -> int:
    done = sum(_made_ready(parcel, channel, now) for parcel in batch)
    ready = [parcel for parcel in batch if parcel.copies]
    if ready:
        done += _send(channel, ready, now, until)
    if done:
        incidents.recover(_outage(channel), now=now)
    return done


def _made_ready(parcel: Parcel, channel: Channel, now: datetime) -> int:
    """Put it into words; what cannot leave is settled and taken out."""
    done = _drop_pointless(parcel, channel.goes_to(parcel.first), now)
    if not parcel.copies or parcel.is_rendered:
        return done
    done += _drop_unspeakable(parcel, now)
    if parcel.copies:
        try:
            parcel.mail = _worded(parcel)
        except DeliveryError as error:
            done += _fail(parcel, error, now)
            parcel.copies.clear()
    return done


def _send(channel: Channel, batch: Sequence[Parcel], now: datetime, until: float) -> int:
    with channel.line() as line:
        try:
            line.ready()
        except ChannelDown as error:
            _hold(channel, batch, error, now)
            return 0
        going = rounds.start(batch, now)
        return _go(going, channel, line, until)


def _go(going: Going, channel: Channel, line: Line, until: float) -> int:
    done, sent, now = 0, list[Parcel](), going.at
    for parcel in going.parcels:
        if time.monotonic() > until:
            _release(going.left, not_before=now)
            break
        try:
            line.ready()
            if not rounds.step(going, parcel):
                logger.warning("a round was taken over by another sender")
                return done
            _hand_over(line, _outgoing(parcel, channel.goes_to(parcel.first), now))
            sent.append(parcel)
        except ChannelDown as error:
            _hold(channel, going.left, error, now)
            break
        except DeliveryError as error:
            done += _fail(parcel, error, now)
            if error.line_lost:
                _release(going.left, not_before=now)
                break
    return done + rounds.finish(going, sent)


def _hand_over(line: Line, copy: Copy) -> None:
    try:
        line.send(copy)
    except DeliveryError:
        raise
    except Exception as error:
        logger.error("%s cannot be sent: %s", copy.message_id, type(error).__name__)
        raise DeliveryError("unsendable", type(error).__name__, permanent=True) from error


def _release(batch: Sequence[Parcel], *, not_before: datetime) -> None:
    """Nothing of these was attempted, so nothing counts against them."""
    tokens = [parcel.token for parcel in batch]
    fresh = [parcel.token for parcel in batch if parcel.mail]
    with transaction.atomic():
        parcels.unword(Delivery.objects.filter(lease_token__in=fresh))
        held.release(tokens, not_before=not_before)


def _drop_pointless(parcel: Parcel, address: str, now: datetime) -> int:
    done = 0
    for copy in list(parcel.copies):
        if reason := _pointless(copy, address, now):
            parcel.copies.remove(copy)
            done += _settle(
                Parcel([copy]), state=DeliveryState.CANCELLED, reason=reason, stopped_at=now
            )
    return done


def _pointless(copy: Delivery, address: str, now: datetime) -> CancelReason | None:
    if copy.expires_at and copy.expires_at <= now:
        return CancelReason.EXPIRED
    if copy.endpoint or copy.channel == RoomChannel.name:
        return None if address else CancelReason.SWITCHED_OFF
    if not copy.notice.recipient.is_active:
        return CancelReason.INACTIVE
    return None if address else CancelReason.NO_ADDRESS


def _drop_unspeakable(parcel: Parcel, now: datetime) -> int:
    """Of several copies one that cannot be put into words does not stop the others."""
    done = 0
    for copy in list(parcel.copies) if len(parcel.copies) > 1 else ():
        try:
            rendering.shown(copy.notice)
        except RenderError as error:
            parcel.copies.remove(copy)
            done += _fail(Parcel([copy]), _speechless(error), now)
    return done


def _worded(parcel: Parcel) -> Mail:
    if parcel.first.endpoint:
        return payload.of(parcel.first)
    if parcel.first.channel == RoomChannel.name:
        return rendering.neutral(parcel.first.notice)
    notices = [(Manner(copy.manner), copy.notice) for copy in parcel.copies]
    try:
        return rendering.mail(notices[0][1]) if len(notices) == 1 else gathered.mail(notices)
    except RenderError as error:
        raise _speechless(error) from error


def _speechless(error: RenderError) -> DeliveryError:
    return DeliveryError("not_rendered", str(error), permanent=True)


def _outgoing(parcel: Parcel, address: str, now: datetime) -> Copy:
    stored, endpoint = parcel.stored, parcel.first.endpoint
    return Copy(
        address=address,
        name=parcel.recipient.display_name,
        message_id=stored.message_id,
        date=cast("datetime", stored.rendered_at),  # stored with the attempt's mark
        subject=stored.subject,
        text=stored.text,
        html=stored.html,
        calendar=parcel.first.calendar,
        tried_at=now,
        secrets=tuple(endpoint.secrets(now)) if endpoint else (),
    )


def _fail(parcel: Parcel, error: DeliveryError, now: datetime) -> int:
    decision = backoff.after_failure(
        parcel.attempts, permanent=error.permanent, delivery=parcel.first.pk, now=now
    )
    outcome: dict[str, Any] = {
        "error_code": error.code,
        "error_text": " ".join(error.text.split())[:500],
        "in_flight_since": now if error.outcome_unknown else None,
    }
    if not decision.retry_at:
        return _give_up(parcel, outcome, now)
    endpoints.wait(parcel.first, decision.retry_at)
    outcome |= {"state": DeliveryState.PENDING, "next_attempt_at": decision.retry_at}
    if parcel.day_mail and not (error.outcome_unknown or parcel.may_have_arrived):
        return _unpack(parcel, parcel.day_mail, outcome)
    return _settle(parcel, **outcome)


def _unpack(parcel: Parcel, mail: DayMail, outcome: dict[str, Any]) -> int:
    """Refused as a whole for now: it is worded again, with what has come meanwhile."""
    with transaction.atomic():
        settled = _settle(parcel, day_mail=None, **parcels.UNWORDED, **outcome)
        if settled:
            parcels.unpack([mail.pk])
    return settled


def _give_up(parcel: Parcel, outcome: dict[str, Any], now: datetime) -> int:
    """One incident, however many copies were in the mail."""
    if not parcel.is_rendered:
        outcome["day_mail"] = None
    with transaction.atomic():
        settled = _settle(parcel, state=DeliveryState.FAILED, stopped_at=now, **outcome)
        if settled:
            copy = parcel.first
            incident = incidents.draft(
                incidents.key_of(copy),
                kind=incidents.DELIVERY_FAILED,
                reason=outcome["error_code"],
                facts={"channel": copy.channel, "attempts": copy.attempts},
                delivery=copy,
                now=now,
            )
            incidents.raise_once(incident)
            endpoints.despair(copy, outcome["error_code"], now)
    return settled


def _settle(parcel: Parcel, **outcome: Any) -> int:
    """How many, or 0 if somebody else has taken them over: then they are theirs to settle."""
    copies = parcel.copies
    unknown = int(copies[0].in_flight_since is not None) if parcel.begun else None
    settled = held.update(copies, {**held.UNLEASED, **outcome}, attempt=unknown)
    if not settled:
        logger.warning("delivery %s was taken over by another sender", copies[0].pk)
    return settled


def _outage(channel: Channel) -> str:
    return f"channel:{channel.name}"


def _hold(channel: Channel, batch: Sequence[Parcel], error: ChannelDown, now: datetime) -> None:
    """They wait for the channel."""
    logger.warning("channel %s is down: %s", channel.name, error.text)
    _release(batch, not_before=now + PROBE_EVERY)
    due = min(copy.due_at for parcel in batch for copy in parcel.copies)
    if due + TELL_OUTAGE_AFTER <= now:
        incident = incidents.draft(
            _outage(channel),
            kind=incidents.CHANNEL_DOWN,
            reason="cannot_connect",
            facts={"channel": channel.name},
            now=now,
        )
        incidents.raise_once(incident)
