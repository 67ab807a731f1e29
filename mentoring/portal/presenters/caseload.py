"""The lines of a practitioner's mentees and of a coordinator's requests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from mentoring.machines.reasons import Status
from mentoring.models import Relationship
from mentoring.portal.presenters import words
from mentoring.queries.worklist import Turn


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


@dataclass(frozen=True, slots=True)
class Request:
    name: str
    unit: str
    about: str
    state: str
    asked: str
    url: str
    due_at: datetime | None
    late: bool


def lines(
    rows: Sequence[Relationship], due: Mapping[int, datetime], now: datetime
) -> Sequence[Mentee]:
    return [_mentee(row, due.get(row.pk), now) for row in rows]


def requests(
    rows: Sequence[Relationship], turns: Mapping[tuple[str, int], Turn], now: datetime
) -> Sequence[Request]:
    """Those due first come first."""
    found = [_request(row, turns.get((row.kind, row.pk)), now) for row in rows]
    return sorted(found, key=lambda one: one.due_at or now)


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


def _request(row: Relationship, turn: Turn | None, now: datetime) -> Request:
    offered = row.offered_to if str(row.state) == "offered" else None
    return Request(
        row.mentee.display_name,
        row.mentee.unit.name,
        f"{row.get_discipline_display()} · {row.programme.name}",
        row.get_state_display(),
        offered.person.display_name if offered else "",
        words.address(row),
        turn.due_at if turn else None,
        turn is not None and turn.due_at < now,
    )
