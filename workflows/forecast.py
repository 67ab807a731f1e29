"""What will happen to a subject, and when, if nobody acts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from workflows.arming import plan_of
from workflows.machine import Machine
from workflows.models import Deadline
from workflows.pauses import Standstills
from workflows.policy import Action, Step


@dataclass(frozen=True, slots=True)
class Expected:
    """One ring still to come. Times are UTC; `policy` names the version that says so."""

    at: datetime
    deadline: str
    action: Action
    audience: tuple[str, ...]
    transition: str
    policy: str
    calendar: str


def forecast(subject: Machine) -> list[Expected]:
    """Every ring to come of the open deadlines, in order of time.

    It ends with the first transition: what follows depends on where that one leads.
    """
    rows = Deadline.objects.open().of(subject.kind, subject.pk)
    rows = rows.select_related("policy_version__policy", "calendar")
    Standstills().lay(rows)
    found = sorted((item for row in rows for item in _of(row)), key=lambda item: item.at)
    return list(_until_transition(found))


def _of(row: Deadline) -> Iterable[Expected]:
    policy = row.policy_version.value
    for ring in plan_of(row).rings[row.step :]:
        step: Step = policy.steps[ring.step - 1]
        yield Expected(
            ring.at,
            row.name,
            step.action,
            step.audience,
            step.transition,
            str(row.policy_version),
            row.calendar.name,
        )


def _until_transition(found: Iterable[Expected]) -> Iterable[Expected]:
    for item in found:
        yield item
        if item.action is Action.TRANSITION:
            return
