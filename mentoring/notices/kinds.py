"""What we say: every kind of notice of the domain, declared once."""

from mentoring.notices.invitation import invitation
from notifications.kinds import Disclosure, Kind, Manner, register
from workflows.models import Deadline
from workflows.policy import Step, Unit

PROGRAMME_WELCOME = register(Kind("programme.welcome"))
DEPUTY = register(Kind("absence.deputy"))
REMINDED_BY_HAND = register(Kind("deadline.reminded")).code
EXTENDED = register(Kind("deadline.extended")).code
PROGRAM_OFF = register(Kind("programs.switched_off"))
ANCHORED = register(Kind("trail.anchored"))

# All of class C: the same neutral words, whatever happened. What must be taken up leaves at once.
CASE_TOLD = register(Kind("case.told", disclosure=Disclosure.C)).code
CASE_PRESSING = register(Kind("case.pressing", disclosure=Disclosure.C, manner=Manner.URGENT)).code
PRESSING = {
    *("triage_case", "review_emergency"),
    *("approve_break_glass", "use_break_glass", "approve_break_glass_later"),
}
PRESSING_LEVELS = {f"case_level_{level}" for level in "abc"}

# Of requests about personal data: class B, in words that name nobody. Its clock runs through nights
# and holidays, so what is due leaves at once.
DATA_TOLD = register(Kind("data.told", disclosure=Disclosure.B)).code
DATA_DUE = register(Kind("data.due", disclosure=Disclosure.B, manner=Manner.URGENT)).code
BREACH_DUE = register(Kind("breach.due", disclosure=Disclosure.B, manner=Manner.URGENT)).code
DUE_IN_DATA = {
    "answer_data_request": DATA_DUE,
    "notify_breach": BREACH_DUE,
    "close_breach": BREACH_DUE,
}
DESTRUCTION_TOLD = register(Kind("destruction.told", disclosure=Disclosure.B)).code
DESTRUCTION_DUE = register(Kind("destruction.due", disclosure=Disclosure.B)).code
DUE_IN_DESTRUCTION = {"decide_destruction", "carry_out_destruction", "finish_destruction"}
HOLD_DUE = register(Kind("hold.due", disclosure=Disclosure.B)).code

REQUEST = ("received", "expired", "declined", "returned", "withdrawn")
OFFER = ("made", "accepted", "declined", "lapsed", "withdrawn")
AGREEMENT = ("proposed", "to_sign", "timed_out")
RELATIONSHIP = ("started", "attention", "paused", "resumed", "reopened", "closed", "ended_early")
CLOSING = ("proposed", "started")
REMATCH = ("requested", "arranged", "to_arrange")
SESSION = ("proposed", "declined", "lapsed", "no_show", "settled", "unreported")
CORRECTION = ("reported", "settled", "assigned", "refused")
MATTER = ("opened",)
COUNSELLING = (
    *("proposed", "to_assign", "assigned", "counsellor_named", "scheduled", "missed"),
    *("not_attended", "to_sign", "statement", "other_signed", "signed", "unsigned"),
    *("received", "reported", "decided", "closed", "withdrawn"),
)
IN_CALENDARS = ("confirmed", "moved", "cancelled")

# Deadlines by name: each has its own reminder, those the shipped policies escalate have their own
# escalation as well.
REMINDED = (
    "draft_unsent",
    "handle_request",
    "handle_rematch",
    "answer_offer",
    "sign_agreement",
    "first_session",
    "next_session",
    "status_update",
    "review",
    "inactivity",
    "resume_pause",
    "reflect",
    "follow_up",
    "answer_proposal",
    "session_ahead",
    "confirm_attendance",
    "handle_correction",
    "handle_matter",
)
ESCALATED = (
    "handle_request",
    "handle_rematch",
    "sign_agreement",
    "first_session",
    "next_session",
    "status_update",
    "review",
    "handle_correction",
    "handle_matter",
)
UNROUTABLE = "escalation.unroutable"
# Deadlines of counselling on performance: lateness of all of them is told in the same words.
OF_COUNSELLING = (
    *("assign_counsellor", "hold_counselling", "counselling_ahead", "sign_form"),
    *("report_result", "decide_follow_up", "do_follow_up"),
)

