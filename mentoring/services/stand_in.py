"""A superior who is away says who acts for them; what is overdue goes on to that one at once."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from mentoring.models import Absence, Assignment, Organisation, Person
from mentoring.notices import anew, facts
from mentoring.notices.kinds import DEPUTY
from mentoring.notices.names import named
from mentoring.queries import lateness
from mentoring.queries.working_hours import copy_time
from mentoring.services import rights
from mentoring.services.absence import state_away, today_of
from mentoring.services.journal import What
from mentoring.services.reminding import told_superior
from mentoring.vocabulary import Acting
from notifications import outbox
from notifications.models import Notice
from workflows import hooks, writer


@transaction.atomic
def stand_in(
    notice: Notice,
    starts_on: date,
    ends_on: date,
    deputy: Person | None = None,
    *,
    by: User,
    now: datetime,
) -> Absence:
    """The recipient of an escalation is away on these days; `deputy` acts for them (Plh.).

    If they are away today, what they were told and is still awaited is resolved again: it goes to
    the deputy, without one to the next superior. Saying it again changes nothing. Raises
    ValidationError by field (`starts_on`, `ends_on`, `name`), NotPermitted for anybody else.
    """
    told_superior(notice, by=by)
    person = by.person
    # Before anything else is locked, as whoever appoints does it.
    list(Organisation.objects.select_for_update(of=("self",)).filter(pk=person.organisation_id))
    absence = _covering(person, starts_on, ends_on) or state_away(
        person, starts_on, ends_on, by=by, now=now
    )
    if deputy is not None:
        _check(person, deputy, starts_on, ends_on, notice)
        _appoint(person, deputy, starts_on, ends_on, now)
    if starts_on <= today_of(person, now) <= ends_on:
        _pass_on(person, absence, now)
    transaction.on_commit(hooks.wake, robust=True)
    return absence


def _covering(person: Person, starts_on: date, ends_on: date) -> Absence | None:
    """Days said before that include these, as when a deputy is named afterwards."""
    if ends_on < starts_on:
        return None
    rows = Absence.objects.filter(person=person, starts_on__lte=starts_on, ends_on__gte=ends_on)
    return rows.order_by("pk").first()


def _check(person: Person, deputy: Person, starts_on: date, ends_on: date, notice: Notice) -> None:
    concerned = {each.pk for each in facts.parties(anew.subject_of(notice))}
    names = {"name": deputy.display_name}
    if deputy.pk == person.pk:
        raise ValidationError({"name": _("Nobody can act for themselves.")})
    if deputy.organisation_id != person.organisation_id or not deputy.user.is_active:
        raise ValidationError({"name": _("Nobody of that name is in your organisation.")})
    if deputy.pk in concerned:
        raise ValidationError(
            {"name": _("%(name)s is part of the matter and cannot be told of it.") % names}
        )
    away = Absence.objects.filter(person=deputy, starts_on__lte=ends_on, ends_on__gte=starts_on)
    if away.exists():
        raise ValidationError({"name": _("%(name)s is away on these days too.") % names})


def _appoint(person: Person, deputy: Person, starts_on: date, ends_on: date, now: datetime) -> None:
    made, is_new = Assignment.objects.get_or_create(
        person=deputy,
        acting_for=person,
        acting=Acting.PLH,
        valid_from=starts_on,
        valid_to=ends_on,
        defaults={
            "unit": person.unit,
            "title": person.position or person.unit.name,
            "level": person.level,
        },
    )
    if is_new:
        rights.enter_row(made, rights.POST, What.POST_CHANGED, by=person.user, now=now)
        outbox.put(
            outbox.draft(
                DEPUTY.code,
                recipient=deputy.user,
                cause=f"assignment:{made.pk}",
                subject_kind="assignment",
                subject_id=made.pk,
                facts={
                    **named("absent", person),
                    "first": starts_on.isoformat(),
                    "last": ends_on.isoformat(),
                },
                now=now,
                copy_at=copy_time(deputy, now),
            )
        )


def _pass_on(person: Person, absence: Absence, now: datetime) -> None:
    told = lateness.told_to(person, now)
    effects = anew.effects(told, why=f"away:{absence.pk}", now=now)
    for update in effects.updates:
        update.rows.update(**update.values)
    writer.insert(effects.rows)
