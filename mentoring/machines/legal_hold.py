"""Nothing of somebody, or of one case, is destroyed while a legal hold stands.

Class B: who answers for personal data places it, looks at it again by a day, and lifts it.
"""

from datetime import date, datetime
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentoring import keeping_rules, rules
from mentoring.guards import Data
from mentoring.machines.inputs import reason
from mentoring.vocabulary import Role
from workflows.guards import guard
from workflows.machine import DeadlineSpec as Due
from workflows.machine import Machine, StateField
from workflows.machine import transition as step

DPO = Role.DPO.value
TO_COME = _("Give a day that is still to come: by then it is looked at again.")


class HoldReason(models.TextChoices):
    COURT = "court", _("A court or prosecutor asked for it")
    DISPUTE = "dispute", _("A dispute or proceedings are expected")
    INSPECTION = "inspection", _("An inspection or audit is under way")
    OWN_WISH = "own_wish", _("The person needs it for a claim of their own")


class LiftReason(models.TextChoices):
    ENDED = "ended", _("The proceedings have ended")
    NOT_NEEDED = "not_needed", _("It is not needed any more")
    MISTAKEN = "mistaken", _("It was placed by mistake")


class LegalHoldState(models.TextChoices):
    STANDING = "standing", _("In force")
    LIFTED = "lifted", _("Lifted")


S = LegalHoldState


@guard(TO_COME)
def day_is_ahead(subject: Any, *, data: Data, now: datetime) -> bool:
    day: date | None = data.get("until")
    return day is None or day > rules.office_day(now)


class LegalHoldMachine(Machine):
    State = LegalHoldState
    kind = "legal_hold"
    disclosure = "B"
    state = StateField(choices=S.choices, default=S.STANDING)
    final = frozenset({S.LIFTED})
    relations = keeping_rules.LEGAL_HOLD
    roles = frozenset({DPO, Role.HEAD})
    review_at: Any
    lift_reason: Any
    lifted_at: Any

    class Meta:
        abstract = True

    @step(
        S.STANDING,
        S.STANDING,
        _("It is still needed"),
        allow={DPO},
        guards=[day_is_ahead],
        inputs={"until": forms.DateField(label=_("By which day is it looked at again?"))},
    )
    def review(self, *, data: Data, now: datetime) -> None:
        self.review_at = rules.start_of(data["until"])

    @step(S.STANDING, S.LIFTED, _("Lift the hold"), allow={DPO}, inputs=reason(LiftReason))
    def lift(self, *, data: Data, now: datetime) -> None:
        self.lift_reason, self.lifted_at = data["reason"], now

    deadlines = (
        Due(
            "review_hold",
            {S.STANDING},
            DPO,
            anchor="review_at",
            answered_by={"lift"},
            renewed_by={"review"},
        ),
    )
