"""Gathering: the copies of one person that leave as one mail, taken under one lease.

The row of the mail is the mutex: its lock decides which sender gathers for that person, its unique
day that there is one mail a day. Copies that come after it was fixed wait for the next working day.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Case, DateTimeField, Q, Value, When
from django.utils.module_loading import import_string

from notifications.kinds import Manner
from notifications.models import DayMail, Delivery, DeliveryState

# From the first thing that is due until the mail leaves: what rings meanwhile is in it.
GATHERING = timedelta(minutes=15)

NextDays = Mapping[Any, datetime]


def next_days(recipients: Iterable[Any], now: datetime) -> NextDays:
    """By primary key when each person's next mail of the day is due.

    Whoever knows when people work says so by settings.NOTIFICATIONS_NEXT_DAYS; else a day later.
    """
    asked = set(recipients)
    known = getattr(settings, "NOTIFICATIONS_NEXT_DAYS", "")
    found: NextDays = import_string(known)(asked, now) if known else {}
    return {key: found.get(key, now + timedelta(days=1)) for key in asked}


@dataclass(slots=True)
class _Sorted:
    """Which copies leave in which mail, and which are too late for theirs."""

    joined: dict[UUID, list[UUID]] = field(default_factory=dict)
    late: list[Delivery] = field(default_factory=list)


def lease(now: datetime, limit: int, until: datetime, which: Q) -> list[UUID]:
    """Lease what is due for up to `limit` mails; the tokens, one for each mail."""
    due = _due(now, limit, which)
    if not due:
        return []
    with transaction.atomic():
        found = _sorted(_locked(due, now), now)
        mails = found.joined | _pressing(_postpone(found.late, now), now)
        return [_take(mail, copies, until) for mail, copies in mails.items()]


def _due(now: datetime, limit: int, which: Q) -> list[Delivery]:
    rows = Delivery.objects.due(now).gathered().filter(which).select_related("gathered_for")
    return list(rows.order_by("manner", "next_attempt_at")[:limit])


def _locked(due: Iterable[Delivery], now: datetime) -> list[DayMail]:
    """The mails these copies leave in, made where missing, without those another sender holds."""
    fixed = {copy.day_mail_id for copy in due if copy.rendered_at}
    today = {_of_today(copy, now) for copy in due if not copy.rendered_at}
    fresh = [
        DayMail(recipient_id=who, channel=channel, day=day) for who, channel, day in sorted(today)
    ]
    DayMail.objects.bulk_create(fresh, ignore_conflicts=True)
    wanted = reduce(
        or_,
        (Q(recipient_id=who, channel=channel, day=day, part=0) for who, channel, day in today),
        Q(pk__in=fixed),
    )
    rows = DayMail.objects.filter(wanted).order_by("recipient", "channel", "day")
    return list(rows.select_for_update(skip_locked=True, of=("self",)))


def _of_today(copy: Delivery, now: datetime) -> tuple[Any, str, date]:
    reader: Any = copy.gathered_for
    return reader.pk, copy.channel, now.astimezone(ZoneInfo(reader.time_zone)).date()


def _sorted(mails: Sequence[DayMail], now: datetime) -> _Sorted:
    held = Delivery.objects.filter(state=DeliveryState.LEASED, day_mail__in=mails)
    busy = set(held.order_by().values_list("day_mail", flat=True))
    free = [mail for mail in mails if mail.pk not in busy]
    copies: dict[tuple[Any, str], list[Delivery]] = {}
    for copy in _waiting(free, now):
        copies.setdefault((copy.gathered_for_id, copy.channel), []).append(copy)
    found = _Sorted()
    for mail in free:
        for copy in copies.get((mail.recipient_id, mail.channel), ()):
            if _belongs(copy, mail, now):
                found.joined.setdefault(mail.pk, []).append(copy.pk)
            elif _is_late(copy, mail, now):
                found.late.append(copy)
    return found


def _belongs(copy: Delivery, mail: DayMail, now: datetime) -> bool:
    if copy.rendered_at:
        return copy.day_mail_id == mail.pk and copy.next_attempt_at <= now
    return mail.rendered_at is None


def _is_late(copy: Delivery, mail: DayMail, now: datetime) -> bool:
    """Today's mail has left, or may have, without it."""
    today = _of_today(copy, now)[2] == mail.day
    return today and copy.rendered_at is None and copy.next_attempt_at <= now


def _waiting(mails: Iterable[DayMail], now: datetime) -> list[Delivery]:
    """All that waits for these people, and what is written but due a moment later."""
    rows = Delivery.objects.gathered().filter(
        state=DeliveryState.PENDING,
        gathered_for__in=[mail.recipient_id for mail in mails],
        due_at__lte=now + GATHERING,
    )
    # Never waits: a copy that is being withdrawn at this moment stays behind.
    locked = rows.select_for_update(skip_locked=True, of=("self",))
    return list(locked.select_related("gathered_for").order_by("pk"))


def _take(mail: UUID, copies: Sequence[UUID], until: datetime) -> UUID:
    token = uuid.uuid4()
    Delivery.objects.filter(pk__in=copies, state=DeliveryState.PENDING).update(
        state=DeliveryState.LEASED, lease_until=until, lease_token=token, day_mail=mail
    )
    return token


def _postpone(late: Sequence[Delivery], now: datetime) -> list[Delivery]:
    """To the next mail of the day; those that would come too late by then are left over."""
    if not late:
        return []
    morning = next_days((copy.gathered_for_id for copy in late), now)
    left = [
        copy for copy in late if copy.latest_at and copy.latest_at <= morning[copy.gathered_for_id]
    ]
    waiting = Delivery.objects.filter(pk__in={copy.pk for copy in late} - {one.pk for one in left})
    cases = (When(gathered_for=who, then=Value(when)) for who, when in morning.items())
    at = Case(*cases, output_field=DateTimeField())
    waiting.update(due_at=at, next_attempt_at=at, day_mail=None)
    return left


def _pressing(left: Iterable[Delivery], now: datetime) -> dict[UUID, list[UUID]]:
    """One more mail today for each person; of a single copy it is that copy by itself, at once.

    The caller holds today's mail of each, so nobody else begins another.
    """
    people: dict[tuple[Any, str, date], list[UUID]] = {}
    for copy in left:
        people.setdefault(_of_today(copy, now), []).append(copy.pk)
    single = [copies[0] for copies in people.values() if len(copies) == 1]
    Delivery.objects.filter(pk__in=single).update(
        manner=Manner.ALONE, gathered_for=None, day_mail=None
    )
    several = {key: copies for key, copies in people.items() if len(copies) > 1}
    return {_one_more(*key).pk: copies for key, copies in several.items()}


def _one_more(who: Any, channel: str, day: date) -> DayMail:
    mine = {"recipient_id": who, "channel": channel, "day": day}
    return DayMail.objects.create(**mine, part=DayMail.objects.filter(**mine).count())
