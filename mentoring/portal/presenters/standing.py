"""Whose turn it is with an item, as the panel on its page says it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mentoring.portal.presenters import words
from mentoring.queries.worklist import Turn


@dataclass(frozen=True, slots=True)
class Standing:
    deadline: str
    what: str
    whose: str
    due_at: datetime
    yours: bool
    late: bool


def standing(subject: Any, turn: Turn, user: Any, now: datetime) -> Standing:
    return Standing(
        turn.deadline,
        words.awaited(turn.deadline),
        words.whose(subject, turn.role),
        turn.due_at,
        turn.yours,
        turn.due_at < now,
    )
