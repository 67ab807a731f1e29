"""Whoever has had the use of their data restricted: their items are kept, and nothing is done.

As mentor, coach or counsellor they are proposed to nobody new (`takes_on_others` of the guards, and
the lists of who could be). What they have in hand goes on: it is the others' right, and a public
duty."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from mentoring.models import CounsellingCase, PerformanceCounselling, Relationship, Session
from workflows import hooks
from workflows.machine import SYSTEM, Machine, Transition

RESTRICTED = _(
    "The use of this person's data is restricted: it is kept, and nothing is done with it until"
    " the restriction ends or is lifted."
)
FROZEN: Final = frozenset(
    {Relationship.kind, Session.kind, PerformanceCounselling.kind, CounsellingCase.kind}
)
# What ends it, and what the safety of somebody asks for.
STILL_POSSIBLE: Final = frozenset(
    {"withdraw", "withdraw_in_emergency", "end_early", "cancel", "break_off"}
    | {"decline", "decline_time"}
    | {"acknowledge", "declare_emergency", "add_told", "end_emergency"}
)


@hooks.veto
def frozen(subject: Machine, declared: Transition) -> Any:
    if subject.kind not in FROZEN or declared.name in STILL_POSSIBLE:
        return None
    if SYSTEM in subject.acting_roles:
        return None
    part = "mentee" if hasattr(type(subject), "mentee") else "client"
    if getattr(subject, f"{part}_id") is None:
        return None
    return RESTRICTED if getattr(subject, part).is_restricted(subject.as_of) else None
