"""Places in the row of a channel that may send only so many an hour, each in its reader's hours."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

Opening = Callable[[datetime], datetime]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mail in the row: to whom (None: at any hour), and from when on it is of no use."""

    reader: Any
    latest_at: datetime | None


def openings(readers: Iterable[Any]) -> Mapping[Any, Opening]:
    """By primary key when mails may reach each of them next, from a time on.

    Whoever knows when people work says so by settings.NOTIFICATIONS_OPENINGS; nobody else waits.
    """
    known = getattr(settings, "NOTIFICATIONS_OPENINGS", "")
    found: Mapping[Any, Opening] = import_string(known)(set(readers)) if known else {}
    return found


def given(mails: Sequence[Waiting], first: datetime, every: timedelta) -> list[datetime]:
    """A place for each of these mails, in their order but for those whose readers are not there.

    They leave their place to others and wait until they are; who would then be told too late is
    told at once.
    """
    hours = openings(mail.reader for mail in mails if mail.reader is not None)
    left = [(first, number) for number in range(len(mails))]  # sorted, so a heap
    found, free = [first] * len(mails), first
    while left:
        earliest, number = heappop(left)
        place = max(free, earliest)
        later = _opening(mails[number], place, hours)
        if later > place:
            heappush(left, (later, number))
            continue
        found[number], free = place, place + every
    return found


def _opening(mail: Waiting, place: datetime, hours: Mapping[Any, Opening]) -> datetime:
    if mail.reader not in hours:
        return place
    opens = hours[mail.reader](place)
    too_late = mail.latest_at is not None and place < mail.latest_at <= opens
    return place if too_late else opens
