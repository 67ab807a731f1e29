"""A counselling case, from the client's request to the follow-up: class C, by itself, never mixed.

It reckons no risk: a level is what the counsellor says it is. Every clock is an elapsed one, so
neither holidays nor pauses stop any.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from mentoring import policies, rules
from mentoring.guards import Data
from mentoring.machines import case_guards as guards
from mentoring.machines import case_inputs as inputs
from mentoring.machines.case_beside import CaseBeside
from mentoring.machines.case_reasons import Attendance, CaseEnd
from mentoring.machines.case_states import (
    AT_HAND,
    ATTENDED,
    BEFORE,
    BOTH,
    CLIENT,
    COORDINATOR,
    COUNSELLOR,
    END,
    INTAKE,
    LIVE,
    NOTED,
    ON_DUTY,
    SERVING,
    SUBSTITUTE,
    UNENDED,
    CaseState,
)
from mentoring.vocabulary import SUPERIORS, Role
from workflows.machine import SYSTEM, Either, Machine, StateField
from workflows.machine import DeadlineSpec as Due
from workflows.machine import transition as step

S = CaseState


class CounsellingCaseMachine(CaseBeside, Machine):
    State = CaseState
    kind = "counselling_case"
    disclosure = "C"
    state = StateField(choices=S.choices, default=S.REQUESTED)
    final = frozenset(map(S, END))
    relations = rules.COUNSELLING_CASE
    roles = frozenset(
        {*BOTH, SUBSTITUTE, INTAKE, COORDINATOR, Role.COUNSELLING_DEPUTY, Role.ON_DUTY, Role.HEAD}
    )
    superiors = frozenset(SUPERIORS)
    constraint_refusals = {"no_double_booking": guards.counsellor_is_free.reason}

    class Meta:
        abstract = True

    # The request, and how pressing it is.

    @step(S.REQUESTED, S.TRIAGED, _("Receive it"), allow={INTAKE}, inputs=inputs.LEVEL)
    def triage(self, *, data: Data, now: datetime) -> None:
        self.judge(data["level"], now)

    @step(LIVE, Either(*LIVE), _("Judge anew"), allow=AT_HAND, inputs=inputs.LEVEL)
    def change_level(self, *, data: Data, now: datetime) -> str:
        self.judge(data["level"], now)
        return str(self.state)

    @step(ATTENDED, Either(*ATTENDED), _("I have it, and the client is reached"), allow=AT_HAND)
    def acknowledge(self, *, data: Data, now: datetime) -> str:
        self.attempts = 0
        return str(self.state)

    @step(ATTENDED, Either(*ATTENDED), _("Tried to reach the client"), allow=AT_HAND)
    def record_attempt(self, *, data: Data, now: datetime) -> str:
        self.attempts += 1
        return str(self.state)

    @step(
        LIVE,
        S.NO_CONTACT,
        _("End it: not reached"),
        allow=ON_DUTY,
        guards=[guards.was_tried_three_times],
    )
    def give_up(self, *, data: Data, now: datetime) -> None:
        self.unplan()

    @step(UNENDED, S.WITHDRAWN, _("Withdraw"), allow={CLIENT, SYSTEM})
    def withdraw(self, *, data: Data, now: datetime) -> None:
        self.unplan()

    @step(
        UNENDED,
        Either(*UNENDED),
        _("Let the counselling coordinator see it"),
        allow={CLIENT},
        guards=[guards.coordinator_is_left_out],
    )
    def open_to_coordinator(self, *, data: Data, now: datetime) -> str:
        self.route = "coordinator"
        return str(self.state)

    # Consent, before anything is written down.

    @step(
        S.TRIAGED,
        S.CONSENTED,
        _("I agree"),
        allow={CLIENT},
        guards=[guards.text_is_in_force],
        inputs=inputs.CONSENT,
    )
    def give_consent(self, *, data: Data, now: datetime) -> None:
        self.agree(now, substitute=data["substitute"])

    @step(
        S.TRIAGED,
        S.CONSENTED,
        _("The client has agreed on paper"),
        allow={INTAKE},
        guards=[guards.came_another_way, guards.text_is_in_force],
        inputs=inputs.CONSENT,
    )
    def record_consent(self, *, data: Data, now: datetime) -> None:
        self.agree(now, substitute=data["substitute"])

    @step(S.TRIAGED, S.CONSENT_REFUSED, _("I do not agree"), allow={CLIENT})
    def refuse_consent(self, *, data: Data, now: datetime) -> None:
        """Nothing stays beyond the request."""
        self.level, self.level_at, self.attempts = "", None, 0

    # A counsellor.

    @step(
        S.CONSENTED,
        S.ASSIGNED,
        _("Give it to a counsellor"),
        allow={INTAKE},
        guards=guards.MAY_BE_ASSIGNED,
        inputs=inputs.ASSIGN,
    )
    def assign(self, *, data: Data, now: datetime) -> None:
        self.counsellor = self.named_counsellor(data["counsellor"])

    @step(S.ASSIGNED, S.CONSENTED, _("Decline"), allow={COUNSELLOR}, inputs=inputs.DECLINE)
    def decline(self, *, data: Data, now: datetime) -> None:
        self.part()

    @step(S.ASSIGNED, S.IN_SERVICE, _("Begin"), allow={COUNSELLOR})
    def start_service(self, *, data: Data, now: datetime) -> None: ...

    # Sessions.

    @step(
        S.IN_SERVICE,
        S.IN_SERVICE,
        _("Plan a session"),
        allow={COUNSELLOR},
        guards=guards.MAY_BE_PLANNED,
        inputs=inputs.SESSION,
    )
    def plan_session(self, *, data: Data, now: datetime) -> None:
        self.plan(data["starts_at"], data["ends_at"])

    @step(
        S.IN_SERVICE,
        S.IN_SERVICE,
        _("Say whether the session took place"),
        allow={COUNSELLOR},
        guards=[guards.session_is_planned, guards.session_has_begun],
        inputs=inputs.ATTENDANCE,
    )
    def report_session(self, *, data: Data, now: datetime) -> None:
        self.sessions_used += data["attendance"] == Attendance.HELD
        self.unplan()

    # What is written down, and the end.

    @step(
        NOTED,
        Either(*NOTED),
        _("Write a note"),
        allow={COUNSELLOR},
        guards=[guards.consent_is_given],
        inputs=inputs.NOTE,
    )
    def write_note(self, *, data: Data, now: datetime) -> str:
        return str(self.state)

    @step(S.IN_SERVICE, S.CLOSING, _("Propose closing for lack of activity"), allow={SYSTEM})
    def propose_closing(self, *, data: Data, now: datetime) -> None:
        self.begin_closing(CaseEnd.INACTIVE)

    @step(SERVING, S.CLOSING, _("Begin to close"), allow=BOTH, inputs=inputs.CLOSING)
    def start_closing(self, *, data: Data, now: datetime) -> None:
        self.begin_closing(data["reason"])

    @step(S.CLOSING, S.IN_SERVICE, _("Go on after all"), allow=BOTH, guards=[guards.is_counselled])
    def reopen(self, *, data: Data, now: datetime) -> None:
        self.end_reason = ""

    @step(S.CLOSING, S.CLOSED, _("Close"), allow={COUNSELLOR, SYSTEM})
    def close(self, *, data: Data, now: datetime) -> None:
        self.closed_at = now

    @step(S.CLOSED, S.FOLLOWED_UP, _("I have asked how the client is"), allow={COUNSELLOR})
    def follow_up(self, *, data: Data, now: datetime) -> None: ...

    @step(S.CLOSED, S.FOLLOWED_UP, _("End without a follow-up"), allow={SYSTEM})
    def end_follow_up(self, *, data: Data, now: datetime) -> None: ...

    deadlines = (
        Due("triage_case", {S.REQUESTED}, INTAKE, answered_by={"triage"}),
        Due(
            "reach_client",
            set(ATTENDED),
            "on_duty",
            policies.CASE_LEVEL,
            anchor="level_at",
            armed_by={"triage", "change_level"},
            answered_by={"acknowledge"},
        ),
        Due(
            "first_appointment_case",
            {*BEFORE, S.EMERGENCY},
            "on_duty",
            armed_by={"triage"},
            met_on_leaving={"start_service"},
        ),
        Due("consent_case", {S.TRIAGED}, CLIENT, met_on_leaving={"give_consent", "refuse_consent"}),
        Due("assign_case", {S.CONSENTED}, INTAKE, answered_by={"assign"}),
        Due("begin_case", {S.ASSIGNED}, COUNSELLOR, answered_by={"start_service", "decline"}),
        Due(
            "case_activity",
            {S.IN_SERVICE},
            COUNSELLOR,
            renewed_by={"plan_session", "report_session", "write_note"},
        ),
        Due(
            "case_session_ahead",
            {S.IN_SERVICE},
            COUNSELLOR,
            anchor="next_starts_at",
            armed_by={"plan_session"},
            answered_by={"report_session", "stand_in", "give_back"},
            duty=False,
        ),
        Due(
            "report_case_session",
            {S.IN_SERVICE},
            COUNSELLOR,
            anchor="next_ends_at",
            armed_by={"plan_session"},
            answered_by={"report_session", "stand_in", "give_back"},
        ),
        Due("resume_case", {S.WAITING}, COUNSELLOR, anchor="waiting_until", duty=False),
        Due(
            "answer_case_referral",
            {S.REFERRAL_ASKED},
            CLIENT,
            met_on_leaving={"agree_to_referral", "refuse_referral"},
        ),
        Due(
            "follow_case_referral",
            {S.REFERRED},
            COUNSELLOR,
            renewed_by={"note_referral_accepted"},
            met_on_leaving={"note_referral_done", "note_referral_rejected"},
        ),
        Due(
            "answer_hand_over",
            {S.HANDING_OVER},
            CLIENT,
            met_on_leaving={"agree_to_hand_over", "refuse_hand_over"},
        ),
        Due(
            "review_emergency",
            {S.EMERGENCY},
            "on_duty",
            renewed_by={"add_told"},
            met_on_leaving={"end_emergency"},
        ),
        Due("close_case", {S.CLOSING}, COUNSELLOR, answered_by={"close"}),
        Due("follow_up_case", {S.CLOSED}, COUNSELLOR, answered_by={"follow_up"}),
    )
