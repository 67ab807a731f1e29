"""The correction of a reporting line: a superior says "not my staff", the coordinator decides.

The right superior, once named, is told what is overdue by a step of the system's own.
"""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from mentoring import guards, rules
from mentoring.guards import Data
from mentoring.machines import inputs, reasons
from mentoring.machines.correction_fields import CorrectionFields
from mentoring.machines.inputs import reason
from mentoring.vocabulary import SUPERIORS, Role
from workflows.machine import SYSTEM, Machine, StateField
from workflows.machine import DeadlineSpec as Due
from workflows.machine import transition as step

COORDINATOR = Role.COORDINATOR.value


class CorrectionState(models.TextChoices):
    OPEN = "open", _("To be looked into")
    NAMED = "named", _("Right superior named")
    SETTLED = "settled", _("Corrected")
    REFUSED = "refused", _("Refused")


S = CorrectionState


class CorrectionMachine(CorrectionFields, Machine):
    """Whoever reports it begins it; while it is open, escalations pass them over."""

    State = CorrectionState
    kind = "correction"
    state = StateField(choices=S.choices, default=S.OPEN)
    final = frozenset({S.SETTLED, S.REFUSED})
    relations = rules.CORRECTION
    roles = frozenset({COORDINATOR, Role.HEAD, Role.REPORTER, Role.RIGHT_SUPERIOR})
    superiors = frozenset(SUPERIORS)

    class Meta:
        abstract = True

    @step(
        S.OPEN,
        S.NAMED,
        _("Name the right superior"),
        allow={COORDINATOR},
        guards=guards.MAY_NAME_SUPERIOR,
        inputs=inputs.RIGHT_SUPERIOR,
    )
    def settle(self, *, data: Data, now: datetime) -> None:
        self.name_superior(data)

    @step(
        S.NAMED,
        S.SETTLED,
        _("Tell the right superior what is overdue"),
        allow={SYSTEM},
    )
    def inform(self, *, data: Data, now: datetime) -> None: ...

    @step(
        S.OPEN,
        S.REFUSED,
        _("Refuse the correction"),
        allow={COORDINATOR},
        inputs=reason(reasons.CorrectionRefusal),
    )
    def refuse(self, *, data: Data, now: datetime) -> None:
        self.refused_reason = data["reason"]

    deadlines = (
        Due("handle_correction", {S.OPEN}, COORDINATOR, answered_by={"settle", "refuse"}),
        Due("tell_superior", {S.NAMED}, SYSTEM, duty=False),
    )
