"""Sending copies: lease, mark the attempt, send, settle by one's own lease or not at all.

At least once: a sender that dies in mid-conversation leaves a marked attempt, and the next one
sends again under the same Message-ID and counts a possible duplicate. Nothing here holds a
transaction open while it talks to a channel.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any, cast

from django.db import connection, transaction

from notifications import (
    backoff,
    endpoints,
    gathered,
    incidents,
    leases,
    parcels,
    payload,
    rendering,
)
from notifications.channels import registry
from notifications.channels.protocol import Channel, Copy, Line
from notifications.errors import ChannelDown, DeliveryError, InsideTransaction, RenderError
from notifications.kinds import Manner
from notifications.models import CancelReason, DayMail, Delivery, DeliveryState
from notifications.parcels import Parcel
from notifications.rendering import Mail

logger = logging.getLogger(__name__)

BATCH = 20
PROBE_EVERY = timedelta(seconds=30)
TELL_OUTAGE_AFTER = timedelta(minutes=10)


def deliver_due(now: datetime, *, limit: int = BATCH) -> int:
    """Send up to `limit` due mails; how many copies were settled (0: nothing to do, or channel
    down).

    `now` holds for the whole batch, which is short: it ends when a line breaks. Refuses to run
    inside a transaction.
    """
    if connection.in_atomic_block:
        raise InsideTransaction
    leased = leases.take(now, limit)
    return sum(
        _send_batch(registry.get(name), parcels.packed(copies), now)
        for name, copies in groupby(leased, key=attrgetter("channel"))
    )


def _send_batch(channel: Channel, batch: Sequence[Parcel], now: datetime) -> int:
    done = 0
    with channel.line() as line:
        for place, parcel in enumerate(batch):
            try:
                done += _deliver(parcel, channel, line, now)
            except ChannelDown as error:
                _hold(channel, _copies(batch[place:]), error, now)
                break
            except DeliveryError as error:
                done += _fail(parcel, error, now)
                if error.line_lost:
                    leases.release(_copies(batch[place + 1 :]), not_before=now)
                    break
    if done:
        incidents.recover(_outage(channel), now=now)
    return done


def _copies(batch: Sequence[Parcel]) -> list[Delivery]:
    return [copy for parcel in batch for copy in parcel.copies]


def _deliver(parcel: Parcel, channel: Channel, line: Line, now: datetime) -> int:
    address = channel.goes_to(parcel.first)
    done = _drop_pointless(parcel, address, now)
    if not parcel.copies:
        return done
    mail = None
    if not parcel.is_rendered:
        done += _drop_unspeakable(parcel, now)
        if not parcel.copies:
            return done
        mail = _worded(parcel)
    line.ready()
    if not parcels.mark(parcel, mail, now):
        return done
    try:
        line.send(_outgoing(parcel, address, now))
    except DeliveryError:
        raise
    except Exception as error:
        logger.error("delivery %s cannot be sent: %s", parcel.first.pk, type(error).__name__)
        raise DeliveryError("unsendable", type(error).__name__, permanent=True) from error
    endpoints.took(parcel.first, now)
    return done + _settle(
        parcel.copies, state=DeliveryState.SENT, sent_at=now, in_flight_since=None, error_code="",
        error_text="",
    )  # fmt: skip


def _drop_pointless(parcel: Parcel, address: str, now: datetime) -> int:
    done = 0
    for copy in list(parcel.copies):
        if reason := _pointless(copy, address, now):
            parcel.copies.remove(copy)
            done += _settle([copy], state=DeliveryState.CANCELLED, reason=reason, stopped_at=now)
    return done


def _pointless(copy: Delivery, address: str, now: datetime) -> CancelReason | None:
    if copy.expires_at and copy.expires_at <= now:
        return CancelReason.EXPIRED
    if copy.endpoint:
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
    }
    if not error.outcome_unknown:
        outcome["in_flight_since"] = None
    if not decision.retry_at:
        return _give_up(parcel, outcome, now)
    endpoints.wait(parcel.first, decision.retry_at)
    outcome |= {"state": DeliveryState.PENDING, "next_attempt_at": decision.retry_at}
    if parcel.day_mail and not (error.outcome_unknown or parcel.may_have_arrived):
        return _unpack(parcel, parcel.day_mail, outcome)
    return _settle(parcel.copies, **outcome)


def _unpack(parcel: Parcel, mail: DayMail, outcome: dict[str, Any]) -> int:
    """Refused as a whole for now: it is worded again, with what has come meanwhile."""
    with transaction.atomic():
        settled = _settle(parcel.copies, day_mail=None, **parcels.UNWORDED, **outcome)
        if settled:
            parcels.unpack(mail)
    return settled


def _give_up(parcel: Parcel, outcome: dict[str, Any], now: datetime) -> int:
    """One incident, however many copies were in the mail."""
    if not parcel.is_rendered:
        outcome["day_mail"] = None
    with transaction.atomic():
        settled = _settle(parcel.copies, state=DeliveryState.FAILED, stopped_at=now, **outcome)
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


def _settle(copies: Sequence[Delivery], **outcome: Any) -> int:
    """How many, or 0 if somebody else has taken them over: then they are theirs to settle."""
    settled = leases.update(copies, {**leases.UNLEASED, **outcome})
    if not settled:
        logger.warning("delivery %s was taken over by another sender", copies[0].pk)
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
