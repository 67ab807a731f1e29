"""The protection of personal data has failed: 72 hours until all concerned are told in writing.

Class B: it is between the data protection officer, whoever reported it and whom it concerns. What
happened lies sealed; the machine knows codes and times only.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentoring import rules
from mentoring.guards import Data
from mentoring.machines.breach_codes import LETTER, Cause, Dismissal, Way
from mentoring.machines.inputs import Sealed, choice, reason
from mentoring.vocabulary import Role
from workflows.guards import guard
from workflows.inputs import Content
from workflows.machine import DeadlineSpec as Due
from workflows.machine import Machine, StateField
from workflows.machine import transition as step

DPO = Role.DPO.value


class BreachState(models.TextChoices):
    REPORTED = "reported", _("Reported")
    CONFIRMED = "confirmed", _("Confirmed")
    NOTIFIED = "notified", _("All have been told")
    CLOSED = "closed", _("Closed")
    DISMISSED = "dismissed", _("Dismissed")


S = BreachState


@guard(_("It cannot end before it began, nor in the future."))
def time_is_sound(subject: Any, *, data: Data, now: datetime) -> bool:
    return not {"since", "until"} <= data.keys() or data["since"] <= data["until"] <= now


@guard(_("Nobody, or more than one, is called so here."))
def is_known(subject: Any, *, data: Data, now: datetime) -> bool:
    return not data.get("who") or subject.colleague(data["who"]) is not None


@guard(_("The access records of that time name nobody who is not on the list already."))
def records_name_somebody(subject: Any, *, data: Data, now: datetime) -> bool:
    if "since" not in data:
        return True
    return bool(subject.concerned(data["since"], data["until"], data.get("who", "")))


@guard(_("They are on the list already."))
def is_not_listed(subject: Any, *, data: Data, now: datetime) -> bool:
    return "who" not in data or not subject.is_listed(subject.colleague(data["who"]))


@guard(_("Nothing of that identifier is kept here."))
def identifier_is_known(subject: Any, *, data: Data, now: datetime) -> bool:
    return "identifier" not in data or subject.matter(data["identifier"]) is not None


@guard(_("It is on the list already."))
def identifier_is_not_listed(subject: Any, *, data: Data, now: datetime) -> bool:
    return "identifier" not in data or not subject.is_matter_listed(data["identifier"])


@guard(_("Nobody is to be added who is not on the list already."))
def account_adds_somebody(subject: Any, *, data: Data, now: datetime) -> bool:
    if not {"since", "who"} <= data.keys() or subject.colleague(data["who"]) is None:
        return True
    return bool(subject.of_account(data["since"], data["until"], data["who"]))


@guard(_("Nobody on the list is still to be told by that."))
def is_to_be_told(subject: Any, *, data: Data, now: datetime) -> bool:
    return "person" not in data or bool(subject.to_be_told(data["person"], data.get("way", "")))


@guard(_("Write first what the letters say."))
def letter_is_written(subject: Any, *, data: Data, now: datetime) -> bool:
    return subject.described_at is not None


@guard(_("Somebody on the list has not been told yet, or the authority has not."))
def all_are_told(subject: Any, *, data: Data, now: datetime) -> bool:
    return not subject.to_be_told()


TIMES: dict[str, forms.Field] = {
    "since": forms.DateTimeField(label=_("From")),
    "until": forms.DateTimeField(label=_("Until")),
}
WHO = Content(label=_("Who?"), help_text=_("The whole name or the NIP."), max_length=200)
BY_WHOM = Content(
    label=_("Opened by"),
    help_text=_("The whole name or the NIP; empty for everybody."),
    max_length=200,
    required=False,
)


IDENTIFIER = Content(
    label=_("Identifier"),
    help_text=_(
        "Of one case, one note or one file, as it stands in its address, its name or a log. You are"
        " not told whose it is."
    ),
    max_length=36,
)


class BreachMachine(Machine):
    State = BreachState
    kind = "breach"
    disclosure = "B"
    state = StateField(choices=S.choices, default=S.REPORTED)
    final = frozenset({S.CLOSED, S.DISMISSED})
    relations = rules.BREACH
    roles = frozenset({DPO, Role.HEAD, Role.FINDER, Role.AFFECTED})
    cause: Any
    happened_from: Any
    happened_until: Any
    described_at: Any
    notified_at: Any
    closed_at: Any
    dismissed_for: Any
    being_told: Any

    class Meta:
        abstract = True

    def to_be_told(self, which: str = "", way: str = "") -> Any:
        """Rows of the list that are still to be told: of everybody, or of the one of that uid."""
        raise NotImplementedError

    @step(
        S.REPORTED,
        S.CONFIRMED,
        _("It is one"),
        allow={DPO},
        guards=[time_is_sound],
        inputs={"cause": choice(Cause, _("What happened?")), **TIMES},
    )
    def confirm(self, *, data: Data, now: datetime) -> None:
        self.cause = data["cause"]
        self.happened_from, self.happened_until = data["since"], data["until"]

    @step(
        S.CONFIRMED,
        S.CONFIRMED,
        _("Write what the letters say"),
        allow={DPO},
        inputs={field.value: Sealed(label=field.label) for field in LETTER},
    )
    def describe(self, *, data: Data, now: datetime) -> None:
        self.described_at = now

    @step(
        S.CONFIRMED,
        S.CONFIRMED,
        _("Take the persons concerned from the access records"),
        allow={DPO},
        guards=[time_is_sound, is_known, records_name_somebody],
        inputs={**TIMES, "who": BY_WHOM},
    )
    def gather(self, *, data: Data, now: datetime) -> None: ...

    @step(
        S.CONFIRMED,
        S.CONFIRMED,
        _("Enter a person concerned"),
        allow={DPO},
        guards=[is_known, is_not_listed],
        inputs={"who": WHO},
    )
    def name_person(self, *, data: Data, now: datetime) -> None: ...

    @step(
        S.CONFIRMED,
        S.CONFIRMED,
        _("Enter one case, note or file"),
        allow={DPO},
        guards=[identifier_is_known, identifier_is_not_listed],
        inputs={"identifier": IDENTIFIER},
    )
    def name_matter(self, *, data: Data, now: datetime) -> None: ...

    @step(
        S.CONFIRMED,
        S.CONFIRMED,
        _("Enter an account that somebody else has used"),
        allow={DPO},
        guards=[time_is_sound, is_known, account_adds_somebody],
        inputs={"who": WHO, **TIMES},
    )
    def name_account(self, *, data: Data, now: datetime) -> None:
        """Concerned are its owner and whose sealed texts were opened with it in that time."""

    @step(
        S.CONFIRMED,
        S.CONFIRMED,
        _("Say who has been told"),
        allow={DPO},
        guards=[letter_is_written, is_to_be_told],
        inputs={
            "person": forms.CharField(label=_("Who?"), max_length=36),
            "way": choice(Way, _("How?")),
        },
    )
    def record_told(self, *, data: Data, now: datetime) -> None:
        rows = self.to_be_told(data["person"], data["way"])
        told = {row.person: None for row in rows} if data["way"] == Way.PORTAL else {}
        self.being_told = list(told)

    @step(
        S.CONFIRMED,
        S.NOTIFIED,
        _("All have been told in writing"),
        allow={DPO},
        guards=[letter_is_written, all_are_told],
    )
    def notify(self, *, data: Data, now: datetime) -> None:
        self.notified_at = now

    @step(
        S.NOTIFIED,
        S.CLOSED,
        _("Close it"),
        allow={DPO},
        inputs={"measures": Sealed(label=_("What is done so that it does not happen again"))},
    )
    def close(self, *, data: Data, now: datetime) -> None:
        self.closed_at = now

    @step(
        [S.REPORTED, S.CONFIRMED],
        S.DISMISSED,
        _("It is none"),
        allow={DPO},
        inputs={**reason(Dismissal), "account": Sealed(label=_("Why it was dismissed"))},
    )
    def dismiss(self, *, data: Data, now: datetime) -> None:
        self.dismissed_for, self.closed_at = data["reason"], now

    deadlines = (
        Due(
            "notify_breach",
            {S.REPORTED, S.CONFIRMED},
            DPO,
            anchor="reported_at",
            answered_by={"notify", "dismiss"},
        ),
        Due("close_breach", {S.NOTIFIED}, DPO, answered_by={"close"}),
    )
