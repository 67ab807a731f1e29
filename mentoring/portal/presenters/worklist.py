"""The worklist in words: a line says what is awaited, of whom, until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mentoring.models import Session
from mentoring.notices.facts import guide_of
from mentoring.portal.presenters import away, words
from mentoring.queries.worklist import Item, Worklist


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


@dataclass(frozen=True, slots=True)
class Meeting:
    starts_at: datetime
    ends_at: datetime
    other: str
    mode: str
    url: str
    state: str


@dataclass(frozen=True, slots=True)
class Lists:
    turn: Sequence[Line]
    waiting: Sequence[Line]
    sessions: Sequence[Meeting]

    @property
    def late(self) -> int:
        return sum(line.late for line in self.turn)


def shown(found: Worklist, user: Any, now: datetime) -> Lists:
    items = [*found.my_turn, *found.waiting]
    until = away.of_others([item.subject for item in items], user, now)
    return Lists(
        [_line(item, user, now, until) for item in found.my_turn if _open(item, now)],
        [_line(item, user, now, until) for item in found.waiting if _open(item, now)],
        [_meeting(session, user, now) for session in found.next_sessions],
    )


def _open(item: Item, now: datetime) -> bool:
    return words.has_come(item.subject, item.turn.deadline, now)


def _line(item: Item, user: Any, now: datetime, until: Mapping[int, date]) -> Line:
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
