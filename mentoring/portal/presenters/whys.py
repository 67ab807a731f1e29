"""Why one was told something, and what one was not told and why, in plain words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from mentoring.notices.path import Way
from mentoring.notices.telling import COLLAPSED, PAST
from mentoring.portal.presenters import policies, words
from mentoring.queries.whys import Rule
from mentoring.services import policy_words
from notifications import rendering
from notifications.models import Notice

WAYS: Mapping[str, Any] = {
    Way.PARTY: _("takes part"),
    Way.LINE: _("direct superior"),
    Way.UNIT_HEAD: _("head of the unit"),
    Way.PLT: _("acting (Plt.)"),
    Way.PLH: _("deputising (Plh.)"),
    Way.APPOINTED: _("service coordinator"),
    Way.HEAD_OF_SERVICE: _("head of service"),
    Way.AWAY: _("is away"),
    Way.DISPUTED: _("says it is not their staff"),
    Way.CONCERNED: _("is part of the matter"),
    Way.ABOVE_CEILING: _("is above the limit set for escalations"),
    Way.NOBODY: _("nobody is on record"),
}
NOT_TOLD: Mapping[str, Any] = {
    PAST: _("Its time had passed already when it could have been told."),
    COLLAPSED: _("A later step said as much, or the system was about to act by itself."),
}


@dataclass(frozen=True, slots=True)
class Hop:
    name: str
    how: str


@dataclass(frozen=True, slots=True)
class Why:
    """The rule that rang, and the way to the reader where somebody had to be looked for."""

    what: str
    allowance: str
    source: str
    number: int
    calendar: str
    hops: Sequence[Hop]


@dataclass(frozen=True, slots=True)
class Omitted:
    title: str
    at: datetime
    reason: str


def hops(path: Iterable[Any]) -> list[Hop]:
    ways = [hop for hop in path if isinstance(hop, dict) and "way" in hop]
    return [Hop(hop.get("name", ""), str(WAYS.get(hop["way"], hop["way"]))) for hop in ways]


def why(notice: Notice, rule: Rule | None) -> Why | None:
    if rule is None:
        return None
    searched = any(hop.get("way", Way.PARTY) != Way.PARTY for hop in notice.path)
    return Why(
        words.awaited(rule.deadline),
        policy_words.allowance(rule.policy.value),
        policies.source(rule.policy),
        rule.policy.number,
        rule.calendar.name,
        hops(notice.path) if searched else (),
    )


def omitted(rows: Iterable[Notice]) -> Sequence[Omitted]:
    return [
        Omitted(rendering.title(row), row.created_at, str(NOT_TOLD.get(row.not_sent, row.not_sent)))
        for row in rows
    ]
