"""When a copy leaves and in what manner: by its kind, and by who is told of what."""

from datetime import datetime
from typing import Any, TypedDict

from mentoring.models import Person
from mentoring.queries.working_hours import copy_time, gathered_time
from notifications import kinds
from notifications.kinds import Manner


class Leaving(TypedDict):
    copy_at: datetime
    manner: Manner


def leaving(
    kind: str, person: Person, subject: Any, now: datetime, *, overdue: bool = False
) -> Leaving:
    """A mentee hears of the one matter they have at once; whoever answers for several of them
    hears of what can wait in the mail of the day."""
    manner = kinds.get(kind).manner
    if not manner.gathers or person == getattr(subject, "mentee", None):
        return Leaving(copy_at=copy_time(person, now), manner=min(manner, Manner.ALONE))
    if overdue and manner is Manner.REMINDED:
        manner = Manner.OVERDUE
    return Leaving(copy_at=gathered_time(person, now), manner=manner)
