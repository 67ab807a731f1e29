"""A matter for the coordinator: something that came about by itself, and that somebody must decide.

It ends by their decision, or by itself once what it is about no longer holds.
"""

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mentoring import rules
from mentoring.guards import Data
from mentoring.machines import reasons
from mentoring.machines.inputs import choice
from mentoring.vocabulary import Role
from workflows.machine import SYSTEM, Machine, StateField
from workflows.machine import DeadlineSpec as Due
from workflows.machine import transition as step

COORDINATOR = Role.COORDINATOR.value


class MatterState(models.TextChoices):
    OPEN = "open", _("To be decided")
    DECIDED = "decided", _("Decided")
    LAPSED = "lapsed", _("No longer needed")


S = MatterState


class MatterMachine(Machine):
    """The system begins it, in the organisation whose people or programme it is about."""

    State = MatterState
    kind = "matter"
    state = StateField(choices=S.choices, default=S.OPEN)
    final = frozenset({S.DECIDED, S.LAPSED})
    relations = rules.MATTER
    roles = frozenset({COORDINATOR, Role.HEAD})
    decision: Any

    class Meta:
        abstract = True

    @step(
        S.OPEN,
        S.DECIDED,
        _("Say what was decided"),
        allow={COORDINATOR},
        inputs={"reason": choice(reasons.MatterDecision, _("What was decided"))},
    )
    def decide(self, *, data: Data, now: datetime) -> None:
        self.decision = data["reason"]

    @step(S.OPEN, S.LAPSED, _("Close it: it no longer holds"), allow={SYSTEM})
    def lapse(self, *, data: Data, now: datetime) -> None: ...

    deadlines = (Due("handle_matter", {S.OPEN}, COORDINATOR, answered_by={"decide"}),)
