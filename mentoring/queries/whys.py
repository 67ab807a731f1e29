"""Why somebody was told something, or was not: the rule that rang, and what was left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from notifications.models import LISTED, Notice
from workflows.machine import Machine
from workflows.models import Calendar, Deadline, EscalationPolicyVersion
from workflows.moving import version_of

MOST = 20


@dataclass(frozen=True, slots=True)
class Rule:
    """By which version and whose working days a deadline ran when it told of itself."""

    deadline: str
    policy: EscalationPolicyVersion
    calendar: Calendar


def rule_of(notice: Notice) -> Rule | None:
    """None where no deadline rang: something was done, and the notice says what."""
    origin, *rest = notice.cause.split(":")
    if origin != "deadline" or len(rest) < 2 or not rest[1].isdecimal():
        return None
    rows = Deadline.objects.select_related("calendar", "policy_version__policy")
    row = rows.filter(uid=UUID(rest[0])).first()
    return Rule(row.name, version_of(row, int(rest[1])), row.calendar) if row else None


def not_told(subject: Machine, user: Any) -> Sequence[Notice]:
    """What this person would have been told of it and was not, the newest first."""
    rows = Notice.objects.filter(
        recipient=user, subject_kind=subject.kind, subject_id=subject.pk
    ).exclude(not_sent__in=["", LISTED])
    return list(rows.select_related("recipient").order_by("-created_at", "-pk")[:MOST])
