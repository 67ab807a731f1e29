"""Who is told when something happens in a counselling case: always the same neutral words.

The counselling coordinator hears nothing of a case that went straight to the counsellors.
"""

from mentoring.notices.kinds import CASE_PRESSING, CASE_TOLD
from mentoring.notices.table import Condition, Say, entered, say
from mentoring.vocabulary import Role
from workflows.change import Change

CLIENT, COUNSELLOR, INTAKE = Role.CLIENT, Role.COUNSELLOR, Role.INTAKE
COORDINATOR, DEPUTY, ON_DUTY = Role.COUNSELLING_COORDINATOR, Role.COUNSELLING_DEPUTY, Role.ON_DUTY
BOTH = (CLIENT, COUNSELLOR)
KIND = "counselling_case"


def is_coordinated(change: Change) -> bool:
    subject: object = change.subject
    return getattr(subject, "route", "") == "coordinator"


def _is_in_nobodys_hands(change: Change) -> bool:
    return getattr(change.subject, "counsellor", None) is None


def _and_coordinator(kind: str, *roles: str, when: Condition = is_coordinated) -> tuple[Say, ...]:
    return say(kind, *roles), say(kind, COORDINATOR, when=when)


def _urgent(change: Change) -> bool:
    return is_coordinated(change) and entered("level", "A", "B")(change)


_SAID: dict[str, tuple[Say, ...]] = {
    "begin": (say(CASE_PRESSING, INTAKE),),
    "triage": (say(CASE_TOLD, CLIENT),),
    "change_level": (
        say(CASE_PRESSING, ON_DUTY, when=entered("level", "A", "B")),
        say(CASE_PRESSING, COORDINATOR, when=_urgent),
    ),
    "give_up": _and_coordinator(CASE_TOLD, CLIENT),
    "withdraw": (say(CASE_TOLD, ON_DUTY),),
    "withdraw_in_emergency": _and_coordinator(CASE_TOLD, COUNSELLOR),
    "open_to_coordinator": (say(CASE_TOLD, COORDINATOR),),
    "give_consent": (say(CASE_TOLD, INTAKE),),
    "record_consent": (say(CASE_TOLD, CLIENT),),
    "refuse_consent": (say(CASE_TOLD, INTAKE),),
    "assign": (say(CASE_PRESSING, COUNSELLOR), say(CASE_TOLD, CLIENT)),
    "decline": (say(CASE_PRESSING, INTAKE),),
    "start_service": (say(CASE_TOLD, CLIENT),),
    "propose_hand_over": (say(CASE_TOLD, *BOTH),),
    "agree_to_hand_over": (say(CASE_TOLD, INTAKE),),
    "refuse_hand_over": _and_coordinator(CASE_TOLD, COUNSELLOR),
    "plan_session": (say(CASE_TOLD, CLIENT),),
    "report_session": (say(CASE_TOLD, CLIENT),),
    "grant_sessions": (say(CASE_TOLD, *BOTH),),
    "wait": (say(CASE_TOLD, CLIENT),),
    "resume": (say(CASE_TOLD, *BOTH),),
    "name_substitute": (say(CASE_TOLD, COUNSELLOR),),
    "refuse_substitute": (say(CASE_TOLD, COUNSELLOR),),
    "stand_in": _and_coordinator(CASE_TOLD, *BOTH),
    "give_back": _and_coordinator(CASE_TOLD, *BOTH),
    "lose_counsellor": _and_coordinator(CASE_TOLD, CLIENT),
    "send_elsewhere": (
        say(CASE_PRESSING, INTAKE, when=_is_in_nobodys_hands),
        say(CASE_TOLD, CLIENT),
    ),
    "propose_referral": (say(CASE_TOLD, CLIENT),),
    "agree_to_referral": (say(CASE_TOLD, COUNSELLOR),),
    "refuse_referral": (say(CASE_TOLD, COUNSELLOR),),
    "refer_for_safety": _and_coordinator(CASE_TOLD, CLIENT),
    "note_referral_accepted": (say(CASE_TOLD, CLIENT),),
    "note_referral_done": (say(CASE_TOLD, CLIENT),),
    "note_referral_rejected": (say(CASE_TOLD, CLIENT),),
    "revoke_referral": (say(CASE_TOLD, *BOTH),),
    "declare_emergency": (
        *_and_coordinator(CASE_PRESSING, COUNSELLOR, DEPUTY),
        say(CASE_TOLD, CLIENT),
    ),
    "end_emergency": _and_coordinator(CASE_TOLD, *BOTH),
    "propose_closing": (say(CASE_TOLD, *BOTH),),
    "start_closing": (say(CASE_TOLD, *BOTH),),
    "reopen": (say(CASE_TOLD, *BOTH),),
    "close": (say(CASE_TOLD, CLIENT),),
}
CASE_NOTICES = {(KIND, name): lines for name, lines in _SAID.items()}
