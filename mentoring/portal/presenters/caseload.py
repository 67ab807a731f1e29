"""The lines of a practitioner's mentees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from mentoring.machines.reasons import Status
from mentoring.models import Relationship
from mentoring.portal.presenters import words


@dataclass(frozen=True, slots=True)
class Mentee:
    uid: UUID
    version: int
    name: str
    about: str
    url: str
    status: str
    status_label: str
    status_at: datetime | None
    due_at: datetime | None
    late: bool

    @property
    def choices(self) -> Sequence[tuple[str, Any]]:
        return Status.choices


def lines(
    rows: Sequence[Relationship], due: Mapping[int, datetime], now: datetime
) -> Sequence[Mentee]:
    return [_mentee(row, due.get(row.pk), now) for row in rows]


def _mentee(row: Relationship, due_at: datetime | None, now: datetime) -> Mentee:
    return Mentee(
        row.uid,
        row.version,
        row.mentee.display_name,
        row.programme.name,
        words.address(row),
        row.status,
        row.get_status_display(),
        row.status_at,
        due_at,
        due_at is not None and due_at < now,
    )
