"""A person asks about their own data: 72 hours from receipt, through nights and holidays.

Class B: it is between the person and the data protection officer. What is asked and what is
answered in words lies sealed; the machine knows codes only.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mentoring import rules
from mentoring.guards import Data
from mentoring.machines import data_effects as effects
from mentoring.machines.data_request_codes import (
    FOR_ONLY,
    GIVES_FILES,
    DataRight,
    Ground,
    IdentityProof,
    Part,
    WayAsked,
)
from mentoring.machines.inputs import Sealed, choice, reason
from mentoring.vocabulary import Role
from workflows.guards import guard
from workflows.machine import DeadlineSpec as Due
from workflows.machine import Either, Machine, StateField
from workflows.machine import transition as step

DPO, REQUESTER = Role.DPO.value, Role.REQUESTER.value
ANOTHER_IS_OPEN = _("The same was asked already and is being worked on. Wait for that answer.")


class DataRequestState(models.TextChoices):
    RECEIVED = "received", _("Received")
    IDENTITY_CHECKED = "identity_checked", _("Identity checked")
    IN_PROGRESS = "in_progress", _("Being worked on")
    FULFILLED = "fulfilled", _("Fulfilled")
    PARTIALLY = "partially", _("Fulfilled in part")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


S = DataRequestState
END = (S.FULFILLED, S.PARTIALLY, S.REFUSED, S.WITHDRAWN)
UNENDED = tuple(state for state in S if state not in END)


@guard(_("Only who asked through the portal has signed in for it."))
def proof_fits(subject: Any, *, data: Data, now: datetime) -> bool:
    return data.get("how") != IdentityProof.SIGNED_IN or subject.way_in == WayAsked.PORTAL


@guard(_("This ground is not one for what was asked."))
def ground_fits(subject: Any, *, data: Data, now: datetime) -> bool:
    if "reason" not in data:
        return True
    only = FOR_ONLY.get(data["reason"])
    return only is None or subject.wants in only


@guard(_("Say first how it was made certain who asks, or refuse for that reason."))
def is_certain_or_that_is_why(subject: Any, *, data: Data, now: datetime) -> bool:
    return (
        "reason" not in data
        or subject.state != S.RECEIVED
        or data["reason"] == Ground.NOT_IDENTIFIED
    )


@guard(_("Only of a copy can parts be withheld."))
def withholds_of_a_copy(subject: Any, *, data: Data, now: datetime) -> bool:
    return subject.wants in GIVES_FILES or not withheld(data)


def withheld(data: Data) -> list[str]:
    """The parts that are marked as withheld."""
    return [part.value for part in Part if data.get(f"without_{part}")]


ANSWER: dict[str, forms.Field] = {"account": Sealed(label=_("What was done, and why"))}
PARTS: dict[str, forms.Field] = {
    f"without_{part}": forms.BooleanField(
        label=format_lazy("{}: {}", _("Withhold"), part.label), required=False
    )
    for part in Part
}


class DataRequestMachine(Machine):
    State = DataRequestState
    kind = "data_request"
    disclosure = "B"
    state = StateField(choices=S.choices, default=S.RECEIVED)
    final = frozenset(END)
    relations = rules.DATA_REQUEST
    roles = frozenset({REQUESTER, DPO, Role.HEAD})
    constraint_refusals = {"one_open_request_of_a_right": ANOTHER_IS_OPEN}
    wants: Any
    way_in: Any
    proof: Any
    ground: Any
    withheld: Any
    answered_at: Any
    effected: Any

    class Meta:
        abstract = True

    @step(
        S.RECEIVED,
        S.IDENTITY_CHECKED,
        _("It is certain who asks"),
        allow={DPO},
        guards=[proof_fits],
        inputs={"how": choice(IdentityProof, _("How was it made certain?"))},
    )
    def check_identity(self, *, data: Data, now: datetime) -> None:
        self.proof = data["how"]

    @step(S.IDENTITY_CHECKED, S.IN_PROGRESS, _("Begin to work on it"), allow={DPO})
    def start(self, *, data: Data, now: datetime) -> None: ...

    @step(
        S.IN_PROGRESS,
        S.IN_PROGRESS,
        _("Put a field right"),
        allow={DPO},
        guards=[effects.asks_for(DataRight.CORRECTION), effects.value_fits],
        inputs=effects.CORRECTION,
    )
    def correct(self, *, data: Data, now: datetime) -> None: ...

    @step(
        S.IN_PROGRESS,
        S.IN_PROGRESS,
        _("Restrict the use of their data"),
        allow={DPO},
        guards=[effects.asks_for(DataRight.RESTRICTION), effects.day_is_within_a_year],
        inputs=effects.RESTRICTION,
    )
    def restrict(self, *, data: Data, now: datetime) -> None: ...

    @step(
        (S.IN_PROGRESS, S.FULFILLED),
        Either(S.IN_PROGRESS, S.FULFILLED),
        _("Lift the restriction"),
        allow={DPO, REQUESTER},
        guards=[effects.asks_for(DataRight.RESTRICTION), effects.is_restricted],
    )
    def lift_restriction(self, *, data: Data, now: datetime) -> str:
        return str(self.state)

    @step(
        S.IN_PROGRESS,
        S.IN_PROGRESS,
        _("Withdraw their consents"),
        allow={DPO},
        guards=[effects.asks_for(DataRight.CONSENT)],
    )
    def withdraw_consent(self, *, data: Data, now: datetime) -> None:
        self.effected = True

    @step(
        S.IN_PROGRESS,
        S.IN_PROGRESS,
        _("Propose to destroy it"),
        allow={DPO},
        guards=[
            effects.asks_for(DataRight.ERASURE),
            effects.none_is_proposed,
            effects.something_is_chosen,
        ],
        inputs=effects.ERASURE,
    )
    def propose_erasure(self, *, data: Data, now: datetime) -> None: ...

    @step(
        S.IN_PROGRESS,
        S.FULFILLED,
        _("It is fulfilled"),
        allow={DPO},
        guards=[effects.is_done],
        inputs=ANSWER,
    )
    def fulfil(self, *, data: Data, now: datetime) -> None:
        self.answered_at = now

    @step(
        S.IN_PROGRESS,
        S.PARTIALLY,
        _("It is fulfilled in part"),
        allow={DPO},
        guards=[ground_fits, withholds_of_a_copy],
        inputs={**reason(Ground), **PARTS, **ANSWER},
    )
    def fulfil_in_part(self, *, data: Data, now: datetime) -> None:
        self.ground, self.answered_at = data["reason"], now
        self.withheld = withheld(data)

    @step(
        UNENDED,
        S.REFUSED,
        _("Refuse it"),
        allow={DPO},
        guards=[is_certain_or_that_is_why, ground_fits],
        inputs={**reason(Ground), **ANSWER},
    )
    def refuse(self, *, data: Data, now: datetime) -> None:
        self.ground, self.answered_at = data["reason"], now

    @step(UNENDED, S.WITHDRAWN, _("Withdraw"), allow={REQUESTER})
    def withdraw(self, *, data: Data, now: datetime) -> None: ...

    deadlines = (
        Due(
            "answer_data_request",
            set(UNENDED),
            DPO,
            anchor="received_at",
            answered_by={"fulfil", "fulfil_in_part", "refuse"},
        ),
    )
