"""A mentoring or coaching relationship, from the mentee's request to the follow-up afterwards."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from mentoring import guards, policies, rules
from mentoring.guards import Data
from mentoring.machines import inputs, reasons
from mentoring.machines.inputs import reason
from mentoring.machines.relationship_fields import RelationshipFields
from mentoring.vocabulary import ELSEWHERE, SUPERIORS, Role
from workflows.machine import SYSTEM, Either, Machine, StateField
from workflows.machine import DeadlineSpec as Due
from workflows.machine import transition as step

MENTEE, PRACTITIONER = Role.MENTEE.value, Role.PRACTITIONER.value
OFFERED, COORDINATOR = Role.OFFERED_PRACTITIONER.value, Role.COORDINATOR.value
PAIR = frozenset({MENTEE, PRACTITIONER})
CONCERNED = PAIR | {COORDINATOR}
PAIR_OR_SYSTEM = PAIR | {SYSTEM}


class RelationshipState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    REQUESTED = "requested", _("Requested")
    OFFERED = "offered", _("Offered")
    AGREEMENT = "agreement", _("Agreement to be signed")
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    CLOSING = "closing", _("Closing")
    CLOSED = "closed", _("Closed")
    FOLLOWED_UP = "followed_up", _("Followed up")
    DECLINED = "declined", _("Declined")
    EXPIRED = "expired", _("Expired")
    REMATCH = "rematch", _("Looking for another match")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ENDED_EARLY = "ended_early", _("Ended early")
    TIMED_OUT = "timed_out", _("Never signed")


S = RelationshipState
UNDER_WAY = (S.AGREEMENT, S.ACTIVE, S.PAUSED)


class RelationshipMachine(RelationshipFields, Machine):
    State = RelationshipState
    kind = "relationship"
    state = StateField(choices=S.choices, default=S.DRAFT)
    final = frozenset(
        map(S, ("followed_up", "declined", "expired", "withdrawn", "ended_early", "timed_out"))
    )
    relations = rules.RELATIONSHIP
    roles = frozenset(Role.values) - ELSEWHERE
    superiors = frozenset(SUPERIORS)
    constraint_refusals = {"one_active_pair": guards.pair_is_new.reason}

    class Meta:
        abstract = True

    # The request.

    @step(S.DRAFT, S.DRAFT, _("Change the request"), allow={MENTEE}, inputs=inputs.AIM)
    def amend(self, *, data: Data, now: datetime) -> None:
        self.aim = data["aim"]

    @step(
        S.DRAFT, S.REQUESTED, _("Send the request"), allow={MENTEE}, guards=[guards.aim_is_written]
    )
    def submit(self, *, data: Data, now: datetime) -> None: ...

    @step(S.DRAFT, S.EXPIRED, _("Expire"), allow={SYSTEM})
    def expire(self, *, data: Data, now: datetime) -> None: ...

    @step(
        [S.REQUESTED, S.REMATCH],
        S.OFFERED,
        _("Offer to a mentor or coach"),
        allow={COORDINATOR},
        guards=guards.MAY_BE_OFFERED,
        inputs=inputs.CANDIDATE,
    )
    def offer(self, *, data: Data, now: datetime) -> None:
        self.offered_to = self.candidate(data["practitioner"])
        self.offer_rank += 1

    @step(
        [S.REQUESTED, S.REMATCH],
        S.DECLINED,
        _("Decline the request"),
        allow={COORDINATOR},
        inputs=reason(reasons.RequestDecline),
    )
    def decline_request(self, *, data: Data, now: datetime) -> None: ...

    @step([S.DRAFT, S.REQUESTED, S.OFFERED], S.WITHDRAWN, _("Withdraw the request"), allow={MENTEE})
    def withdraw(self, *, data: Data, now: datetime) -> None: ...

    # The offer.

    @step(S.OFFERED, S.AGREEMENT, _("Accept the offer"), allow={OFFERED}, guards=guards.MAY_ACCEPT)
    def accept(self, *, data: Data, now: datetime) -> None:
        self.practitioner = self.offered_to
        self.begin_agreement()

    @step(
        S.OFFERED,
        S.REQUESTED,
        _("Decline the offer"),
        allow={OFFERED},
        inputs=reason(reasons.OfferDecline),
    )
    def decline(self, *, data: Data, now: datetime) -> None: ...

    @step(S.OFFERED, S.REQUESTED, _("Lapse"), allow={SYSTEM})
    def lapse(self, *, data: Data, now: datetime) -> None: ...

    @step(S.OFFERED, S.REQUESTED, _("Take the offer back"), allow={COORDINATOR})
    def withdraw_offer(self, *, data: Data, now: datetime) -> None: ...

    # The agreement.

    @step(
        S.AGREEMENT,
        S.AGREEMENT,
        _("Propose other terms"),
        allow=PAIR,
        guards=[guards.end_lies_ahead],
        inputs=inputs.TERMS,
    )
    def propose_terms(self, *, data: Data, now: datetime) -> None:
        self.begin_agreement()

    @step(
        S.AGREEMENT,
        Either(S.AGREEMENT, S.ACTIVE),
        _("Sign the agreement"),
        allow=PAIR,
        guards=[guards.has_not_signed],
    )
    def sign(self, *, data: Data, now: datetime) -> str:
        if not self.marked_by_both("signed", now):
            return S.AGREEMENT
        self.started_at = now
        return S.ACTIVE

    @step(S.AGREEMENT, S.TIMED_OUT, _("Time out"), allow={SYSTEM})
    def time_out(self, *, data: Data, now: datetime) -> None: ...

    # The work together.

    @step(S.ACTIVE, S.ACTIVE, _("A session is planned"), allow=PAIR_OR_SYSTEM, hidden=True)
    def note_session_planned(self, *, data: Data, now: datetime) -> None: ...

    @step(
        S.ACTIVE,
        S.ACTIVE,
        _("A session took place"),
        allow=PAIR_OR_SYSTEM,
        inputs=inputs.HELD,
        hidden=True,
    )
    def note_session_held(self, *, data: Data, now: datetime) -> None:
        self.last_session_at = data["held_at"]

    @step(
        S.ACTIVE,
        S.ACTIVE,
        _("A planned session did not take place"),
        allow=PAIR_OR_SYSTEM,
        hidden=True,
    )
    def note_session_missed(self, *, data: Data, now: datetime) -> None: ...

    @step(S.ACTIVE, S.ACTIVE, _("Update the status"), allow={PRACTITIONER}, inputs=inputs.STATUS)
    def update_status(self, *, data: Data, now: datetime) -> None:
        self.status, self.status_at = data["status"], now

    @step(S.ACTIVE, S.ACTIVE, _("Review together"), allow=PAIR, inputs=inputs.REVIEW)
    def review(self, *, data: Data, now: datetime) -> None: ...

    @step(
        S.ACTIVE,
        S.PAUSED,
        _("Pause"),
        allow=CONCERNED,
        guards=[guards.pause_is_bounded],
        inputs=inputs.PAUSE,
    )
    def pause(self, *, data: Data, now: datetime) -> None:
        self.pause_until(data["until"])

    @step(S.PAUSED, S.ACTIVE, _("Resume"), allow=CONCERNED | {SYSTEM})
    def resume(self, *, data: Data, now: datetime) -> None:
        self.paused_until = None

    # Other ways out.

    @step(UNDER_WAY, S.REMATCH, _("Ask for another match"), allow=PAIR, inputs=inputs.REMATCH)
    def request_rematch(self, *, data: Data, now: datetime) -> None:
        self.part()

    @step(
        UNDER_WAY,
        S.REMATCH,
        _("Hand over to another mentor or coach"),
        allow={COORDINATOR},
        inputs=reason(reasons.HandOver),
    )
    def hand_over(self, *, data: Data, now: datetime) -> None:
        self.part()

    @step(UNDER_WAY, S.ENDED_EARLY, _("End early"), allow=CONCERNED, inputs=reason(reasons.EARLY))
    def end_early(self, *, data: Data, now: datetime) -> None:
        self.end_reason, self.paused_until = data["reason"], None

    # The end, and what remains of it.

    @step(S.ACTIVE, S.CLOSING, _("Propose closing for lack of activity"), allow={SYSTEM})
    def propose_closing(self, *, data: Data, now: datetime) -> None:
        self.begin_closing(reasons.EndReason.INACTIVE)

    @step(
        [S.ACTIVE, S.PAUSED],
        S.CLOSING,
        _("Begin to close"),
        allow=CONCERNED,
        inputs=reason(reasons.CLOSING),
    )
    def start_closing(self, *, data: Data, now: datetime) -> None:
        self.begin_closing(data["reason"])

    @step(S.CLOSING, S.ACTIVE, _("Go on after all"), allow=PAIR)
    def reopen(self, *, data: Data, now: datetime) -> None:
        self.end_reason = ""

    @step(
        S.CLOSING,
        Either(S.CLOSING, S.CLOSED),
        _("Look back"),
        allow=PAIR,
        guards=[guards.has_not_reflected],
        inputs=inputs.REFLECTION,
    )
    def reflect(self, *, data: Data, now: datetime) -> str:
        if not self.marked_by_both("reflected", now):
            return S.CLOSING
        self.closed_at = now
        return S.CLOSED

    @step(S.CLOSING, S.CLOSED, _("Close by rule"), allow={SYSTEM})
    def close(self, *, data: Data, now: datetime) -> None:
        self.closed_at = now

    @step(
        S.CLOSED, S.FOLLOWED_UP, _("Answer the follow-up"), allow={MENTEE}, inputs=inputs.FOLLOW_UP
    )
    def follow_up(self, *, data: Data, now: datetime) -> None:
        self.applied = data["applied"]

    @step(S.CLOSED, S.FOLLOWED_UP, _("End without a follow-up answer"), allow={SYSTEM})
    def end_follow_up(self, *, data: Data, now: datetime) -> None: ...

    deadlines = (
        Due("draft_unsent", {S.DRAFT}, "mentee", answered_by={"submit"}),
        Due(
            "handle_request", {S.REQUESTED}, "coordinator", answered_by={"offer", "decline_request"}
        ),
        Due("answer_offer", {S.OFFERED}, "offered_practitioner", answered_by={"accept", "decline"}),
        Due("sign_agreement", {S.AGREEMENT}, "unsigned", met_on_leaving={"sign"}),
        Due(
            "first_session",
            {S.ACTIVE},
            "practitioner",
            policies.FIRST_SESSION,
            armed_by={"sign", "resume"},
            answered_by={"note_session_planned", "note_session_held"},
        ),
        Due(
            "next_session",
            {S.ACTIVE},
            "practitioner",
            armed_by={"note_session_held", "note_session_missed", "reopen"},
            answered_by={"note_session_planned"},
        ),
        Due("status_update", {S.ACTIVE}, "practitioner", renewed_by={"update_status"}),
        Due("review", {S.ACTIVE}, "practitioner", renewed_by={"review"}),
        Due(
            "inactivity",
            {S.ACTIVE},
            "practitioner",
            renewed_by={"note_session_planned", "note_session_held", "update_status"},
        ),
        Due("resume_pause", {S.PAUSED}, "mentee", anchor="paused_until", duty=False),
        Due("reflect", {S.CLOSING}, "unreflected", met_on_leaving={"reflect"}),
        Due("follow_up", {S.CLOSED}, "mentee", policies.FOLLOW_UP, answered_by={"follow_up"}),
        Due("handle_rematch", {S.REMATCH}, "coordinator", answered_by={"offer", "decline_request"}),
    )
