"""Emergency access to what is told in confidence: asked for, approved by a second person, open for
60 minutes, and signed off afterwards.

Class C: who it is about is known to whoever asks, to those who can approve or sign off, and to the
person themselves unless a safety rule forbids it. What it opens is not known to the machine.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mentoring import emergency_relations
from mentoring.guards import Data
from mentoring.machines.break_glass_codes import LASTS, Verdict
from mentoring.machines.inputs import Sealed, choice
from mentoring.vocabulary import Role
from workflows.guards import guard
from workflows.machine import SYSTEM, Either, Machine, StateField
from workflows.machine import DeadlineSpec as Due
from workflows.machine import transition as step

OPENER, SECOND, DPO = Role.OPENER.value, Role.SECOND.value, Role.DPO.value
ASKED_ALREADY = _("You have asked for this already. See the request that is under way.")


class BreakGlassState(models.TextChoices):
    ASKED = "asked", _("Asked for")
    APPROVED = "approved", _("Approved, not opened yet")
    OPEN = "open", pgettext_lazy("state", "Open")
    OVER = "over", _("To be signed off")
    SIGNED_OFF = "signed_off", _("Signed off")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Lapsed")


S = BreakGlassState
UNDER_WAY = (S.ASKED, S.APPROVED, S.OPEN)


@guard(_("More than one person here could approve it. Wait until one of them has."))
def office_is_tiny(subject: Any, *, data: Data, now: datetime) -> bool:
    return len(subject.people_in(Role.SECOND)) == 1


@guard(_("It was approved before it was opened."))
def was_opened_at_once(subject: Any, *, data: Data, now: datetime) -> bool:
    return subject.at_once and subject.approved_at is None and not subject.disapproved


@guard(_("Say first whether you approve what was opened without waiting for anybody."))
def is_approved_or_not(subject: Any, *, data: Data, now: datetime) -> bool:
    return not was_opened_at_once.holds(subject, data=data, now=now)


SIGN_OFF: dict[str, forms.Field] = {
    "verdict": choice(Verdict, _("How do you judge it?")),
    "account": Sealed(label=_("What was read, and why it was needed or not")),
    "still_silent": forms.BooleanField(
        label=_("The safety rule still holds: the person is not told yet"), required=False
    ),
}


class BreakGlassMachine(Machine):
    State = BreakGlassState
    kind = "break_glass"
    disclosure = "C"
    state = StateField(choices=S.choices, default=S.ASKED)
    final = frozenset({S.SIGNED_OFF, S.REFUSED, S.WITHDRAWN, S.LAPSED})
    relations = emergency_relations.BREAK_GLASS
    roles = frozenset({*emergency_relations.BREAK_GLASS})
    constraint_refusals = {"one_emergency_access_at_a_time": ASKED_ALREADY}
    silence: Any
    at_once: Any
    disapproved: Any
    approved_at: Any
    opened_at: Any
    closes_at: Any
    ended_at: Any
    tells_client: Any
    verdict: Any

    class Meta:
        abstract = True

    @step(S.ASKED, S.APPROVED, _("Approve it"), allow={SECOND}, confirmed=True)
    def approve(self, *, data: Data, now: datetime) -> None:
        self.approved_at = now

    @step([S.ASKED, S.APPROVED], S.REFUSED, _("Refuse it"), allow={SECOND})
    def refuse(self, *, data: Data, now: datetime) -> None: ...

    @step([S.ASKED, S.APPROVED], S.WITHDRAWN, _("Withdraw"), allow={OPENER})
    def withdraw(self, *, data: Data, now: datetime) -> None: ...

    @step([S.ASKED, S.APPROVED], S.LAPSED, _("Let it lapse"), allow={SYSTEM})
    def lapse(self, *, data: Data, now: datetime) -> None: ...

    @step(S.APPROVED, S.OPEN, _("Open it for 60 minutes"), allow={OPENER}, confirmed=True)
    def open(self, *, data: Data, now: datetime) -> None:
        self._open(now)

    @step(
        S.ASKED,
        S.OPEN,
        _("Open it at once for 60 minutes, to be approved within 24 hours"),
        allow={OPENER},
        guards=[office_is_tiny],
        confirmed=True,
    )
    def open_at_once(self, *, data: Data, now: datetime) -> None:
        self.at_once = True
        self._open(now)

    def _open(self, now: datetime) -> None:
        self.opened_at, self.closes_at = now, now + LASTS
        self.tells_client = not self.silence

    @step(S.OPEN, S.OVER, _("End it now"), allow={OPENER, SECOND})
    def end(self, *, data: Data, now: datetime) -> None:
        self.ended_at = now

    @step(S.OPEN, S.OVER, _("Let it end"), allow={SYSTEM})
    def run_out(self, *, data: Data, now: datetime) -> None:
        self.ended_at = self.closes_at

    @step(
        [S.OPEN, S.OVER],
        S.OVER,
        _("Do not approve it after all"),
        allow={SECOND},
        guards=[was_opened_at_once],
        confirmed=True,
    )
    def disapprove(self, *, data: Data, now: datetime) -> None:
        """What is still open ends at once."""
        self.disapproved = True
        self.ended_at = self.ended_at or now

    @step(
        [S.OPEN, S.OVER],
        Either(S.OPEN, S.OVER),
        _("Approve it after all"),
        allow={SECOND},
        guards=[was_opened_at_once],
        confirmed=True,
    )
    def approve_later(self, *, data: Data, now: datetime) -> str:
        self.approved_at = now
        return str(self.state)

    @step(
        S.OVER,
        S.SIGNED_OFF,
        _("Sign it off"),
        allow={DPO},
        guards=[is_approved_or_not],
        inputs=SIGN_OFF,
        confirmed=True,
    )
    def sign_off(self, *, data: Data, now: datetime) -> None:
        self.verdict = data["verdict"]
        self.tells_client = self.tells_client or not data["still_silent"]

    deadlines = (
        Due("approve_break_glass", {S.ASKED}, SECOND, answered_by={"approve", "refuse"}),
        Due("use_break_glass", {S.APPROVED}, OPENER, answered_by={"open"}),
        Due("end_break_glass", {S.OPEN}, SYSTEM, anchor="closes_at"),
        Due(
            "approve_break_glass_later",
            {S.OPEN, S.OVER},
            SECOND,
            armed_by={"open_at_once"},
            answered_by={"approve_later", "disapprove"},
        ),
        Due("sign_off_break_glass", {S.OVER}, DPO, answered_by={"sign_off"}),
    )
