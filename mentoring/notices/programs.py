"""Programs an organisation has told us to tell: one webhook for each thing that happened."""

from collections.abc import Callable
from typing import Any

from mentoring.notices import topics
from mentoring.notices.facts import pair_of

Told = Callable[[str], tuple[int, ...]]


def nobody(_kind: str) -> tuple[int, ...]:
    return ()


def once() -> Callable[[str], bool]:
    """Whether the service office's room may hear of a kind: the first time it is asked for."""
    asked: set[str] = set()

    def told(kind: str) -> bool:
        if kind in asked or not topics.may_leave(kind):
            return False
        asked.add(kind)
        return True

    return told


def listening(subject: Any) -> Told:
    """The keys of the endpoints for a kind of notice: the first time it is asked for, then none.

    However many people are told of one thing, a program is told once. Costs no statement: who
    listens stands on the subject's organisation.
    """
    organisation = pair_of(subject).organisation
    open_to = dict(organisation.listening or {})
    asked: set[str] = set()

    def told(kind: str) -> tuple[int, ...]:
        if not open_to or kind in asked or not topics.may_leave(kind):
            return ()
        asked.add(kind)
        topic = topics.of(kind)
        return tuple(int(key) for key, wanted in open_to.items() if topic in wanted)

    return told
