"""Short words for processes: what is awaited, what an item is called, how far along it is."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentoring.machines.correction import CorrectionState
from mentoring.machines.matter import MatterState
from mentoring.machines.performance import PerformanceState
from mentoring.machines.relationship import RelationshipState
from mentoring.machines.session import SessionState
from mentoring.models import (
    CLASS_C,
    Breach,
    Correction,
    DataRequest,
    Destruction,
    LegalHold,
    Matter,
    PerformanceCounselling,
)
from mentoring.models.data_request import OfTheOfficer
from mentoring.models.parties import OFFICES
from mentoring.notices import matters
from mentoring.notices.facts import guide_of, pair_of
from mentoring.portal.templatetags.portal import brief
from mentoring.vocabulary import Role
from workflows.machine import Transition

AWAITED = {
    "draft_unsent": gettext_lazy("Send the request, or withdraw it"),
    "handle_request": gettext_lazy("Offer the request to a mentor or coach"),
    "handle_rematch": gettext_lazy("Find another mentor or coach"),
    "answer_offer": gettext_lazy("Answer the offer"),
    "sign_agreement": gettext_lazy("Sign the agreement"),
    "first_session": gettext_lazy("Plan the first session"),
    "next_session": gettext_lazy("Plan the next session"),
    "status_update": gettext_lazy("Update the status"),
    "review": gettext_lazy("Review together how it goes"),
    "inactivity": gettext_lazy("Give a sign of life"),
    "resume_pause": gettext_lazy("Go on after the pause"),
    "reflect": gettext_lazy("Look back on it"),
    "follow_up": gettext_lazy("Answer the follow-up"),
    "answer_proposal": gettext_lazy("Answer the proposed time"),
    "session_ahead": gettext_lazy("Hold the session"),
    "confirm_attendance": gettext_lazy("Say whether the session took place"),
    "handle_correction": gettext_lazy("Name the right superior, or refuse the correction"),
    "handle_matter": gettext_lazy("Decide, and say what was decided"),
    "assign_counsellor": gettext_lazy("Assign a counsellor"),
    "hold_counselling": gettext_lazy("Hold the counselling"),
    "counselling_ahead": gettext_lazy("Come to the counselling"),
    "sign_form": gettext_lazy("Write, read and sign the form"),
    "report_result": gettext_lazy("Report the result"),
    "decide_follow_up": gettext_lazy("Read the result and decide what follows"),
    "do_follow_up": gettext_lazy("See to the follow-up, and say when it is done"),
    "triage_case": gettext_lazy("Receive the request and say how pressing it is"),
    "reach_client": gettext_lazy("Take it up and reach the client"),
    "first_appointment_case": gettext_lazy("See to a first appointment"),
    "consent_case": gettext_lazy("Read the consent, and agree or not"),
    "assign_case": gettext_lazy("Find a counsellor"),
    "begin_case": gettext_lazy("Begin the counselling"),
    "case_activity": gettext_lazy("Plan a session, or write down how it goes"),
    "case_session_ahead": gettext_lazy("Hold the session"),
    "report_case_session": gettext_lazy("Say whether the session took place"),
    "resume_case": gettext_lazy("Go on after waiting"),
    "answer_case_referral": gettext_lazy("Agree to the referral or not"),
    "follow_case_referral": gettext_lazy("Ask what became of the referral"),
    "answer_hand_over": gettext_lazy("Agree to another counsellor or not"),
    "review_emergency": gettext_lazy("Look at the emergency again"),
    "close_case": gettext_lazy("Close the case"),
    "follow_up_case": gettext_lazy("Ask how the client is"),
    "answer_data_request": gettext_lazy("Answer the request about personal data"),
    "notify_breach": gettext_lazy("Tell everybody concerned of the failure of data protection"),
    "close_breach": gettext_lazy("Say what is done so that it does not happen again"),
    "decide_destruction": gettext_lazy("Decide whether old records are destroyed"),
    "carry_out_destruction": gettext_lazy("Destroy what was approved"),
    "finish_destruction": gettext_lazy("See that the destruction is finished"),
    "review_hold": gettext_lazy("Say whether the legal hold is still needed"),
    "approve_break_glass": gettext_lazy("Approve the emergency access or refuse it"),
    "use_break_glass": gettext_lazy("Open what was approved, or withdraw it"),
    "end_break_glass": gettext_lazy("It ends by itself"),
    "approve_break_glass_later": gettext_lazy("Say whether you approve what was opened at once"),
    "sign_off_break_glass": gettext_lazy("Look at what was opened and sign it off"),
    "tell_superior": gettext_lazy("Tell the right superior what is overdue"),
}

HATS = {
    Role.MENTEE.value: gettext_lazy("as mentee"),
    Role.PRACTITIONER.value: gettext_lazy("as mentor or coach"),
    Role.OFFERED_PRACTITIONER.value: gettext_lazy("as mentor or coach"),
    Role.COORDINATOR.value: gettext_lazy("as service coordinator"),
    Role.SUPERIOR_OF_MENTEE.value: gettext_lazy("as superior of the mentee"),
    Role.SUPERIOR_OF_PRACTITIONER.value: gettext_lazy("as superior of the mentor or coach"),
    Role.HEAD.value: gettext_lazy("as head of service"),
    Role.REPORTER.value: gettext_lazy("as the superior who reported it"),
    Role.DPO.value: gettext_lazy("as data protection officer"),
    Role.FINDER.value: gettext_lazy("as who reported it"),
    Role.AFFECTED.value: gettext_lazy("as a person concerned"),
    Role.APPROVER.value: gettext_lazy("as who approves"),
    Role.OPENER.value: gettext_lazy("as officer for emergency access"),
    Role.SECOND.value: gettext_lazy("as second person"),
    Role.CLIENT.value: gettext_lazy("as client"),
    Role.COUNSELLOR.value: gettext_lazy("as counsellor"),
    Role.APPRAISER.value: gettext_lazy("as performance appraiser"),
    Role.ADDRESSEE.value: gettext_lazy("as who receives the result"),
    Role.FORM_OFFICER.value: gettext_lazy("as officer for signed papers"),
}

TONES = {
    RelationshipState.ACTIVE: "done",
    RelationshipState.PAUSED: "wait",
    RelationshipState.CLOSED: "plain",
    RelationshipState.FOLLOWED_UP: "plain",
    RelationshipState.DECLINED: "plain",
    RelationshipState.EXPIRED: "plain",
    RelationshipState.WITHDRAWN: "plain",
    RelationshipState.ENDED_EARLY: "plain",
    RelationshipState.TIMED_OUT: "plain",
    SessionState.CONFIRMED: "done",
    SessionState.HELD: "plain",
    SessionState.CANCELLED: "plain",
    SessionState.NO_SHOW: "wait",
    CorrectionState.OPEN: "wait",
    CorrectionState.NAMED: "done",
    CorrectionState.SETTLED: "done",
    CorrectionState.REFUSED: "plain",
    MatterState.DECIDED: "done",
    MatterState.LAPSED: "plain",
    PerformanceState.NOT_ATTENDED: "wait",
}


def awaited(name: str) -> str:
    """What a deadline of this name awaits, as something to do."""
    return str(AWAITED.get(name, name))


def whose(subject: Any, role: str) -> str:
    """Of whom something is awaited, seen by somebody else: the office, or the people by name."""
    if isinstance(subject, OfTheOfficer) and role in {Role.DPO, Role.APPROVER}:
        return capfirst(str(Role(subject.office_of(role)).label))
    if role in OFFICES or role == Role.SYSTEM:
        return capfirst(str(Role(role).label))
    return ", ".join(person.display_name for person in subject.people_in(role))


PAIR_ROLES = frozenset(
    {
        Role.MENTEE,
        Role.PRACTITIONER,
        Role.OFFERED_PRACTITIONER,
        Role.UNSIGNED,
        Role.UNREFLECTED,
        Role.INVITED,
        Role.PROPOSER,
        Role.UNCONFIRMED,
        Role.REPORTER,
        Role.RIGHT_SUPERIOR,
        Role.REQUESTER,
        Role.OPENER,
        Role.CLIENT,
        Role.COUNSELLOR,
        Role.APPRAISER,
        Role.ADDRESSEE,
    }
)


def addressee(subject: Any, role: str, user: Any) -> str:
    """Whom a role means, for a sentence: the reader, people by name, or the role."""
    people = subject.people_in(role) if role in PAIR_ROLES else ()
    names = [_("you") if one.user_id == user.pk else one.display_name for one in people]
    return ", ".join(names) or str(Role(role).label)


def has_come(subject: Any, deadline: str, now: datetime) -> bool:
    """Nobody is asked whether a session took place before it has begun."""
    return deadline != "confirm_attendance" or bool(subject.starts_at <= now)


def hat(role: str) -> str:
    """The role in which somebody is asked, as a label."""
    return str(HATS.get(role, ""))


def title(subject: Any, user: Any) -> str:
    """What the item is called by somebody: by the other one of the pair, or by both."""
    if isinstance(subject, Breach):
        return _("Failure of data protection")
    if isinstance(subject, DataRequest):
        return data_request(subject, user)
    if isinstance(subject, Destruction):
        return _("Destruction of old records")
    if isinstance(subject, LegalHold):
        return _("Legal hold")
    return _("A page of your own") if subject.kind in CLASS_C else _title(subject, user)


def data_request(subject: DataRequest, user: Any) -> str:
    """In the words of whoever asks, or with their name to whoever answers."""
    if user.pk == subject.person.user_id:
        return str(subject.get_wants_display())
    return _("Request about personal data: %(person)s") % {"person": subject.person}


def _title(subject: Any, user: Any) -> str:
    if isinstance(subject, Matter):
        return matters.title(subject)
    if isinstance(subject, Correction):
        return _("Who is the superior of %(person)s?") % {"person": subject.person}
    if isinstance(subject, PerformanceCounselling):
        if user.pk == subject.client.user_id:
            return _("Counselling on your performance")
        return _("Counselling on performance: %(client)s") % {"client": subject.client}
    pair, guide = pair_of(subject), guide_of(subject)
    discipline = str(pair.get_discipline_display())
    if subject is not pair:
        return _("Session %(moment)s") % {"moment": brief(subject.starts_at)}
    if guide is None or user.pk == guide.user_id:
        return _("%(discipline)s for %(mentee)s") % {
            "discipline": discipline,
            "mentee": subject.mentee.display_name,
        }
    names = {"discipline": discipline, "mentee": subject.mentee, "guide": guide}
    if user.pk == subject.mentee.user_id:
        return _("%(discipline)s with %(guide)s") % names
    return _("%(discipline)s: %(mentee)s with %(guide)s") % names


def tone(subject: Any) -> str:
    return TONES.get(subject.state, "")


def address(subject: Any) -> str:
    """The item's own page."""
    return reverse(f"portal:{subject.kind}", args=[subject.uid])


def present(subject: Any, declared: Transition, fields: Collection[str]) -> dict[str, Any]:
    """What the inputs of a change are now, as far as the visitor may see it."""
    named = (name for name in declared.inputs if name in fields)
    return {name: value for name in named if isinstance(value := getattr(subject, name, ""), str)}
