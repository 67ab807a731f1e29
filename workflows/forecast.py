"""What will happen to a subject, and when, if nobody acts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from workflows.arming import plan_of
from workflows.machine import Machine
from workflows.models import Deadline
from workflows.pauses import Standstills
from workflows.policy import Action, ClockKind, Step
from workflows.schedule import Span


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


@dataclass(frozen=True, slots=True)
class Foresight:
    """`expected` in order of time, `deadlines` the open ones in the order they are due."""

    expected: Sequence[Expected] = ()
    deadlines: Sequence[Deadline] = ()

    def still_until(self, now: datetime) -> datetime | None:
        """When the first of the deadlines goes on, if it stands still now."""
        held = stands_still(self.deadlines[0]) if self.deadlines else ()
        return next((end for start, end in held if start <= now < end), None)


def stands_still(row: Deadline) -> Sequence[Span]:
    """When the clock of a deadline that knows its pauses does not run; an elapsed one runs on."""
    runs_on = row.policy_version.value.clock is ClockKind.ELAPSED
    return () if runs_on else row.standstills or ()


def forecast(subject: Machine) -> Sequence[Expected]:
    """Every ring to come of the open deadlines, in order of time.

    It ends with the first transition: what follows depends on where that one leads.
    """
    return foresee(subject).expected


def foresee(subject: Machine) -> Foresight:
    """The forecast, and the pauses it reckons with."""
    held = Deadline.objects.open().of(subject.kind, subject.pk)
    held = held.select_related("policy_version__policy", "calendar")
    rows = list(held.order_by("due_at", "pk"))
    Standstills().lay(rows)
    found = sorted((item for row in rows for item in _of(row)), key=lambda item: item.at)
    return Foresight(list(_until_transition(found)), rows)


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
