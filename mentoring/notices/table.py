"""Who is told what when somebody acts: one line per notice, in the order of the processes.

Whoever acts is not told of it, save by an entry for their calendar. A person named by several
lines of one change hears the first that fits.
"""

from collections.abc import Callable
from dataclasses import dataclass

from mentoring.vocabulary import Role
from workflows.change import Change

MENTEE, PRACTITIONER = Role.MENTEE, Role.PRACTITIONER
OFFERED, COORDINATOR = Role.OFFERED_PRACTITIONER, Role.COORDINATOR
PAIR = (MENTEE, PRACTITIONER)
CLIENT, COUNSELLOR = Role.CLIENT, Role.COUNSELLOR
APPRAISER, ADDRESSEE = Role.APPRAISER, Role.ADDRESSEE
FORMER = "former_practitioner"

Condition = Callable[[Change], bool]


def always(_change: Change) -> bool:
    return True


def came_from(*states: str) -> Condition:
    return lambda change: change.before in states


def led_to(*states: str) -> Condition:
    return lambda change: str(change.subject.state) in states


def entered(name: str, *values: str) -> Condition:
    """That the person who acted entered one of these values."""
    return lambda change: change.data.get(name) in values


def waits(change: Change) -> bool:
    """That a counsellor has to be found for what is proposed."""
    return not getattr(change.subject, "is_taken_on", False)


@dataclass(frozen=True, slots=True)
class Say:
    """`until` names the deadline whose due time the notice states."""

    kind: str
    roles: tuple[str, ...]
    when: Condition = always
    until: str = ""
    actor_too: bool = False


def say(
    kind: str,
    *roles: str,
    when: Condition = always,
    until: str = "",
    actor_too: bool = False,
) -> Say:
    return Say(kind, roles, when, until, actor_too)


ON_CALENDARS = came_from("confirmed", "rescheduled")
NOT_ON_CALENDARS = came_from("proposed")

FORM_SIGNED = (
    say("counselling.signed", COUNSELLOR, when=led_to("signed"), until="report_result"),
    say("counselling.other_signed", CLIENT, COUNSELLOR, when=led_to("written")),
)

COUNSELLING: dict[str, tuple[Say, ...]] = {
    "begin": (
        say("counselling.proposed", CLIENT),
        say("counselling.to_assign", COORDINATOR, when=waits, until="assign_counsellor"),
    ),
    "assign": (
        say("counselling.assigned", COUNSELLOR, until="hold_counselling"),
        say("counselling.counsellor_named", CLIENT, APPRAISER),
    ),
    "take_on": (say("counselling.counsellor_named", CLIENT),),
    "schedule": (say("counselling.scheduled", CLIENT),),
    "report_no_show": (
        say("counselling.missed", CLIENT, APPRAISER, when=led_to("assigned")),
        say(
            "counselling.not_attended",
            *(CLIENT, APPRAISER, Role.SUPERIOR_OF_APPRAISER),
            when=led_to("not_attended"),
        ),
    ),
    "write_form": (say("counselling.to_sign", CLIENT),),
    "add_statement": (say("counselling.statement", COUNSELLOR),),
    **dict.fromkeys(("sign", "sign_by_file", "enter_scan"), FORM_SIGNED),
    "go_without_signature": (say("counselling.unsigned", CLIENT),),
    "report": (
        say("counselling.received", ADDRESSEE, until="decide_follow_up"),
        say("counselling.reported", CLIENT, APPRAISER),
    ),
    "decide_follow_up": (
        say("counselling.decided", CLIENT, COUNSELLOR, when=led_to("follow_up")),
        say("counselling.closed", CLIENT, COUNSELLOR, APPRAISER, when=led_to("closed")),
    ),
    "complete_follow_up": (say("counselling.closed", CLIENT, COUNSELLOR, APPRAISER),),
    "withdraw": (say("counselling.withdrawn", CLIENT, COUNSELLOR, COORDINATOR),),
    "break_off": (say("counselling.withdrawn", CLIENT, COUNSELLOR, APPRAISER),),
}

