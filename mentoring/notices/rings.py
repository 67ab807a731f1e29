"""What is said when a deadline rings: reminders to who is awaited, escalations to others.

Of several overdue steps of a deadline a person hears only the highest; what is left out is a row
with the reason. Performing a transition and handing over say nothing by themselves.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from mentoring.notices import audience, many
from mentoring.notices.audience import Ask
from mentoring.notices.path import Found
from mentoring.notices.telling import Telling, alarmed, barred, each_once, kind_of, tidings
from mentoring.queries.directory import Directory
from workflows.change import RingEvent, Tidings
from workflows.policy import Action

TELLING = frozenset({Action.REMIND, Action.ESCALATE})


def tell(events: Sequence[RingEvent], now: datetime) -> list[Tidings]:
    """The unsaved rows of each ring, in order; statements do not grow with their number."""
    directory = Directory(now)
    tellings = _resolved([event for event in events if event.step.action in TELLING], directory)
    highest = _highest(tellings)
    heads = many.heads(
        [(kind_of(each.event), each.event, found) for each in tellings for found in each.found]
    )
    by_event = {
        each.event.cause: tidings(each, now, partial(_left_out, each, highest), heads)
        for each in tellings
    }
    return [by_event.get(event.cause, Tidings()) for event in events]


def _resolved(events: Sequence[RingEvent], directory: Directory) -> list[Telling]:
    if not events:
        return []
    awaited = audience.resolve_all(
        [Ask(event.subject, event.deadline.role) for event in events], directory
    )
    late = [tuple(found.person for found in answer.found) for answer in awaited]
    asks = [
        [Ask(event.subject, role, barred(event, who)) for role in event.step.audience]
        for event, who in zip(events, late, strict=True)
    ]
    answers = iter(audience.resolve_all([ask for group in asks for ask in group], directory))
    tellings = []
    for event, who, group in zip(events, late, asks, strict=True):
        given = [next(answers) for _ask in group]
        found = each_once(found for answer in given for found in answer.found)
        lost = tuple(lost for answer in given for lost in answer.lost)
        tellings.append(Telling(event, who, found, lost))
    return alarmed(tellings, directory)


def _highest(tellings: Sequence[Telling]) -> dict[tuple[int, int], str]:
    """By deadline and user the cause of the last ring that is still worth telling."""
    last: dict[tuple[int, int], str] = {}
    for telling in tellings:
        for found in () if telling.event.past else telling.found:
            last[telling.event.deadline.pk, found.person.user_id] = telling.event.cause
    return last


def _left_out(telling: Telling, highest: Mapping[tuple[int, int], str], found: Found) -> bool:
    """Reminding of what the engine is about to end by itself would mislead."""
    key = (telling.event.deadline.pk, found.person.user_id)
    cause = telling.event.cause
    return telling.event.overtaken or highest.get(key, cause) != cause
