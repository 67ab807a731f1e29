"""Parcels: what leaves as one. A copy by itself, or all copies of a mail of the day, one lease."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from notifications import held
from notifications.models import DayMail, Delivery
from notifications.models.delivery import DeliveryQuerySet
from notifications.recipient import Recipient
from notifications.rendering import Mail

UNWORDED: dict[str, Any] = {"rendered_at": None, "message_id": ""}
BLANK = {"subject": "", "text": "", "html": ""}


@dataclass(slots=True)
class Parcel:
    """`copies` share lease, recipient and channel; what cannot leave is taken out of them.

    `mail` are words that are not stored yet. `begun`: there was a conversation about it.
    """

    copies: list[Delivery]
    mail: Mail | None = None
    begun: bool = False

    @property
    def first(self) -> Delivery:
        return self.copies[0]

    @property
    def recipient(self) -> Recipient:
        return cast("Recipient", self.first.notice.recipient)

    @property
    def token(self) -> UUID:
        return cast("UUID", self.first.lease_token)

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

    def begin(self) -> None:
        self.begun = True
        for copy in self.copies:
            copy.attempts += 1


def packed(leased: Iterable[Delivery]) -> list[Parcel]:
    return [Parcel(list(copies)) for _token, copies in groupby(leased, attrgetter("lease_token"))]


def message_id(key: str) -> str:
    """The same on every attempt and every machine, for the same key."""
    digest = hashlib.sha256(key.encode()).hexdigest()
    return f"<{digest[:32]}.v1@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


def key_of(parcel: Parcel) -> str:
    """What makes it the same mail: the occurrence, or the recipient and the day; the channel."""
    if mail := parcel.day_mail:
        part = f":{mail.part}" if mail.part else ""
        return f"day:{parcel.recipient.uid}:{mail.day.isoformat()}:{mail.channel}{part}"
    key = f"{parcel.first.notice.key}:{parcel.first.channel}"
    endpoint = parcel.first.endpoint
    return f"{key}:{endpoint.uid}" if endpoint else key


def write_down(batch: Sequence[Parcel], now: datetime) -> list[Parcel]:
    """Store the words that are new, in the caller's transaction; those that are still held."""
    fresh = [(parcel, parcel.mail) for parcel in batch if parcel.mail]
    written = [row for parcel, mail in fresh for row in _rows(parcel, mail, now)]
    whole = len(fresh) == len(batch)
    if (held.write(written, now) if written else 0) < len(written) or not whole:
        batch = _still_held(batch)
    for parcel in batch:
        if parcel.day_mail and parcel.mail:
            _set(parcel.day_mail, _words(parcel, parcel.mail, now))
            parcel.day_mail.save()
    return list(batch)


def _rows(parcel: Parcel, mail: Mail, now: datetime) -> Iterator[held.Written]:
    """The words themselves, or of a mail of the day only which one it is."""
    values = _words(parcel, mail, now)
    said = ("", "", "", "")
    if parcel.day_mail is None:
        said = (mail.subject, mail.text, mail.html, mail.calendar)
        values["calendar"] = mail.calendar
    else:
        values = {name: values[name] for name in UNWORDED}
    for copy in parcel.copies:
        _set(copy, values)
        yield held.Written(values["message_id"], *said, copy.pk, parcel.token)


def _words(parcel: Parcel, mail: Mail, now: datetime) -> dict[str, Any]:
    identity = {"rendered_at": now, "message_id": message_id(key_of(parcel))}
    return {**identity, "subject": mail.subject, "text": mail.text, "html": mail.html}


def _still_held(batch: Sequence[Parcel]) -> list[Parcel]:
    tokens = [parcel.token for parcel in batch]
    rows = Delivery.objects.filter(lease_token__in=tokens).select_for_update(of=("self",))
    mine = set(rows.order_by("pk").values_list("lease_token", flat=True))
    return [parcel for parcel in batch if parcel.token in mine]


def unword(copies: DeliveryQuerySet) -> None:
    """Nothing of these has arrived: they are worded anew, and free to leave in another mail."""
    unpack(list(copies.exclude(day_mail=None).values_list("day_mail", flat=True)))
    copies.update(**UNWORDED, **BLANK, calendar="")


def unpack(mails: Sequence[UUID]) -> None:
    DayMail.objects.filter(pk__in=mails).update(**UNWORDED, **BLANK)


def _set(row: DayMail | Delivery, values: dict[str, Any]) -> None:
    for column, value in values.items():
        setattr(row, column, value)
