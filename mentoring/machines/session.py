"""A session of a pair: a time proposed, confirmed, perhaps moved, and whether it took place."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from mentoring import guards, rules
from mentoring.guards import Data
from mentoring.machines import inputs, reasons
from mentoring.machines.inputs import reason
from mentoring.machines.reasons import SessionCancel
from mentoring.machines.session_fields import SessionFields
from mentoring.vocabulary import SUPERIORS, Role
from workflows.machine import SYSTEM, Either, Machine, StateField
from workflows.machine import DeadlineSpec as Due
from workflows.machine import transition as step

PAIR = frozenset({Role.MENTEE.value, Role.PRACTITIONER.value})
INVITED, COORDINATOR = Role.INVITED.value, Role.COORDINATOR.value


class SessionState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    CONFIRMED = "confirmed", _("Confirmed")
    RESCHEDULED = "rescheduled", _("New time proposed")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")
    NO_SHOW = "no_show", _("Somebody did not come")


S = SessionState
UNANSWERED = [S.PROPOSED, S.RESCHEDULED]
AHEAD = [S.PROPOSED, S.CONFIRMED, S.RESCHEDULED]


class SessionMachine(SessionFields, Machine):
    State = SessionState
    kind = "session"
    state = StateField(choices=S.choices, default=S.PROPOSED)
    final = frozenset({S.HELD, S.CANCELLED, S.NO_SHOW})
    relations = rules.SESSION
    roles = frozenset(
        {
            *PAIR,
            INVITED,
            COORDINATOR,
            Role.PROPOSER,
            Role.UNCONFIRMED,
            Role.HEAD,
            Role.SUPERIOR_OF_MENTEE,
            Role.SUPERIOR_OF_PRACTITIONER,
        }
    )
    superiors = frozenset(SUPERIORS)
    constraint_refusals = {"no_double_booking": guards.is_free_of_overlap.reason}

    class Meta:
        abstract = True

    # The time.

    @step(UNANSWERED, S.CONFIRMED, _("Confirm"), allow={INVITED}, guards=guards.MAY_CONFIRM)
    def confirm(self, *, data: Data, now: datetime) -> None: ...

    @step(UNANSWERED, S.CANCELLED, _("Decline the time"), allow={INVITED})
    def decline_time(self, *, data: Data, now: datetime) -> None:
        self.call_it_off(SessionCancel.TIME_DECLINED)

    @step(UNANSWERED, S.CANCELLED, _("Lapse"), allow={SYSTEM})
    def lapse(self, *, data: Data, now: datetime) -> None:
        self.call_it_off(SessionCancel.NOT_ANSWERED)

    @step(
        AHEAD,
        S.RESCHEDULED,
        _("Propose another time"),
        allow=PAIR,
        guards=[guards.relationship_is_active, guards.new_time_is_sound],
        inputs=inputs.NEW_TIME,
    )
    def move(self, *, data: Data, now: datetime) -> None:
        self.place_at(data)

    @step(
        AHEAD,
        S.CANCELLED,
        _("Cancel"),
        allow=PAIR,
        inputs=reason(reasons.CHOSEN_CANCEL),
    )
    def cancel(self, *, data: Data, now: datetime) -> None:
        self.call_it_off(data["reason"])

    @step(
        AHEAD,
        S.CANCELLED,
        _("Call off with the relationship"),
        allow=PAIR | {COORDINATOR, SYSTEM},
        hidden=True,
    )
    def call_off(self, *, data: Data, now: datetime) -> None:
        self.call_it_off(SessionCancel.RELATIONSHIP_ENDED)

    # Whether it took place.

    @step(
        S.CONFIRMED,
        Either(S.CONFIRMED, S.HELD),
        _("Confirm that it took place"),
        allow=PAIR,
        guards=[guards.has_begun, guards.has_not_confirmed],
    )
    def confirm_held(self, *, data: Data, now: datetime) -> str:
        return S.HELD if self.confirmed_by_both(now) else S.CONFIRMED

    @step(
        S.CONFIRMED,
        S.NO_SHOW,
        _("Report that somebody did not come"),
        allow=PAIR,
        guards=[guards.has_begun],
        inputs=inputs.NO_SHOW,
    )
    def report_no_show(self, *, data: Data, now: datetime) -> None:
        self.missed_by = data["missed_by"]

    @step(S.CONFIRMED, Either(S.HELD, S.CANCELLED), _("Settle by rule"), allow={SYSTEM})
    def settle(self, *, data: Data, now: datetime) -> str:
        """One side's word counts; if nobody says anything, it did not take place."""
        if self.mentee_confirmed_at or self.practitioner_confirmed_at:
            return S.HELD
        self.call_it_off(SessionCancel.UNREPORTED)
        return S.CANCELLED

    @step(S.HELD, S.HELD, _("File a note"), allow=PAIR, inputs=inputs.NOTE)
    def file_note(self, *, data: Data, now: datetime) -> None:
        if Role.PRACTITIONER in self.acting_roles:
            self.note_filed = True

    deadlines = (
        Due(
            "answer_proposal",
            {S.PROPOSED, S.RESCHEDULED},
            "invited",
            anchor="starts_at",
            answered_by={"confirm", "decline_time"},
        ),
        Due("session_ahead", {S.CONFIRMED}, "practitioner", anchor="starts_at", duty=False),
        Due(
            "confirm_attendance",
            {S.CONFIRMED},
            "unconfirmed",
            anchor="ends_at",
            answered_by={"report_no_show"},
            met_on_leaving={"confirm_held"},
        ),
    )
