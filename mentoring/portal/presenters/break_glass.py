"""Emergency accesses in lines: about whom, where each stands, until when something is awaited."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mentoring.machines.break_glass_codes import Opened
from mentoring.models import BreakGlass, SealedNote
from mentoring.portal.presenters import words
from mentoring.portal.presenters.data_requests import Line
from mentoring.queries import own
from mentoring.queries.worklist import duties
from mentoring.services.performance import TITLES
from workflows.models import Deadline


@dataclass(frozen=True, slots=True)
class Note:
    """That a text is there; with `text` once it was opened."""

    uid: Any
    what: str
    at: datetime
    text: str = ""


def lines(rows: Iterable[BreakGlass], now: datetime) -> Sequence[Line]:
    rows = list(rows)
    owed = duties(rows)
    return [_line(row, owed.get((row.kind, row.pk)), now) for row in rows]


def _line(row: BreakGlass, owed: list[Deadline] | None, now: datetime) -> Line:
    due = owed[0].due_at if owed else None
    return Line(
        what=row.get_opens_display(),
        url=words.address(row),
        state=row.get_state_display(),
        tone=words.tone(row),
        who=row.person.display_name,
        due_at=due,
        late=due is not None and due < now,
    )


def note(glass: BreakGlass, row: SealedNote, text: str = "") -> Note:
    if glass.opens == Opened.PERFORMANCE:
        return Note(row.uid, str(TITLES[row.field]), row.created_at, text)
    return Note(row.uid, own.named(row.field), row.created_at, own.worded(row.field, text))
