"""Starting many items over several working days, so that no mailbox fills in one morning."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from mentoring.services.bulk_outlook import Outlook
from workflows.calendars import working_time
from workflows.clock import OutsideTable
from workflows.engine import BEYOND_CALENDAR

MOST_DAYS = 20


def spread(found: Sequence[Outlook], days: int, now: datetime) -> Sequence[Outlook]:
    """The possible ones in even parts, in order: the first at once (or when work begins next),
    each further part when work begins on its day, by the calendar of the programme's agency."""
    possible = sum(not one.refused for one in found)
    if days <= 1 or not possible:
        return found
    placed, number = [], 0
    for one in found:
        placed.append(one if one.refused else _opening(one, number * days // possible, now))
        number += not one.refused
    return placed


def _opening(one: Outlook, day: int, now: datetime) -> Outlook:
    subject: Any = one.picked.subject
    working = working_time(subject.organisation.calendar)
    try:
        first = now if working.is_open(now) else working.next_opening(now)
        at = working.opening(working.working_day(first, day)) if day else first
    except OutsideTable:
        return replace(one, refused=str(BEYOND_CALENDAR))
    return replace(one, opens_at=at)
