"""Equal lateness of many: one programme, one kind, one ring time, one coordinator is one list."""

from collections.abc import Sequence
from typing import Any

from mentoring.notices.facts import pair_of
from mentoring.notices.path import Found
from mentoring.vocabulary import Role
from notifications import kinds, outbox
from notifications.models import Notice
from workflows.change import RingEvent
from workflows.fresh import fresh_row

Heads = dict[str, Notice]
OF_COPIES = ("copy_at", "manner", "latest_at", "expires_at", "endpoints", "held")


def list_key(kind: str, event: RingEvent, found: Found) -> str | None:
    """What makes notices lines of one list; None if each is told by itself."""
    programme = getattr(pair_of(event.subject), "programme", None)
    if not kinds.get(kind).many or found.role not in {Role.COORDINATOR, Role.HEAD} or not programme:
        return None
    at = event.ring.at.isoformat()
    return f"{kind}:{event.deadline.name}:{programme.uid}:{at}:{found.person.user.uid}"


def heads(asked: Sequence[tuple[str, RingEvent, Found]]) -> Heads:
    """The lists that have begun already; none asked, no statement."""
    keys = {key for each in asked if (key := list_key(*each))}
    return outbox.heads(keys) if keys else {}


def lined_up(kind: str, key: str | None, heads: Heads, **columns: Any) -> list[Any]:
    """The notice that begins the list and its copies, or one more line of it."""
    copies = {name: columns.pop(name) for name in OF_COPIES}
    if key is not None and key in heads:
        return [outbox.listed(heads[key], kind, **columns)]
    rows = outbox.draft(kind, list_key=key, make=fresh_row, **columns, **copies)
    if key is not None and isinstance(rows[0], Notice):
        heads[key] = rows[0]
    return rows
