"""Counselling on performance: proposed for how somebody works, held, written down, followed up."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mentoring import guards, rules
from mentoring.guards import Data
from mentoring.machines import inputs, reasons
from mentoring.machines import performance_guards as own
from mentoring.machines.inputs import reason
from mentoring.machines.performance_fields import (
    MOST_NO_SHOWS,
    PerformanceFields,
    sides_of,
)
from mentoring.machines.reasons import CounsellorKind, FollowUp, SignedBy
from mentoring.vocabulary import Role
from workflows.machine import DeadlineSpec as Due
from workflows.machine import Either, Machine, StateField
from workflows.machine import transition as step

CLIENT, COUNSELLOR = Role.CLIENT.value, Role.COUNSELLOR.value
APPRAISER, ADDRESSEE = Role.APPRAISER.value, Role.ADDRESSEE.value
COORDINATOR, FORM_OFFICER = Role.COORDINATOR.value, Role.FORM_OFFICER.value


class PerformanceState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    ASSIGNED = "assigned", _("Counsellor assigned")
    SCHEDULED = "scheduled", _("Scheduled")
    HELD = "held", _("Held")
    WRITTEN = "written", _("Form to be signed")
    SIGNED = "signed", _("Form signed")
    REPORTED = "reported", _("Result reported")
    FOLLOW_UP = "follow_up", _("Being followed up")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    NOT_ATTENDED = "not_attended", _("Not attended")


S = PerformanceState
AHEAD = (S.PROPOSED, S.ASSIGNED, S.SCHEDULED)
UNDER_WAY = (*AHEAD, S.HELD, S.WRITTEN, S.SIGNED, S.REPORTED, S.FOLLOW_UP)


class PerformanceMachine(PerformanceFields, Machine):
    """The client's appraiser begins it. Class B: the result goes to one person, by rule."""

    State = PerformanceState
    kind = "performance_counselling"
    state = StateField(choices=S.choices, default=S.PROPOSED)
    final = frozenset({S.CLOSED, S.WITHDRAWN, S.NOT_ATTENDED})
    relations = rules.PERFORMANCE
    disclosure = "B"
    roles = frozenset(
        {
            *(rules.PERFORMANCE.keys() - {FORM_OFFICER}),
            Role.UNSIGNED.value,
            Role.HEAD.value,
            Role.SUPERIOR_OF_APPRAISER.value,
        }
    )
    superiors = frozenset({Role.SUPERIOR_OF_APPRAISER.value})
    constraint_refusals: ClassVar = {
        "one_open_counselling_by_an_appraiser": own.ONE_AT_A_TIME,
    }

    class Meta:
        abstract = True

    # Who counsels.

    @step(
        AHEAD,
        S.ASSIGNED,
        _("Assign a counsellor"),
        allow={COORDINATOR},
        guards=own.MAY_BE_ASSIGNED,
        inputs=inputs.COUNSELLOR,
    )
    def assign(self, *, data: Data, now: datetime) -> None:
        self.entrust(self.colleague(data["counsellor"]), data["kind"])

    @step(
        S.PROPOSED,
        S.ASSIGNED,
        _("Counsel yourself"),
        allow={APPRAISER},
        guards=[own.appraiser_is_qualified],
    )
    def take_on(self, *, data: Data, now: datetime) -> None:
        self.entrust(self.appraiser, CounsellorKind.APPRAISER)

    # The talk.

    @step(
        [S.ASSIGNED, S.SCHEDULED],
        S.SCHEDULED,
        _("Set time and place"),
        allow={COUNSELLOR},
        guards=[guards.new_time_is_sound],
        inputs=inputs.APPOINTMENT,
    )
    def schedule(self, *, data: Data, now: datetime) -> None:
        self.schedule_at(data)

    @step(
        S.SCHEDULED,
        S.HELD,
        _("Say that it took place"),
        allow={COUNSELLOR},
        guards=[guards.has_begun],
    )
    def confirm_held(self, *, data: Data, now: datetime) -> None:
        self.held_at = self.starts_at

    @step(
        S.SCHEDULED,
        Either(S.ASSIGNED, S.NOT_ATTENDED),
        _("Report that the client did not come"),
        allow={COUNSELLOR},
        guards=[guards.has_begun],
    )
    def report_no_show(self, *, data: Data, now: datetime) -> str:
        """The first time another time is set; the second time it ends."""
        self.no_shows += 1
        self.unschedule()
        if self.no_shows < MOST_NO_SHOWS:
            return S.ASSIGNED
        self.closed_at = now
        return S.NOT_ATTENDED

    # The form.

    @step(
        [S.HELD, S.WRITTEN],
        S.WRITTEN,
        _("Write the form"),
        allow={COUNSELLOR},
        inputs=inputs.RESULT,
    )
    def write_form(self, *, data: Data, now: datetime) -> None:
        self.rewrite(now)

    @step(
        S.WRITTEN,
        S.WRITTEN,
        _("Add a statement"),
        allow={CLIENT},
        guards=[own.client_has_read],
        inputs=inputs.STATEMENT,
    )
    def add_statement(self, *, data: Data, now: datetime) -> None: ...

    @step(
        S.WRITTEN,
        Either(S.WRITTEN, S.SIGNED),
        _("Sign the form"),
        allow={CLIENT, COUNSELLOR},
        guards=[own.client_has_read, own.has_not_signed_form],
        confirmed=True,
    )
    def sign(self, *, data: Data, now: datetime) -> str:
        return S.SIGNED if self.signed_by_both(SignedBy.PORTAL, now) else S.WRITTEN

    @step(
        S.WRITTEN,
        Either(S.WRITTEN, S.SIGNED),
        _("Hand in the signed PDF"),
        allow={CLIENT, COUNSELLOR},
        guards=[own.client_has_read, own.has_not_signed_form, own.file_is_handed_in],
        inputs=inputs.SIGNED_FILE,
        confirmed=True,
    )
    def sign_by_file(self, *, data: Data, now: datetime) -> str:
        file = self.upload(data["file"])
        return S.SIGNED if self.signed_by_both(SignedBy.UPLOAD, now, file) else S.WRITTEN

    @step(
        S.WRITTEN,
        Either(S.WRITTEN, S.SIGNED),
        _("Enter a scan of the signed paper"),
        allow={COUNSELLOR, FORM_OFFICER},
        guards=[own.paper_adds_a_signature, own.file_is_handed_in],
        inputs=inputs.SCAN,
        confirmed=True,
    )
    def enter_scan(self, *, data: Data, now: datetime) -> str:
        """Whoever enters it answers for it by name."""
        sides, file = sides_of(data["whose"]), self.upload(data["file"])
        return S.SIGNED if self.mark_signed(sides, SignedBy.SCAN, now, file) else S.WRITTEN

    @step(
        S.WRITTEN,
        S.SIGNED,
        _("Say that the client does not sign"),
        allow={COUNSELLOR},
        guards=[own.counsellor_has_signed, own.client_had_time],
    )
    def go_without_signature(self, *, data: Data, now: datetime) -> None: ...

    # The report, and what follows from it.

    @step(
        S.SIGNED,
        S.REPORTED,
        _("Report the result"),
        allow={COUNSELLOR},
        guards=[own.receiver_is_known],
    )
    def report(self, *, data: Data, now: datetime) -> None:
        self.addressee, self.reported_at = self.receiver(rules.office_day(now)), now

    @step(
        S.REPORTED,
        Either(S.FOLLOW_UP, S.CLOSED),
        _("Decide what follows"),
        allow={ADDRESSEE},
        guards=[own.end_is_given],
        inputs=inputs.DECISION,
    )
    def decide_follow_up(self, *, data: Data, now: datetime) -> str:
        self.follow_up = data["follow_up"]
        if self.follow_up == FollowUp.NONE:
            self.closed_at = now
            return S.CLOSED
        self.follow_up_by(data["until"])
        return S.FOLLOW_UP

    @step(S.FOLLOW_UP, S.CLOSED, _("Say that it is done"), allow={ADDRESSEE})
    def complete_follow_up(self, *, data: Data, now: datetime) -> None:
        self.closed_at = now

    # Other ways out.

    @step(
        AHEAD,
        S.WITHDRAWN,
        _("Take the proposal back"),
        allow={APPRAISER},
        inputs=reason(reasons.WITHDRAWN),
    )
    def withdraw(self, *, data: Data, now: datetime) -> None:
        self.withdrawn_reason, self.closed_at = data["reason"], now

    @step(
        UNDER_WAY,
        S.WITHDRAWN,
        _("Break it off"),
        allow={COORDINATOR},
        guards=[own.is_not_about_oneself],
        inputs=reason(reasons.BROKEN_OFF),
    )
    def break_off(self, *, data: Data, now: datetime) -> None:
        self.withdrawn_reason, self.closed_at = data["reason"], now

    deadlines = (
        Due("assign_counsellor", {S.PROPOSED}, COORDINATOR, answered_by={"assign", "take_on"}),
        Due(
            "hold_counselling",
            {S.ASSIGNED, S.SCHEDULED},
            COUNSELLOR,
            answered_by={"confirm_held"},
            renewed_by={"assign", "report_no_show"},
        ),
        Due("counselling_ahead", {S.SCHEDULED}, CLIENT, anchor="starts_at", duty=False),
        Due(
            "sign_form",
            {S.HELD, S.WRITTEN},
            "unsigned",
            met_on_leaving={"sign", "sign_by_file", "enter_scan", "go_without_signature"},
        ),
        Due("report_result", {S.SIGNED}, COUNSELLOR, answered_by={"report"}),
        Due("decide_follow_up", {S.REPORTED}, ADDRESSEE, answered_by={"decide_follow_up"}),
        Due(
            "do_follow_up",
            {S.FOLLOW_UP},
            ADDRESSEE,
            anchor="follow_up_until",
            answered_by={"complete_follow_up"},
        ),
    )
