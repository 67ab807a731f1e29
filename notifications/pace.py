"""So many mails an hour and no more: each mail takes a place in a row that is kept in the database.

Places follow each other at even distances. After a quiet time at most those of one minute are taken
at once, and the distance allows for it, so that no hour of any beginning has more than it may.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Case, DateTimeField, Min, Value, When

from notifications import places
from notifications.channels import registry
from notifications.kinds import Disclosure, Manner
from notifications.models import Delivery, DeliveryState, Pace
from notifications.models.delivery import DeliveryQuerySet
from notifications.places import Waiting

HOUR = timedelta(hours=1)
AT_ONCE = timedelta(minutes=1)
WAITING = (DeliveryState.PENDING, DeliveryState.LEASED)
LINED_UP_AT_A_TIME = 200


def per_hour() -> Mapping[str, int]:
    """The channels that are limited, and how much each may send in an hour."""
    limits: Mapping[str, int] = getattr(settings, "NOTIFICATIONS_PER_HOUR", {})
    return {channel: most for channel, most in limits.items() if most}


@dataclass(slots=True)
class Turn:
    """Held while `row` is locked: nobody else takes places of this channel."""

    row: Pace
    every: timedelta

    def free(self, now: datetime) -> int:
        """How many may leave now."""
        first = max(self.row.next_at, now - AT_ONCE)
        return max(0, (now - first) // self.every + 1) if first <= now else 0

    def take(self, number: int, now: datetime) -> None:
        if number:
            self.row.next_at = max(self.row.next_at, now - AT_ONCE) + number * self.every
            self.row.save(update_fields=["next_at"])


def turn(channel: str, most: int, now: datetime) -> Turn:
    """Lock the channel's place in the caller's transaction."""
    Pace.objects.bulk_create([Pace(channel=channel, next_at=now)], ignore_conflicts=True)
    row = Pace.objects.select_for_update().get(channel=channel)
    return Turn(row, distance(most))


def distance(most: int) -> timedelta:
    return (HOUR + AT_ONCE) / most + timedelta(microseconds=1)


def line_up(turn: Turn, now: datetime) -> None:
    """Give what is due and may not leave yet a time of its own, the most pressing first, while
    its reader is at work. What is urgent stays due."""
    due = Delivery.objects.due(now).filter(channel=turn.row.channel, manner__gt=Manner.URGENT)
    mails: dict[Any, list[_Row]] = defaultdict(list)
    for row in _rows(due):
        mails[row.reader if row.gathered else row.pk].append(row)
    waiting = [Waiting(mail[0].reader, _latest(mail)) for mail in mails.values()]
    given = places.given(waiting, turn.row.next_at, turn.every) if waiting else []
    times = {row.pk: at for mail, at in zip(mails.values(), given, strict=True) for row in mail}
    for some in batched(times):
        cases = (When(pk=pk, then=Value(times[pk])) for pk in some)
        due.filter(pk__in=some).update(next_attempt_at=Case(*cases, output_field=DateTimeField()))


class _Row(NamedTuple):
    """A copy in the row; `gathered` if it may still be joined, `reader` None for a program."""

    pk: UUID
    reader: Any
    gathered: bool
    latest_at: datetime | None
    expires_at: datetime | None


def _rows(due: DeliveryQuerySet) -> list[_Row]:
    rows = due.order_by("manner", "next_attempt_at", "pk")
    locked = rows.select_for_update(skip_locked=True, of=("self",))
    named = ("pk", "notice__recipient", "gathered_for", "rendered_at", "endpoint")
    return [
        _Row(pk, None if endpoint else reader, bool(person and not fixed), *ends)
        for pk, reader, person, fixed, endpoint, *ends in locked.values_list(
            *named, "latest_at", "expires_at"
        )
    ]


def _latest(mail: Sequence[_Row]) -> datetime | None:
    ends = [end for row in mail for end in (row.latest_at, row.expires_at) if end]
    return min(ends, default=None)


def batched(keys: Iterable[UUID]) -> Iterator[list[UUID]]:
    every = list(keys)
    for start in range(0, len(every), LINED_UP_AT_A_TIME):
        yield every[start : start + LINED_UP_AT_A_TIME]


@dataclass(frozen=True, slots=True)
class Queue:
    """What is due on a channel and has not left: how many mails, and when the last one will have.

    `ends_at` is None if nothing waits; without a limit it is the time of the last attempt planned.
    """

    channel: str
    most: int | None
    mails: int
    ends_at: datetime | None


def queues(now: datetime) -> list[Queue]:
    """One for each channel there is; as many statements however much waits."""
    limits = per_hour()
    times = _planned(now)
    free = dict(Pace.objects.order_by("pk").values_list("channel", "next_at"))
    return [
        _queue(channel.name, limits.get(channel.name), times[channel.name], free, now)
        for channel in registry.registered()
    ]


def _planned(now: datetime) -> Mapping[str, list[datetime]]:
    """By channel when each mail is to leave, in order; what is of class C is not even counted."""
    due = Delivery.objects.filter(state__in=WAITING, due_at__lte=now).order_by()
    due = due.exclude(notice__disclosure=Disclosure.C)
    alone = due.filter(gathered_for=None).order_by("pk")
    people = due.gathered().values_list("channel", "gathered_for")
    times: dict[str, list[datetime]] = defaultdict(list)
    for channel, at in alone.values_list("channel", "next_attempt_at"):
        times[channel].append(at)
    for channel, _person, at in people.annotate(at=Min("next_attempt_at")):
        times[channel].append(at)
    for waiting in times.values():
        waiting.sort()
    return times


def _queue(
    channel: str,
    most: int | None,
    times: Sequence[datetime],
    free: Mapping[str, datetime],
    now: datetime,
) -> Queue:
    if not times or most is None:
        return Queue(channel, most, len(times), max(now, times[-1]) if times else None)
    place = ends = now
    if channel in free:
        place = free[channel]
    for at in times:
        ends = max(place, at, now)
        place = ends + distance(most)
    return Queue(channel, most, len(times), ends)