NOTICES: dict[tuple[str, str], tuple[Say, ...]] = {
    ("relationship", "submit"): (say("request.received", COORDINATOR, until="handle_request"),),
    ("relationship", "expire"): (say("request.expired", MENTEE),),
    ("relationship", "decline_request"): (say("request.declined", MENTEE),),
    ("relationship", "withdraw"): (
        say("offer.withdrawn", OFFERED, when=came_from("offered")),
        say("request.withdrawn", COORDINATOR, when=came_from("requested", "offered")),
    ),
    ("relationship", "offer"): (say("offer.made", OFFERED, until="answer_offer"),),
    ("relationship", "accept"): (say("offer.accepted", MENTEE, until="sign_agreement"),),
    ("relationship", "decline"): (
        say("offer.declined", MENTEE),
        say("request.returned", COORDINATOR, until="handle_request"),
    ),
    ("relationship", "lapse"): (
        say("offer.lapsed", MENTEE),
        say("request.returned", COORDINATOR, until="handle_request"),
    ),
    ("relationship", "withdraw_offer"): (say("offer.withdrawn", OFFERED),),
    ("relationship", "propose_terms"): (say("agreement.proposed", *PAIR),),
    ("relationship", "sign"): (
        say("relationship.started", *PAIR, when=led_to("active"), until="first_session"),
        say("agreement.to_sign", *PAIR, when=led_to("agreement")),
    ),
    ("relationship", "time_out"): (say("agreement.timed_out", *PAIR, COORDINATOR),),
    ("relationship", "update_status"): (
        say("relationship.attention", COORDINATOR, when=entered("status", "attention", "stalled")),
    ),
    ("relationship", "pause"): (say("relationship.paused", *PAIR),),
    ("relationship", "resume"): (say("relationship.resumed", *PAIR, until="first_session"),),
    ("relationship", "request_rematch"): (
        say("rematch.requested", MENTEE, FORMER),
        say("rematch.to_arrange", COORDINATOR, until="handle_rematch"),
    ),
    ("relationship", "hand_over"): (
        say("rematch.arranged", MENTEE, FORMER),
        say("rematch.to_arrange", COORDINATOR, until="handle_rematch"),
    ),
    ("relationship", "end_early"): (say("relationship.ended_early", *PAIR, COORDINATOR),),
    ("relationship", "propose_closing"): (say("closing.proposed", *PAIR, until="reflect"),),
    ("relationship", "start_closing"): (say("closing.started", *PAIR, until="reflect"),),
    ("relationship", "reopen"): (say("relationship.reopened", *PAIR),),
    ("relationship", "reflect"): (say("relationship.closed", *PAIR, when=led_to("closed")),),
    ("relationship", "close"): (say("relationship.closed", *PAIR),),
    ("session", "begin"): (say("session.proposed", Role.INVITED),),
    ("session", "confirm"): (say("session.confirmed", *PAIR, actor_too=True),),
    ("session", "decline_time"): (
        say("session.cancelled", *PAIR, when=ON_CALENDARS, actor_too=True),
        say("session.declined", Role.PROPOSER, when=NOT_ON_CALENDARS),
    ),
    ("session", "move"): (
        say("session.moved", *PAIR, when=ON_CALENDARS, actor_too=True),
        say("session.proposed", Role.INVITED, when=NOT_ON_CALENDARS),
    ),
    ("session", "cancel"): (
        say("session.cancelled", *PAIR, when=ON_CALENDARS, actor_too=True),
        say("session.cancelled", *PAIR, when=NOT_ON_CALENDARS),
    ),
    ("session", "lapse"): (
        say("session.cancelled", *PAIR, when=ON_CALENDARS),
        say("session.lapsed", *PAIR, when=NOT_ON_CALENDARS),
    ),
    ("session", "call_off"): (say("session.cancelled", *PAIR, when=ON_CALENDARS, actor_too=True),),
    ("session", "report_no_show"): (say("session.no_show", *PAIR),),
    ("session", "settle"): (
        say("session.unreported", *PAIR, when=led_to("cancelled")),
        say("session.settled", Role.UNCONFIRMED, when=led_to("held")),
    ),
    ("session", "file_note"): (say("session.note_shared", *PAIR, when=entered("kind", "shared")),),
    ("correction", "begin"): (say("correction.reported", COORDINATOR, until="handle_correction"),),
    ("correction", "settle"): (
        say("correction.settled", Role.REPORTER, actor_too=True),
        say("correction.assigned", Role.RIGHT_SUPERIOR),
    ),
    ("correction", "refuse"): (say("correction.refused", Role.REPORTER, actor_too=True),),
    ("matter", "begin"): (say("matter.opened", COORDINATOR, until="handle_matter"),),
    **{("performance_counselling", name): lines for name, lines in COUNSELLING.items()},
}

# What a change makes untrue: mail copies of these kinds that have not left yet are withdrawn.
_SESSION_TALK = ("session.proposed", "session.confirmed", "session.moved")
_REQUESTS = ("request.received", "request.returned", "rematch.to_arrange")
MOOT: dict[tuple[str, str], tuple[str, ...]] = {
    ("relationship", "offer"): _REQUESTS,
    ("relationship", "decline_request"): _REQUESTS,
    ("relationship", "accept"): ("offer.made",),
    ("relationship", "decline"): ("offer.made",),
    ("session", "confirm"): ("session.proposed",),
    ("correction", "settle"): ("correction.reported",),
    ("correction", "refuse"): ("correction.reported",),
    ("matter", "decide"): ("matter.opened",),
    ("matter", "lapse"): ("matter.opened",),
    **{
        ("performance_counselling", name): ("counselling.to_assign",)
        for name in ("assign", "take_on", "withdraw", "break_off")
    },
    ("relationship", "withdraw"): ("request.received", "request.returned", "offer.made"),
    ("relationship", "withdraw_offer"): ("offer.made",),
    ("relationship", "lapse"): ("offer.made",),
    **{
        ("session", transition): _SESSION_TALK
        for transition in ("move", "cancel", "decline_time", "lapse", "call_off")
    },
}
