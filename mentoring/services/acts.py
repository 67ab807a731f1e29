"""One way to make a change that a person asks for: by the engine, and what belongs to it beside."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from accounts.models import User
from mentoring.machines.destruction import DestructionState
from mentoring.models import CounsellingCase, Destruction
from mentoring.services import case_emergencies, case_names, data_effects, destructions
from workflows import engine
from workflows.machine import Machine
from workflows.offers import Possibility, offers

# Changes that reach further than one subject.
WIDER: Final[Mapping[tuple[str, str], Callable[..., Machine]]] = {
    ("counselling_case", case_emergencies.DECLARE): case_emergencies.declare,
    ("counselling_case", "keep_out"): case_names.keep_out,
    ("counselling_case", "let_in"): case_names.let_in,
    ("data_request", "restrict"): data_effects.restrict,
    ("data_request", "lift_restriction"): data_effects.lift,
    ("data_request", "withdraw_consent"): data_effects.withdraw_consent,
    ("data_request", "propose_erasure"): data_effects.propose_erasure,
}


def offered(subject: Machine, *, by: User, now: datetime) -> Sequence[Possibility]:
    """What `perform` would do for this person now, and for the rest the reason why not."""
    possible = offers(subject, by=by, now=now)
    if isinstance(subject, CounsellingCase):
        return case_emergencies.offered(subject, possible, by=by, now=now)
    return possible


def perform(
    subject: Any, name: str, *, by: User, now: datetime, data: Mapping[str, Any], version: Any
) -> Machine:
    """As `engine.perform`, with the same errors; `version` is what the person was looking at."""
    if wider := WIDER.get((subject.kind, name)):
        return wider(subject, by=by, now=now, data=data, version=version)
    done: Machine = engine.perform(
        subject, name, by=by, now=now, data=data, expected_version=version
    )
    return done


def settle(subject: Machine, now: datetime) -> Machine | None:
    """What follows once a change of it is stored and cannot be taken back any more.

    Destroying follows the act at once; what fails of it is tried again by itself. The subject as
    it stands then, None if nothing follows.
    """
    if subject.kind != Destruction.kind:
        return None
    going = Destruction.objects.filter(pk=subject.pk, state=DestructionState.DESTROYING)
    made = going.first()
    return destructions.finish(made, now) if made else None
