"""Requests about personal data in lines: what is asked, where it stands, until when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from mentoring.machines.data_request_codes import OF_THEIRS, DataRight
from mentoring.models import DataRequest
from mentoring.portal.presenters import words
from mentoring.queries.worklist import duties
from mentoring.vocabulary import Purpose
from workflows.models import Deadline


@dataclass(frozen=True, slots=True)
class Line:
    """`who` is empty for the person themselves; `due_at` once nothing is awaited any more."""

    what: str
    url: str
    state: str
    tone: str
    who: str
    due_at: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening of a sealed text: when, by whom, why, and of what."""

    at: datetime
    who: str
    why: str
    what: str


WHAT: Final[Mapping[str, Any]] = {
    "counselling_case": _("Counselling"),
    "performance_counselling": _("Counselling on performance"),
    "data_request": _("Request about personal data"),
}
SHOWN: Final = 200


def openings(rows: Iterable[Mapping[str, Any]]) -> Sequence[Opening]:
    """The latest first, as many as a page takes; the copy has all of them."""
    found = [
        Opening(row["at"], row["who"], str(Purpose(row["why"]).label), str(WHAT[row["about"]]))
        for row in rows
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:SHOWN]


def lines(rows: Iterable[DataRequest], now: datetime, *, named: bool) -> Sequence[Line]:
    rows = list(rows)
    owed = duties(rows)
    return [_line(row, owed.get((row.kind, row.pk)), now, named) for row in rows]


def wanted(row: DataRequest, *, own: bool) -> str:
    """What is asked for, in the words of whoever asks or of somebody else."""
    return str(row.get_wants_display() if own else OF_THEIRS[DataRight(row.wants)])


def _line(row: DataRequest, owed: list[Deadline] | None, now: datetime, named: bool) -> Line:
    due = owed[0].due_at if owed else None
    return Line(
        what=wanted(row, own=not named),
        url=words.address(row),
        state=row.get_state_display(),
        tone=words.tone(row),
        who=row.person.display_name if named else "",
        due_at=due,
        late=due is not None and due < now,
    )
