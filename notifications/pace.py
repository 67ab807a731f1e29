"""So many mails an hour and no more: each mail takes a place in a row that is kept in the database.

Places follow each other at even distances. After a quiet time at most those of one minute are taken
at once, and the distance allows for it, so that no hour of any beginning has more than it may.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Case, DateTimeField, Min, Value, When

from notifications.channels import registry
from notifications.models import Delivery, DeliveryState, Pace

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
    """Give what is due and may not leave yet a time of its own, the most pressing first."""
    due = Delivery.objects.due(now).filter(channel=turn.row.channel)
    rows = due.order_by("manner", "next_attempt_at", "pk").select_for_update(skip_locked=True)
    places: dict[Any, datetime] = {}
    times: dict[UUID, datetime] = {}
    for pk, person, fixed in rows.values_list("pk", "gathered_for", "rendered_at"):
        mail = person if person and not fixed else pk
        times[pk] = places.setdefault(mail, turn.row.next_at + len(places) * turn.every)
    for some in batched(times):
        cases = (When(pk=pk, then=Value(times[pk])) for pk in some)
        due.filter(pk__in=some).update(next_attempt_at=Case(*cases, output_field=DateTimeField()))


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
    """By channel when each mail is to leave, in order."""
    due = Delivery.objects.filter(state__in=WAITING, due_at__lte=now).order_by()
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
