"""Effects of a request about data that reach beyond the request, in one transaction with it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring import rules
from mentoring.machines.case_states import CaseState
from mentoring.machines.data_effects import chosen
from mentoring.models import (
    CLASS_C,
    CaseConsent,
    CounsellingCase,
    DataRequest,
    Destruction,
    PerformanceCounselling,
    Person,
    Relationship,
    Session,
)
from mentoring.models.destruction import RECORDS, approvers
from mentoring.models.legal_hold import held
from mentoring.queries.retention import of_person
from mentoring.services import destructions
from mentoring.vocabulary import AppointedRole
from workflows import engine, hooks, pauses, pausing
from workflows.actors import SystemProcess
from workflows.clock import OutsideTable
from workflows.errors import BeyondCalendar, Guarded
from workflows.machine import Machine
from workflows.models import Pause

CONSENT: Final = SystemProcess("consent_withdrawn")
# How a counselling ends with its consent, each from states of its own.
ENDS: Final = ("withdraw", "withdraw_in_emergency", "end_follow_up")
RESTRICTED: Final = "restricted"
NOBODY_ELSE = _("Nobody else here could approve it: it takes a second person with the office.")
HELD = _("A legal hold stands on some of it. It can be refused with that ground.")
NOTHING = _("There is nothing of it that is over; what is open must be ended first.")
Data = Mapping[str, Any]


@transaction.atomic
def restrict(made: DataRequest, *, by: User, now: datetime, data: Data, version: Any) -> Machine:
    """Their items are frozen, and the working clocks of these stand still, until that day."""
    done = _performed(made, "restrict", by, now, data, version)
    ends = Person.objects.get(pk=made.person_id).restricted_until
    assert ends  # noqa: S101 it has just been set
    try:
        for item in _items(made.person):
            pausing.pause(item, now, ends, RESTRICTED, by=by, now=now)
    except OutsideTable as error:
        raise BeyondCalendar(engine.BEYOND_CALENDAR) from error
    transaction.on_commit(hooks.wake, robust=True)
    return done


@transaction.atomic
def lift(made: DataRequest, *, by: User, now: datetime, data: Data, version: Any) -> Machine:
    """Their items can be worked with again, and the clocks go on."""
    done = _performed(made, "lift_restriction", by, now, data, version)
    targets = list(_items(made.person))
    rows = Pause.objects.filter(target__in=targets, reason=RESTRICTED, ends_at__gt=now)
    for row in rows.order_by("pk"):
        pausing.end_early(row, now, by=by, now=now)
    transaction.on_commit(hooks.wake, robust=True)
    return done


@transaction.atomic
def withdraw_consent(
    made: DataRequest, *, by: User, now: datetime, data: Data, version: Any
) -> Machine:
    """Every counselling of theirs ends with the consent, one in an emergency once that is over;
    whether there is one is not said.

    The cases are taken first, as locks are taken by kind.
    """
    cases = CounsellingCase.objects.filter(client=made.person_id)
    ended = Q(state__in=CounsellingCase.final) | Q(before_emergency=CaseState.WITHDRAWN)
    for case in cases.exclude(ended).order_by("pk"):
        for name in ENDS:
            if name in _possible(case):
                engine.perform(case, name, by=CONSENT, now=now)
    given = CaseConsent.objects.filter(case__client=made.person_id, withdrawn_at=None)
    given.update(withdrawn_at=now)
    return _performed(made, "withdraw_consent", by, now, data, version)


def _possible(case: CounsellingCase) -> set[str]:
    steps = CounsellingCase.transitions().values()
    return {step.name for step in steps if str(case.state) in step.sources}


@transaction.atomic
def propose_erasure(
    made: DataRequest, *, by: User, now: datetime, data: Data, version: Any
) -> Machine:
    """What is over of the kinds chosen is proposed for destruction; a second person approves."""
    done = _performed(made, "propose_erasure", by, now, data, version)
    person, kinds = made.person, chosen(data)
    keys = {kind: of_person(person, kind) for kind in kinds}
    if not any(keys.values()) and not CLASS_C & set(kinds):
        raise Guarded(NOTHING)
    if any(_is_held(kind, found) for kind, found in keys.items()):
        raise Guarded(HELD)
    draft = Destruction(
        organisation=made.organisation,
        request=made,
        person=person,
        proposed_by=by,
        proposed_at=now,
        office=_office(made, by, now),
        kinds=kinds,
        counts=destructions.counted(keys, of_one=True),
    )
    destructions.begin(draft, keys, by, now)
    return done


def _office(made: DataRequest, by: User, now: datetime) -> AppointedRole:
    day = rules.office_day(now)
    for office in (AppointedRole.DPO, AppointedRole.HEAD):
        if approvers(made.organisation_id, day, office, by.pk, made.person):
            return office
    raise Guarded(NOBODY_ELSE)


def _is_held(kind: str, keys: list[int]) -> bool:
    return bool(RECORDS[kind]._base_manager.filter(held(kind), pk__in=keys).exists())


def _performed(
    made: DataRequest, name: str, by: User, now: datetime, data: Data, version: Any
) -> Machine:
    return engine.perform(made, name, by=by, now=now, data=data, expected_version=version)


def _items(person: Person) -> Iterator[str]:
    """What is open of theirs, as pauses name it."""
    for model, part in (
        (Relationship, "mentee"),
        (Session, "mentee"),
        (PerformanceCounselling, "client"),
        (CounsellingCase, "client"),
    ):
        rows: Any = model._base_manager.filter(Q(**{part: person})).exclude(state__in=model.final)
        for pk in rows.order_by("pk").values_list("pk", flat=True):
            yield pauses.of_item(model.kind, pk)
