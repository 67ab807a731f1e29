"""Open items on their way to another version: old and new due time, and what would ring at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from mentoring.portal.presenters import policies, words
from mentoring.queries.policies import Clock
from workflows.models import PolicyMove
from workflows.moving import Moving, can_be_undone
from workflows.policy import Policy, Step


@dataclass(frozen=True, slots=True)
class Line:
    """`title` is empty for what the reader does not see; `at_once` is what would be done now."""

    title: str
    url: str
    due_from: datetime
    due_to: datetime
    at_once: Sequence[str]


@dataclass(frozen=True, slots=True)
class Done:
    """An act of moving; `key` is its uid if it may still be undone."""

    number: int
    version: str
    by: str
    at: datetime
    key: str
    undone: bool


def lines(
    rows: Sequence[Moving], seen: Mapping[int, Any], clock: Clock, user: Any
) -> Sequence[Line]:
    return [_line(one, seen.get(one.row.subject_id), clock, user) for one in rows]


def _line(one: Moving, subject: Any, clock: Clock, user: Any) -> Line:
    return Line(
        words.title(subject, user) if subject is not None else "",
        words.address(subject) if subject is not None else "",
        one.row.due_at,
        one.due_at,
        [_said(step, clock, one.row.policy_version.value) for step in one.at_once],
    )


def _said(step: Step, clock: Clock, policy: Policy) -> str:
    [said] = policies.steps(clock, replace(policy, steps=(step,), ends_quietly=""))
    return said.what


def done(acts: Sequence[PolicyMove]) -> Sequence[Done]:
    return [
        Done(
            act.__dict__["number"],
            _("version %(number)s") % {"number": act.version.number},
            act.by.display_name,
            act.at,
            "" if act.undone_at or not can_be_undone(act.rows.all()) else str(act.uid),
            act.undone_at is not None,
        )
        for act in acts
    ]
