"""What a superior is shown: which dates of their own person have passed, and nothing else."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mentoring.machines.correction import CorrectionState
from mentoring.models import Acknowledgement, Correction, Person
from mentoring.portal.presenters import words
from mentoring.queries.lateness import Lateness
from notifications.models import Notice
from workflows.models import Deadline


@dataclass(frozen=True, slots=True)
class Late:
    """`notice` told the reader of it; without one they can only look."""

    what: str
    since: datetime
    notice: Notice | None = None
    reminded_at: datetime | None = None
    correction: Correction | None = None

    @property
    def acts(self) -> bool:
        """Whether it is theirs to see to: not while they dispute it, nor once they were right."""
        return self.notice is not None and (
            self.correction is None or self.correction.state == CorrectionState.REFUSED
        )


@dataclass(frozen=True, slots=True)
class Overdue:
    """`people` are those of the pair the reader may know."""

    people: Sequence[Person]
    late: Sequence[Late]


@dataclass(frozen=True, slots=True)
class Reminded:
    """For the coordinator: who reminded whom of what."""

    who: str
    what: str
    at: datetime


def overdue(
    subject: Any,
    fields: Collection[str],
    rows: Iterable[Deadline],
    told: Mapping[int, Lateness],
    disputes: Mapping[str, Correction],
    now: datetime,
) -> Overdue:
    people = [
        person
        for side in ("mentee", "practitioner")
        if side in fields
        for person in subject.people_in(side)
    ]
    known = {person.pk for person in people}
    late = [
        _late(row, told.get(row.pk), disputes)
        for row in rows
        if row.due_at < now
        and row.role in words.PAIR_ROLES
        and known & {person.pk for person in subject.people_in(row.role)}
    ]
    return Overdue(people, late)


def of_notice(found: Lateness | None, disputes: Mapping[str, Correction]) -> Sequence[Late]:
    """What the notice told, as long as it is still awaited."""
    return [_late(found.deadline, found, disputes)] if found and found.stands else []


def reminded(rows: Iterable[Acknowledgement]) -> Sequence[Reminded]:
    return [
        Reminded(row.person.display_name, words.awaited(row.deadline.name), row.at) for row in rows
    ]


def _late(row: Deadline, told: Lateness | None, disputes: Mapping[str, Correction]) -> Late:
    if told is None:
        return Late(words.awaited(row.name), row.due_at)
    dispute = disputes.get(told.below)
    if dispute and dispute.state == CorrectionState.REFUSED and dispute.notice_id != told.notice.pk:
        dispute = None
    return Late(words.awaited(row.name), row.due_at, told.notice, told.reminded_at, dispute)
