"""What a superior is shown: which dates of their own person have passed, and nothing else."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mentoring.models import Person
from mentoring.portal.presenters import words
from workflows.models import Deadline


@dataclass(frozen=True, slots=True)
class Late:
    what: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Overdue:
    """`people` are those of the pair the reader may know."""

    people: Sequence[Person]
    late: Sequence[Late]


def overdue(
    subject: Any, fields: Collection[str], rows: Iterable[Deadline], now: datetime
) -> Overdue:
    people = [
        person
        for side in ("mentee", "practitioner")
        if side in fields
        for person in subject.people_in(side)
    ]
    known = {person.pk for person in people}
    late = [
        Late(words.awaited(row.name), row.due_at)
        for row in rows
        if row.due_at < now
        and row.role in words.PAIR_ROLES
        and known & {person.pk for person in subject.people_in(row.role)}
    ]
    return Overdue(people, late)
