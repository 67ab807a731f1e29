"""What the page of every subject says alike: what it is, whose turn, what can be done, what was."""

from datetime import datetime
from typing import Any

from mentoring.portal.presenters import deeds, words
from mentoring.portal.presenters.course import course
from mentoring.portal.presenters.happenings import Past, happenings
from mentoring.portal.presenters.standing import standing
from mentoring.queries import item, worklist
from workflows.machine import Machine
from workflows.offers import offers


def subject_page(
    row: Machine, relations: frozenset[str], user: Any, now: datetime, *, whole: bool = True
) -> dict[str, Any]:
    """For somebody who stands in these relations to it; its words of the past hold no content.

    If not `whole`, neither whose turn it is nor what can be done or was.
    """
    turn = worklist.turns([row], user, relations).get((row.kind, row.pk)) if whole else None
    stands = standing(row, turn, user, now) if turn else None
    owed = stands.deadline if stands and stands.yours else ""
    possible = offers(row, by=user, now=now) if whole else ()
    return {
        "item": row,
        "title": words.title(row, user),
        "tone": words.tone(row),
        "hats": [words.hat(name) for name in sorted(relations) if words.hat(name)],
        "course": course(row),
        "stands": stands,
        "deeds": deeds.deeds(row, possible, owed),
        "past": happenings(item.records(row), content=False) if whole else Past(),
    }
