"""Writing notices: drafts are unsaved rows for the caller's transaction, `put` inserts them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction

from notifications import kinds
from notifications.channels import registry
from notifications.channels.protocol import Channel
from notifications.channels.room import RoomChannel
from notifications.channels.webhook import WebhookChannel
from notifications.day_mails import GATHERING
from notifications.endpoints import EXPIRES_AFTER
from notifications.errors import OutsideTransaction, TooConfidential
from notifications.kinds import Kind, Manner
from notifications.models import LISTED, CancelReason, Delivery, DeliveryState, Notice
from notifications.recipient import Recipient

WEBHOOK = WebhookChannel.name
ROOM = RoomChannel.name

Make = Callable[..., Any]


def plainly(model: type[models.Model], **values: Any) -> models.Model:
    return model(**values)


def occurrence_key(kind: str, cause: str, recipient: Recipient) -> str:
    """What makes a notice the same notice: what happened, why, to whom."""
    return f"{kind}:{cause}:{recipient.uid}"


def draft(  # noqa: PLR0913 these are the columns of a notice
    kind: str,
    *,
    recipient: Recipient,
    cause: str,
    subject_kind: str,
    subject_id: int,
    facts: Mapping[str, Any],
    now: datetime,
    copy_at: datetime,
    path: Sequence[Any] = (),
    manner: Manner = Manner.ALONE,
    latest_at: datetime | None = None,
    expires_at: datetime | None = None,
    list_key: str | None = None,
    endpoints: Collection[int] = (),
    held: str = "",
    room: bool = False,
    make: Make = plainly,
) -> list[models.Model]:
    """The unsaved notice and its copies, one for each channel that reaches the recipient.

    `held` is why no copy leaves: each is a row with that reason (a `CancelReason`).
    `endpoints` are the keys of programs that are told as well, at once, of a list once it has
    gathered; `room` whether the room of
    the service office is, where there is one.

    `facts` may hold a site path `path` that the mail links to; datetimes must be aware.
    `list_key` makes it the first of a list that others can be `listed` in.
    What gathers is joined with what else is due by then, and not put off beyond `latest_at`.
    `make` gives a row of a model, for callers that know a faster way than its constructor.
    """
    known = kinds.get(kind)
    notice = _notice(known, recipient, cause, subject_kind, subject_id, make)
    notice.facts, notice.path, notice.created_at = dict(facts), list(path), now
    notice.list_key = list_key
    copies = [
        make(
            Delivery,
            notice=notice,
            channel=channel.name,
            manner=manner,
            gathered_for_id=recipient.pk if manner.gathers else None,
            latest_at=latest_at,
            due_at=copy_at,
            next_attempt_at=copy_at,
            expires_at=expires_at,
            **(_held(held, now) if held else {}),
        )
        for channel in _channels(known)
        if channel.address(recipient)
    ]
    if endpoints and registry.get(WEBHOOK).max_disclosure < known.disclosure:
        raise TooConfidential(f"{kind} is class {known.disclosure}, not for {WEBHOOK}")
    posted_at = now if list_key is None else now + GATHERING
    copies += [_posted(notice, WEBHOOK, posted_at, endpoint) for endpoint in endpoints]
    if room and settings.APPRISE_ADDRESS:
        if registry.get(ROOM).max_disclosure < known.disclosure:
            raise TooConfidential(f"{kind} is class {known.disclosure}, not for {ROOM}")
        copies.append(_posted(notice, ROOM, now))
    notice.copies = len(copies)
    return [notice, *copies]


def _held(reason: str, now: datetime) -> dict[str, Any]:
    return {"state": DeliveryState.CANCELLED, "reason": reason, "stopped_at": now}


def _posted(notice: Notice, channel: str, now: datetime, endpoint: int | None = None) -> Delivery:
    return Delivery(
        notice=notice,
        channel=channel,
        endpoint_id=endpoint,
        due_at=now,
        next_attempt_at=now,
        expires_at=now + EXPIRES_AFTER,
    )


def listed(head: Notice, kind: str, **columns: Any) -> Notice:
    """A notice told as one more line of a list, whose first is `head`; the columns of `unsent`."""
    notice = unsent(kind, reason=LISTED, **columns)
    notice.listed_in = head
    return notice


def heads(keys: Iterable[str]) -> dict[str, Notice]:
    """The lists that have begun, by their key."""
    begun = Notice.objects.filter(list_key__in=set(keys)).order_by("pk")
    return {str(head.list_key): head for head in begun}


def unsent(  # noqa: PLR0913 these are the columns of a notice
    kind: str,
    *,
    recipient: Recipient,
    cause: str,
    subject_kind: str,
    subject_id: int,
    facts: Mapping[str, Any],
    now: datetime,
    reason: str,
    path: Sequence[Any] = (),
) -> Notice:
    """A notice that is deliberately not sent, with the reason code; nobody's inbox shows it."""
    if not reason:
        raise ValueError("A notice that is not sent needs a reason.")
    notice = _notice(kinds.get(kind), recipient, cause, subject_kind, subject_id)
    notice.facts, notice.path, notice.created_at = dict(facts), list(path), now
    notice.not_sent = reason
    return notice


def put(rows: Iterable[models.Model]) -> int:
    """Insert drafts in the caller's transaction; the number of notices that are new.

    An occurrence that was noticed before is left out together with its copies, so a command that
    was cut short can simply run again.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction
    rows = list(rows)
    notices = [row for row in rows if isinstance(row, Notice)]
    told = Notice.objects.filter(key__in=[notice.key for notice in notices])
    keys = set(told.values_list("key", flat=True))
    fresh = {notice.pk: notice for notice in notices if notice.key not in keys}
    Notice.objects.bulk_create(fresh.values())
    Delivery.objects.bulk_create(
        row for row in rows if isinstance(row, Delivery) and row.notice_id in fresh
    )
    return len(fresh)


def withdraw(causes: Iterable[str], *, now: datetime) -> int:
    """Cancel the copies of these causes that have not left yet; the notices of record stay."""
    waiting = Delivery.objects.filter(notice__cause__in=list(causes), state=DeliveryState.PENDING)
    return waiting.update(
        state=DeliveryState.CANCELLED, reason=CancelReason.WITHDRAWN, stopped_at=now
    )


def _notice(
    kind: Kind,
    recipient: Recipient,
    cause: str,
    subject_kind: str,
    subject_id: int,
    make: Make = plainly,
) -> Notice:
    made: Notice = make(
        Notice,
        key=occurrence_key(kind.code, cause, recipient),
        kind=kind.code,
        cause=cause,
        recipient_id=recipient.pk,
        subject_kind=subject_kind,
        subject_id=subject_id,
        disclosure=kind.disclosure,
    )
    return made


def _channels(kind: Kind) -> Iterator[Channel]:
    for name in kind.channels:
        channel = registry.get(name)
        if channel.max_disclosure < kind.disclosure:
            raise TooConfidential(f"{kind.code} is class {kind.disclosure}, not for {name}")
        yield channel