# What happened and asks nothing of anybody today; offers, terms to sign, proposed times and what
# a coordinator has to hand out leave at once.
NEWS = {
    *("offer.withdrawn", "offer.lapsed", "request.withdrawn", "request.expired"),
    *("agreement.timed_out", "relationship.started", "relationship.paused"),
    *("relationship.resumed", "relationship.reopened", "relationship.closed"),
    *("relationship.ended_early", "rematch.requested", "session.settled", "session.unreported"),
    *("session.no_show", "correction.assigned", "correction.settled", "correction.refused"),
}
# Equal lateness of many is told to who coordinates them as one list.
MANY = "notices/many/overdue.txt"
LISTED = {f"escalation.{name}" for name in (*ESCALATED, "overdue")} - {"escalation.handle_matter"}
# A rotation brings about many matters at once, and each may wait for days.
MANNERS = {"matter": Manner.REMINDED, "reminder": Manner.REMINDED, "escalation": Manner.ESCALATED}

PORTAL_ONLY: tuple[str, ...] = ()


def _declare() -> None:
    groups = {
        "request": REQUEST,
        "offer": OFFER,
        "agreement": AGREEMENT,
        "relationship": RELATIONSHIP,
        "closing": CLOSING,
        "rematch": REMATCH,
        "session": SESSION,
        "correction": CORRECTION,
        "matter": MATTER,
        "reminder": REMINDED,
        "escalation": (*ESCALATED, "overdue", "unroutable"),
    }
    for group, names in groups.items():
        for name in names:
            code = f"{group}.{name}"
            many = MANY if code in LISTED else ""
            register(Kind(code, manner=_manner(group, code), many=many))
    for name in IN_CALENDARS:
        register(Kind(f"session.{name}", calendar=invitation))
    register(Kind("reminder.session_soon", channels=PORTAL_ONLY))
    # Frequent, harmless, and in the same words as what is told of class C: it hides among these.
    register(Kind("session.note_shared", discreet=True))
    _declare_limited()


def _declare_limited() -> None:
    """Class B: to those concerned alone, never to programs or a room."""
    groups = {
        "counselling": (COUNSELLING, Manner.ALONE),
        "reminder": (OF_COUNSELLING, Manner.REMINDED),
        "escalation": (("counselling", "counselling_unroutable"), Manner.ESCALATED),
    }
    for group, (names, manner) in groups.items():
        for name in names:
            register(Kind(f"{group}.{name}", disclosure=Disclosure.B, manner=manner))


def _manner(group: str, code: str) -> Manner:
    return Manner.NEWS if code in NEWS else MANNERS.get(group, Manner.ALONE)


_declare()


def confidential(row: Deadline) -> str:
    """The kind that reminds of a deadline of what is walled, or reports it."""
    if row.name in DUE_IN_DATA:
        return DUE_IN_DATA[row.name]
    if row.name in DUE_IN_DESTRUCTION:
        return DESTRUCTION_DUE
    if row.name == "review_hold":
        return HOLD_DUE
    policy = row.policy_version.value.code
    return CASE_PRESSING if row.name in PRESSING or policy in PRESSING_LEVELS else CASE_TOLD


def reminder(deadline: str, step: Step) -> str:
    """The kind that reminds of a deadline; hours before a session it is said in the portal only."""
    if deadline == "session_ahead" and step.offset.unit in {Unit.HOURS, Unit.MINUTES}:
        return "reminder.session_soon"
    return f"reminder.{deadline}"


def escalation(deadline: str) -> str:
    if deadline in OF_COUNSELLING:
        return "escalation.counselling"
    return f"escalation.{deadline if deadline in ESCALATED else 'overdue'}"


def unroutable(deadline: str) -> str:
    """The kind that says of an escalation that it reached nobody."""
    return f"{escalation(deadline)}_unroutable" if deadline in OF_COUNSELLING else UNROUTABLE
