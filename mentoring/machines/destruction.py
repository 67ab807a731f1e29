"""Records whose time is over: proposed, approved by somebody else, destroyed, certified.

Class B. It knows kinds and numbers of records; which they are stands beside it and on no page.
"""

from datetime import date, datetime
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentoring import keeping_rules, rules
from mentoring.guards import Data
from mentoring.machines.inputs import reason
from mentoring.machines.retention_codes import KeepReason
from mentoring.vocabulary import Role
from workflows.guards import guard
from workflows.machine import SYSTEM, Machine, StateField
from workflows.machine import DeadlineSpec as Due
from workflows.machine import transition as step

DPO, APPROVER = Role.DPO.value, Role.APPROVER.value


class DestructionState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed for destruction")
    APPROVED = "approved", _("Destruction approved")
    DESTROYING = "destroying", _("Being destroyed")
    DESTROYED = "destroyed", _("Destroyed")
    KEPT = "kept", _("Kept")


S = DestructionState


@guard(_("Give a day that is still to come: then it is looked at again."))
def day_is_ahead(subject: Any, *, data: Data, now: datetime) -> bool:
    day: date | None = data.get("until")
    return day is None or day > rules.office_day(now)


@guard(_("The list of erasures is not set up: what is sealed could come back with an old backup."))
def can_be_listed(subject: Any, *, data: Data, now: datetime) -> bool:
    return bool(subject.can_be_listed)


@guard(_("A legal hold stands on some of these records. Keep them, or lift the hold first."))
def nothing_is_held(subject: Any, *, data: Data, now: datetime) -> bool:
    return not subject.is_held


class DestructionMachine(Machine):
    """Nothing leads from an approval to the destruction but a person's act."""

    State = DestructionState
    kind = "destruction"
    disclosure = "B"
    state = StateField(choices=S.choices, default=S.PROPOSED)
    final = frozenset({S.DESTROYED, S.KEPT})
    relations = keeping_rules.DESTRUCTION
    roles = frozenset({DPO, APPROVER, Role.HEAD})
    keep_reason: Any
    keep_until: Any
    number: Any
    destroyed_at: Any

    class Meta:
        abstract = True

    @step(
        S.PROPOSED,
        S.APPROVED,
        _("Approve the destruction"),
        allow={APPROVER},
        guards=[nothing_is_held],
        confirmed=True,
    )
    def approve(self, *, data: Data, now: datetime) -> None: ...

    @step(
        (S.PROPOSED, S.APPROVED),
        S.KEPT,
        _("Keep it"),
        allow={DPO, APPROVER},
        guards=[day_is_ahead],
        inputs={
            **reason(KeepReason),
            "until": forms.DateField(label=_("On which day is it looked at again?")),
        },
    )
    def keep(self, *, data: Data, now: datetime) -> None:
        self.keep_reason, self.keep_until = data["reason"], data["until"]

    @step(
        S.APPROVED,
        S.DESTROYING,
        _("Destroy it for good"),
        allow={DPO, APPROVER},
        guards=[can_be_listed, nothing_is_held],
        confirmed=True,
    )
    def destroy(self, *, data: Data, now: datetime) -> None: ...

    @step(
        S.DESTROYING,
        S.DESTROYED,
        _("Certify that it is destroyed"),
        allow={SYSTEM},
        inputs={"number": forms.IntegerField(label=_("Number of the certificate"), min_value=1)},
    )
    def certify(self, *, data: Data, now: datetime) -> None:
        self.number, self.destroyed_at = data["number"], now

    deadlines = (
        Due("decide_destruction", {S.PROPOSED}, APPROVER, answered_by={"approve", "keep"}),
        Due("carry_out_destruction", {S.APPROVED}, DPO, answered_by={"destroy", "keep"}),
        Due("finish_destruction", {S.DESTROYING}, DPO, answered_by={"certify"}),
    )
