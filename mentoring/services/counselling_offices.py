"""Opening counselling for an agency: nothing is offered without a whole duty roster."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, time
from typing import cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from mentoring import rules
from mentoring.models import Appointment, CounsellingOffice, Organisation, Person
from mentoring.models.counselling_office import SESSIONS, WEEKDAYS
from mentoring.services import house_styles
from mentoring.vocabulary import AppointedRole
from workflows import engine
from workflows.actors import Actor
from workflows.errors import NotPermitted

SERVING = (AppointedRole.COUNSELLING_COORDINATOR, AppointedRole.COUNSELLOR)


@dataclass(frozen=True, slots=True)
class Roster:
    """Who answers when, by which telephone, and the agency's own words on whom to call in a crisis.

    `hours` are (weekday, "08:00", "16:00") in the agency's zone, Monday is 0.
    """

    person: Person
    deputy: Person
    telephone: str
    hours: tuple[tuple[int, str, str], ...]
    crisis_id: str
    crisis_en: str
    without_nip: bool = False
    sessions: int = SESSIONS
    extension: int = 0


@transaction.atomic
def keep(
    organisation: Organisation, roster: Roster, *, by: Actor, now: datetime
) -> CounsellingOffice:
    """Open the office with this roster, or put it in the place of the one before.

    Whom to call in a crisis stands below every mail of the organisation from then on.

    NotPermitted unless `by` is a counselling coordinator there; ValidationError by field.
    """
    Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    serving = served_by(organisation, by, now)
    if faults := dict(_faults(roster, {row.person_id for row in serving})):
        raise ValidationError(faults)
    values = {each.name: getattr(roster, each.name) for each in fields(Roster)}
    office, _new = CounsellingOffice.objects.update_or_create(
        organisation=organisation, defaults=values
    )
    style = house_styles.held(organisation, cast("User", by), now)
    style.footer = {"id": roster.crisis_id.split("\n"), "en": roster.crisis_en.split("\n")}
    style.save()
    return office


def served_by(organisation: Organisation, by: Actor, now: datetime) -> Sequence[Appointment]:
    """Who serves counselling there. NotPermitted unless `by` is a counselling coordinator of it."""
    serving = Appointment.objects.filter(organisation=organisation, role__in=SERVING)
    rows = list(serving.at(rules.office_day(now)).select_related("person"))
    mine = (AppointedRole.COUNSELLING_COORDINATOR, getattr(by, "pk", None))
    if mine not in {(row.role, row.person.user_id) for row in rows}:
        raise NotPermitted(engine.NOT_YOURS)
    return rows


def _faults(roster: Roster, serving: Collection[int]) -> Iterator[tuple[str, str]]:
    for name in ("person", "deputy"):
        if getattr(roster, name).pk not in serving:
            yield name, _("Only who is appointed to counselling can stand on the roster.")
    if roster.person == roster.deputy:
        yield "deputy", _("The deputy must be somebody else.")
    for name in ("telephone", "crisis_id", "crisis_en"):
        if not getattr(roster, name).strip():
            yield name, _("This must be said before counselling can be opened.")
    if not roster.hours or not all(map(_is_span, roster.hours)):
        yield "hours", _("Give at least one day with hours that end after they begin.")


def _is_span(span: tuple[int, str, str]) -> bool:
    day, first, last = span
    try:
        begins, ends = time.fromisoformat(first), time.fromisoformat(last)
    except ValueError:
        return False
    return 0 <= day < WEEKDAYS and begins < ends
