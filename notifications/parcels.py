"""Parcels: what leaves as one. A copy by itself, or all copies of a mail of the day, one lease."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from notifications import leases
from notifications.models import DayMail, Delivery
from notifications.recipient import Recipient
from notifications.rendering import Mail

UNWORDED: dict[str, Any] = {"rendered_at": None, "message_id": ""}


@dataclass(slots=True)
class Parcel:
    """`copies` share lease, recipient and channel; what cannot leave is taken out of them."""

    copies: list[Delivery]

    @property
    def first(self) -> Delivery:
        return self.copies[0]

    @property
    def recipient(self) -> Recipient:
        return cast("Recipient", self.first.notice.recipient)

    @property
    def is_rendered(self) -> bool:
        """Whether an earlier attempt has stored the words."""
        return self.first.rendered_at is not None

    @property
    def day_mail(self) -> DayMail | None:
        return self.first.day_mail

    @property
    def stored(self) -> DayMail | Delivery:
        """Where the words stand."""
        return self.day_mail or self.first

    @property
    def attempts(self) -> int:
        return max(copy.attempts for copy in self.copies)

    @property
    def may_have_arrived(self) -> bool:
        """By an attempt before this one."""
        return any(copy.possible_duplicate or copy.in_flight_since for copy in self.copies)


def packed(leased: Iterable[Delivery]) -> list[Parcel]:
    return [Parcel(list(copies)) for _token, copies in groupby(leased, attrgetter("lease_token"))]


def message_id(key: str) -> str:
    """The same on every attempt and every machine, for the same key."""
    digest = hashlib.sha256(key.encode()).hexdigest()
    return f"<{digest[:32]}.v1@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


def key_of(parcel: Parcel) -> str:
    """What makes it the same mail: the occurrence, or the recipient and the day; the channel."""
    if mail := parcel.day_mail:
        return f"day:{parcel.recipient.uid}:{mail.day.isoformat()}:{mail.channel}"
    key = f"{parcel.first.notice.key}:{parcel.first.channel}"
    endpoint = parcel.first.endpoint
    return f"{key}:{endpoint.uid}" if endpoint else key


def mark(parcel: Parcel, mail: Mail | None, now: datetime) -> bool:
    """Commit that an attempt begins, before it does; False if the lease was lost."""
    identity: dict[str, Any] = {}
    words: dict[str, Any] = {}
    if mail:
        identity = {"rendered_at": now, "message_id": message_id(key_of(parcel))}
        words = {"subject": mail.subject, "text": mail.text, "html": mail.html}
    if parcel.day_mail is None:
        calendar = {"calendar": mail.calendar} if mail else {}
        marked = _marked(parcel, now, identity | words | calendar)
    else:
        marked = _marked_together(parcel, parcel.day_mail, now, identity, words)
    for copy in parcel.copies:
        copy.attempts += 1
    return marked


def _marked_together(
    parcel: Parcel, mail: DayMail, now: datetime, identity: dict[str, Any], words: dict[str, Any]
) -> bool:
    with transaction.atomic():
        if not _marked(parcel, now, identity):
            transaction.set_rollback(True)
            return False
        if words:
            DayMail.objects.filter(pk=mail.pk).update(**identity, **words)
            _set(mail, identity | words)
    return True


def _marked(parcel: Parcel, now: datetime, values: dict[str, Any]) -> bool:
    unknown = int(parcel.first.in_flight_since is not None)
    marked = leases.update(parcel.copies, {"in_flight_since": now, **values}, attempt=unknown)
    for copy in parcel.copies:
        _set(copy, values)
    return marked == len(parcel.copies)


def unpack(mail: DayMail) -> None:
    """Nothing of it has arrived: its copies are free to leave in another one."""
    blank = {"subject": "", "text": "", "html": ""}
    DayMail.objects.filter(pk=mail.pk).update(**UNWORDED, **blank)


def _set(row: DayMail | Delivery, values: dict[str, Any]) -> None:
    for column, value in values.items():
        setattr(row, column, value)
