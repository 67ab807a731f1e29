"""A counselling case on its page: by roles, never by names, so that a name withheld stays so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import capfirst

from mentoring.models import AccessRecord, CounsellingCase, SealedNote
from mentoring.portal.presenters import words
from mentoring.portal.presenters.happenings import SHOWN, Happening, Past, told
from mentoring.portal.presenters.standing import Standing
from mentoring.queries import own
from mentoring.queries.worklist import Turn
from mentoring.vocabulary import Purpose, Role
from workflows.models import Record


@dataclass(frozen=True, slots=True)
class Line:
    """A case in the list of one's own."""

    url: str
    hats: str
    state: str
    begun_at: datetime
    over: bool


@dataclass(frozen=True, slots=True)
class Note:
    uid: Any
    what: str
    at: datetime
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """`why` is said where it was not somebody of the case."""

    who: str
    what: str
    at: datetime
    why: str = ""


def lines(rows: Iterable[Any], relations: Iterable[Iterable[str]]) -> Sequence[Line]:
    return [
        Line(
            words.address(row),
            " · ".join(hats(held)),
            row.get_state_display(),
            row.begun_at,
            row.over,
        )
        for row, held in zip(rows, relations, strict=True)
    ]


def hats(relations: Iterable[str]) -> list[str]:
    known = (Role.CLIENT, Role.COUNSELLOR, Role.SUBSTITUTE, Role.COUNSELLING_COORDINATOR)
    held = set(relations)
    found = [capfirst(str(role.label)) for role in known if role.value in held]
    return found or [capfirst(str(Role.INTAKE.label))]


def stands(case: CounsellingCase, turn: Turn | None, now: datetime) -> Standing | None:
    if turn is None:
        return None
    role = Role(turn.role)
    if role in (Role.INTAKE, Role.ON_DUTY) and case.counsellor_id:
        role = Role.COUNSELLOR
    whose = capfirst(str(role.label))
    late = turn.due_at < now
    what = words.awaited(turn.deadline)
    return Standing(turn.deadline, what, whose, turn.due_at, turn.yours, late)


def past(records: Iterable[Record]) -> Past:
    """The newest first."""
    found = [Happening(one.at, told(one)) for one in records]
    return Past(found[:SHOWN], found[SHOWN:])


def notes(rows: Iterable[SealedNote]) -> Sequence[Note]:
    return [Note(row.uid, own.named(row.field), row.created_at) for row in rows]


def readings(rows: Iterable[AccessRecord]) -> Sequence[Reading]:
    """As the client is told who opened what."""
    return [
        Reading(
            str(row.actor or ""),
            own.named(row.note.field) if row.note else "",
            row.at,
            row.get_purpose_display() if row.purpose == Purpose.BREAK_GLASS else "",
        )
        for row in rows
    ]
