"""Who holds an office: appointed with dates and in a name, ended in a name, entered in the journal.

A head of service appoints; who is head of service, whoever runs the system enters by a letter of
appointment (`manage.py appoint`). Support screens only show it: nobody appoints themselves there.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from mentoring.models import Appointment, JournalEntry, Organisation, Person, Programme
from mentoring.rules import office_day
from mentoring.services import case_lines, journal, offices
from mentoring.vocabulary import AppointedRole
from workflows.actors import Actor

# Whom each office may appoint in its organisation.
APPOINTS: Final[Mapping[AppointedRole, frozenset[AppointedRole]]] = {
    AppointedRole.HEAD: frozenset(AppointedRole) - {AppointedRole.HEAD},
}
# These see what others must not, so whoever appoints does not take them.
CONFIDED: Final = frozenset(
    {
        AppointedRole.COUNSELLING_COORDINATOR,
        AppointedRole.COUNSELLOR,
        AppointedRole.EMERGENCY_OFFICER,
        AppointedRole.AUDITOR,
    }
)
# Of these some for as long as they need to, and no longer.
ENDS: Final = frozenset({AppointedRole.AUDITOR, AppointedRole.EMERGENCY_OFFICER})
# One year of accounts, so that whoever still needs to is appointed anew, in a name.
LONGEST: Final = timedelta(days=366)


@transaction.atomic
def appoint(
    organisation: Organisation,
    person: Person,
    role: AppointedRole,
    first: date,
    last: date | None = None,
    *,
    programme: Programme | None = None,
    by: Actor,
    now: datetime,
) -> Appointment:
    """From the first day to the last, both included, by the office's day; or until further notice.

    The caller has decided that `by` may. Raises ValidationError by field (`name`, `first`, `last`,
    `programme`).
    """
    list(Organisation.objects.select_for_update(of=("self",)).filter(pk=organisation.pk))
    if role in CONFIDED and person.user == by:
        raise ValidationError({"name": _("Nobody appoints themselves to this office.")})
    _check(organisation, person, role, first, last, programme, now)
    made = Appointment.objects.create(
        person=person,
        role=role,
        organisation=organisation,
        programme=programme,
        valid_from=first,
        valid_to=last,
    )
    _enter(made, JournalEntry.What.APPOINTED, by, now)
    offices.follow(now)
    case_lines.follow(now)
    return made


@transaction.atomic
def end(appointment: Appointment, last: date, *, by: Actor, now: datetime) -> bool:
    """The last day, today or later; False if it ends no later already.

    Raises ValidationError by field (`last`).
    """
    if last < office_day(now):
        raise ValidationError({"last": _("This day is over. Please give today or a later day.")})
    rows = Appointment.objects.select_for_update(of=("self",))
    held = rows.select_related("organisation", "person").get(pk=appointment.pk)
    if held.valid_to is not None and held.valid_to <= last:
        return False
    held.valid_to = max(last, held.valid_from)
    held.save(update_fields=["valid_to"])
    _enter(held, JournalEntry.What.APPOINTMENT_ENDED, by, now)
    offices.follow(now)
    return True


def _check(
    organisation: Organisation,
    person: Person,
    role: AppointedRole,
    first: date,
    last: date | None,
    programme: Programme | None,
    now: datetime,
) -> None:
    wrong: dict[str, str] = {}
    if person.organisation_id != organisation.pk or not person.user.is_active:
        wrong["name"] = _("Nobody of that name is in your organisation.")
    wrong |= _unfit_days(role, first, last, now)
    if programme is not None and role != AppointedRole.COORDINATOR:
        wrong["programme"] = _("Only coordinators are appointed for one programme.")
    if not wrong and _held(organisation, person, role, first, last, programme):
        wrong["name"] = _("They hold this office on some of these days already.")
    if wrong:
        raise ValidationError(wrong)


def _unfit_days(
    role: AppointedRole, first: date, last: date | None, now: datetime
) -> Mapping[str, str]:
    wrong: dict[str, str] = {}
    if first < office_day(now):
        wrong["first"] = _("This day is over. Please give today or a later day.")
    if last is None:
        if role in ENDS:
            wrong["last"] = _("Such an appointment needs a last day.")
    elif last < first:
        wrong["last"] = _("The last day is before the first day.")
    elif role in ENDS and last - first >= LONGEST:
        wrong["last"] = _(
            "The last day is at most %(days)d days from the first one, both included; after that"
            " they can be appointed anew."
        ) % {"days": LONGEST.days}
    return wrong


def _held(
    organisation: Organisation,
    person: Person,
    role: AppointedRole,
    first: date,
    last: date | None,
    programme: Programme | None,
) -> bool:
    rows = Appointment.objects.overlapping(first, last)
    same = Q(organisation=organisation, person=person, role=role, programme=programme)
    return rows.filter(same).exists()


def _enter(appointment: Appointment, what: JournalEntry.What, by: Actor, now: datetime) -> None:
    last, programme = appointment.valid_to, appointment.programme
    journal.enter(
        appointment.organisation,
        what,
        about=str(appointment.person.uid),
        by=by,
        now=now,
        role=appointment.role,
        programme=str(programme.uid) if programme else None,
        first=appointment.valid_from.isoformat(),
        last=last.isoformat() if last else None,
    )
