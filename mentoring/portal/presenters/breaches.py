"""Failures of data protection in lines, and who is to be told of one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mentoring.models import Breach, BreachPerson
from mentoring.portal.presenters import words
from mentoring.portal.presenters.data_requests import Line
from mentoring.queries.worklist import duties
from mentoring.services.breach_letter import addressee


@dataclass(frozen=True, slots=True)
class Told:
    """`at` is empty as long as they have not been told."""

    uid: UUID
    name: str
    found: str
    way: str
    at: datetime | None


def lines(rows: Iterable[Breach], now: datetime, *, owed: bool) -> Sequence[Line]:
    """With what is due until when for whoever answers for them (`owed`)."""
    rows = list(rows)
    due = duties(rows) if owed else {}
    return [
        _line(row, [one.due_at for one in due.get((row.kind, row.pk), ())], now) for row in rows
    ]


def _line(row: Breach, dues: Sequence[datetime], now: datetime) -> Line:
    first = min(dues, default=None)
    return Line(
        what=words.title(row, None),
        url=words.address(row),
        state=row.get_state_display(),
        tone=words.tone(row),
        who=row.organisation.name,
        due_at=first,
        late=first is not None and first < now,
    )


def people(rows: Iterable[BreachPerson], *, own: bool) -> Sequence[Told]:
    """`own`: for whom it concerns, of themselves."""
    return [
        Told(
            row.uid,
            addressee(row, own=own),
            row.get_found_by_display(),
            row.get_way_display(),
            row.told_at,
        )
        for row in rows
    ]
