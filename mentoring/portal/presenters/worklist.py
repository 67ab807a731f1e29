"""The worklist in words: a line says what is awaited, of whom, until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy

from mentoring.models import Session
from mentoring.notices.facts import guide_of
from mentoring.portal.presenters import away, words
from mentoring.queries import caseload, docket
from mentoring.queries.docket import COUNTED, Part
from mentoring.queries.worklist import Item

TURN: Final = "turn"
WAITING: Final = "waiting"
SESSIONS: Final = "sessions"
TITLES: Final[Mapping[str, Any]] = {
    TURN: gettext_lazy("Your turn"),
    WAITING: gettext_lazy("Waiting for others"),
    SESSIONS: gettext_lazy("Next sessions"),
}


@dataclass(frozen=True, slots=True)
class Line:
    what: str
    about: str
    url: str
    due_at: datetime
    late: bool
    whose: str = ""
    hat: str = ""
    away: Sequence[str] = ()
    opens_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    starts_at: datetime
    ends_at: datetime
    other: str
    mode: str
    url: str
    state: str


@dataclass(frozen=True, slots=True)
class Listed:
    """The lines of a page; how many come behind it (COUNTED + 1: more than these), and where."""

    title: str
    lines: Sequence[Line | Meeting]
    more: int
    next: str
    late: int
    counted: int = COUNTED


def shown(parts: Mapping[str, Part], user: Any, now: datetime) -> dict[str, Listed]:
    """The pages of these lists by name; what they are about is read once for all of them."""
    found = docket.read(parts.values())
    tasks = {
        name: docket.items(part, found, yours=name == TURN)
        for name, part in parts.items()
        if name != SESSIONS
    }
    about = [item.subject for items in tasks.values() for item in items]
    until = away.of_others(about, user, now)
    starts = caseload.openings(
        item.subject.uid
        for items in tasks.values()
        for item in items
        if item.turn.yours and item.turn.deadline in caseload.SPREAD
    )
    lines: dict[str, Sequence[Line | Meeting]] = {
        name: [_line(item, user, now, until, starts) for item in items]
        for name, items in tasks.items()
    }
    if SESSIONS in parts:
        met: Any = [found[Session.kind, row.pk] for row in parts[SESSIONS].rows]
        lines[SESSIONS] = [_meeting(session, user, now) for session in met]
    return {name: _listed(name, part, lines[name]) for name, part in parts.items()}


def _listed(name: str, part: Part, lines: Sequence[Line | Meeting]) -> Listed:
    onward = f"{reverse('portal:home')}?{urlencode({name: part.after})}" if part.after else ""
    return Listed(str(TITLES[name]), lines, part.more, onward, part.late)


def _line(
    item: Item,
    user: Any,
    now: datetime,
    until: Mapping[int, date],
    starts: Mapping[UUID, datetime],
) -> Line:
    turn = item.turn
    return Line(
        what=words.awaited(turn.deadline),
        about=words.title(item.subject, user),
        url=words.address(item.subject),
        due_at=turn.due_at,
        late=turn.due_at < now,
        whose="" if turn.yours else words.whose(item.subject, turn.role),
        hat=words.hat(turn.role) if turn.yours else "",
        away=away.said(item.subject, user, until),
        opens_at=starts.get(item.subject.uid),
    )


def _meeting(session: Session, user: Any, now: datetime) -> Meeting:
    guide, mentee = guide_of(session), session.mentee
    other = guide if user.pk == mentee.user_id else mentee
    return Meeting(
        session.starts_at,
        session.ends_at,
        other.display_name if other else "",
        session.get_mode_display(),
        words.address(session),
        session.get_state_display(),
    )
