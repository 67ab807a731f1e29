"""What we say: every kind of notice of the domain, declared once."""

from mentoring.notices.invitation import invitation
from notifications.kinds import Kind, register
from workflows.policy import Step, Unit

PROGRAMME_WELCOME = register(Kind("programme.welcome"))
DEPUTY = register(Kind("absence.deputy"))

REQUEST = ("received", "expired", "declined", "returned", "withdrawn")
OFFER = ("made", "accepted", "declined", "lapsed", "withdrawn")
AGREEMENT = ("proposed", "to_sign", "timed_out")
RELATIONSHIP = ("started", "attention", "paused", "resumed", "reopened", "closed", "ended_early")
CLOSING = ("proposed", "started")
REMATCH = ("requested", "to_arrange")
SESSION = ("proposed", "declined", "lapsed", "no_show", "settled", "unreported")
CORRECTION = ("reported", "settled", "assigned", "refused")
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
)
UNROUTABLE = "escalation.unroutable"

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
        "reminder": REMINDED,
        "escalation": (*ESCALATED, "overdue", "unroutable"),
    }
    for group, names in groups.items():
        for name in names:
            register(Kind(f"{group}.{name}"))
    for name in IN_CALENDARS:
        register(Kind(f"session.{name}", calendar=invitation))
    register(Kind("reminder.session_soon", channels=PORTAL_ONLY))
    register(Kind("session.note_shared", channels=PORTAL_ONLY))


_declare()


def reminder(deadline: str, step: Step) -> str:
    """The kind that reminds of a deadline; hours before a session it is said in the portal only."""
    if deadline == "session_ahead" and step.offset.unit in {Unit.HOURS, Unit.MINUTES}:
        return "reminder.session_soon"
    return f"reminder.{deadline}"


def escalation(deadline: str) -> str:
    return f"escalation.{deadline if deadline in ESCALATED else 'overdue'}"
