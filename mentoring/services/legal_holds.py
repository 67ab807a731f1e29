"""Placing a legal hold; what is being destroyed at that moment can no longer be held."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring import rules
from mentoring.machines.destruction import DestructionState
from mentoring.machines.legal_hold import TO_COME, HoldReason
from mentoring.models import DestructionItem, LegalHold, Organisation, Person
from mentoring.models.data_request import officers
from mentoring.models.destruction import RECORDS
from mentoring.models.legal_hold import held
from workflows import engine
from workflows.errors import Guarded, InvalidInput, NotPermitted

NOT_THE_OFFICER = _("The data protection officer places a hold, on nothing about themselves.")
TOO_LATE = _("Some of it is being destroyed at this moment.")
SAY_WHICH = _("Give either a person or the number of a case.")
SAY_WHY = _("Give the letter or decision it rests on.")


@transaction.atomic
def place(
    organisation: Organisation,
    on: Person | UUID | None,
    why: HoldReason,
    document: str,
    until: date,
    *,
    by: User,
    now: datetime,
) -> LegalHold:
    """Nothing of it is destroyed from now on, until a person lifts it.

    Raises NotPermitted, Guarded or InvalidInput (`name`, `document`, `until`).
    """
    list(Organisation.objects.select_for_update(of=("self",)).filter(pk=organisation.pk))
    person = on if isinstance(on, Person) else None
    answering = officers(organisation, rules.office_day(now), person.pk if person else None)
    if by not in [one.user for one in answering]:
        raise NotPermitted(NOT_THE_OFFICER)
    _check(on, document, until, now)
    draft = LegalHold(
        organisation=organisation,
        person=person,
        case_uid=on if isinstance(on, UUID) else None,
        hold_reason=why,
        document=document.strip(),
        placed_at=now,
        review_at=rules.start_of(until),
    )
    made = engine.begin(draft, by=by, now=now)
    if _is_going(organisation):
        raise Guarded(TOO_LATE)
    return made


def _check(on: Person | UUID | None, document: str, until: date, now: datetime) -> None:
    wrong = {}
    if on is None:
        wrong["name"] = [str(SAY_WHICH)]
    if not document.strip():
        wrong["document"] = [str(SAY_WHY)]
    if until <= rules.office_day(now):
        wrong["until"] = [str(TO_COME)]
    if wrong:
        raise InvalidInput(engine.MEND_INPUT, wrong)


def _is_going(organisation: Organisation) -> bool:
    """Whether something held is in a destruction that can no longer be stopped."""
    going = DestructionItem.objects.filter(
        destruction__organisation=organisation, destruction__state=DestructionState.DESTROYING
    )
    for kind in going.order_by().values_list("kind", flat=True).distinct():
        keys = going.filter(kind=kind).values("subject_id")
        if RECORDS[kind]._base_manager.filter(held(kind), pk__in=keys).exists():
            return True
    return False
