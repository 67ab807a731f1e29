"""An emergency of a counselling case, in whatever state; what has ended stays as it ended.

After an end a new case begins that goes on with the ended one and is an emergency from its first
moment on, by the one act of declaring it. Nothing sealed is carried over, nor any consent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring import rules
from mentoring.machines.case_states import AT_HAND, COORDINATOR
from mentoring.models import CounsellingCase
from mentoring.services import counselling_case
from workflows import engine, reading
from workflows.errors import Guarded, NotPermitted, Refused
from workflows.machine import Machine
from workflows.offers import Possibility

DECLARE: Final = "declare_emergency"
GOES_ON_ANEW = _(
    "This has ended. A new case begins that goes on with it, and it is an emergency from the first"
    " moment on."
)
ERASED = _("This was erased, so nothing goes on from here. Enter a request instead.")
COORDINATOR_TAKES_IN = _(
    "This has ended, and the counselling coordinator takes in what begins anew. Tell them, or call"
    " the number of the service."
)
NOT_OF_THE_POOL = _("Only who is appointed as counsellor takes in what begins anew.")


def declare(
    case: CounsellingCase, *, by: User, now: datetime, data: Mapping[str, Any], version: Any
) -> Machine:
    """The case in its emergency: this one, or after its end the new one that goes on with it."""
    if case.is_open(str(case.state)):
        return engine.perform(case, DECLARE, by=by, now=now, data=data, expected_version=version)
    with transaction.atomic():
        ended = reading.read(CounsellingCase, case.pk, by=by, now=now)
        if refused := _refusal(ended, by, now):
            raise refused
        begun = counselling_case.go_on(ended, by=by, now=now)
        return engine.perform(begun, DECLARE, by=by, now=now, data=data)


def offered(
    case: CounsellingCase, possible: Sequence[Possibility], *, by: User, now: datetime
) -> Sequence[Possibility]:
    """What the machine offers of a case, and after its end that an emergency can be declared."""
    if case.is_open(str(case.state)):
        return possible
    found = {each.transition.name: each for each in possible}
    if str(found[DECLARE].reason) == str(engine.NOT_YOURS):
        return possible
    refused = _refusal(reading.read(CounsellingCase, case.pk, by=by, now=now), by, now)
    reason = "" if refused is None else str(refused)
    found[DECLARE] = replace(found[DECLARE], allowed=not reason, reason=reason)
    return list(found.values())


def _refusal(ended: CounsellingCase, by: User, now: datetime) -> Refused | None:
    """Why not, of an ended case that was read for whoever asks."""
    held = ended.acting_roles
    if not AT_HAND & held:
        return NotPermitted(engine.NOT_YOURS)
    if ended.key.destroyed_at is not None:
        return Guarded(ERASED)
    if ended.is_for_counsellors:
        return (
            None if ended.may_hold(by.person, rules.office_day(now)) else Guarded(NOT_OF_THE_POOL)
        )
    return None if COORDINATOR in held else Guarded(COORDINATOR_TAKES_IN)
