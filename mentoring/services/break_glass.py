"""Asking for emergency access to the counselling of a person; the rest are transitions."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring import rules
from mentoring.machines.break_glass_codes import (
    SHORTEST_REASON,
    GlassField,
    Opened,
    OpeningGround,
    Silence,
)
from mentoring.models import Appointment, BreakGlass, Person
from mentoring.models.superiors import are_in_line
from mentoring.sealing.notes import new_key, sealed
from mentoring.vocabulary import AppointedRole, Role
from workflows import engine
from workflows.errors import Guarded, InvalidInput, NotPermitted

NOT_APPOINTED = _("Emergency access is asked for by who is appointed for it.")
ABOUT_ONESELF = _("What is kept about you is yours to read without this.")
IN_LINE = _("One of you two is a superior of the other, so somebody else has to ask for it.")
NOBODY = _(
    "Nobody here is appointed who could approve it and sign it off: another officer for emergency"
    " access, a data protection officer or a head of service."
)
SAY_WHY = _("Say in at least 20 characters why it is needed.")


@transaction.atomic
def ask(
    person: Person,
    opens: Opened,
    ground: OpeningGround,
    reason: str,
    *,
    silence: Silence | None = None,
    by: User,
    now: datetime,
) -> BreakGlass:
    """Begin a request; whether there is anything to open is not looked at. `reason` is sealed.

    With `silence`, a safety rule, the person is not told. Raises NotPermitted, Guarded or
    InvalidInput (`reason`), each with words to show.
    """
    me = Person.objects.filter(user=by).first()
    if me is None or not _is_appointed(me, person, now):
        raise NotPermitted(NOT_APPOINTED)
    if me.pk == person.pk:
        raise Guarded(ABOUT_ONESELF)
    day = rules.office_day(now)
    if are_in_line(me.pk, person.pk, day):
        raise Guarded(IN_LINE)
    if len(reason.strip()) < SHORTEST_REASON:
        raise InvalidInput(SAY_WHY, {"reason": [str(SAY_WHY)]})
    draft = BreakGlass(
        key=new_key(now),
        organisation=person.organisation,
        asked_by=me,
        person=person,
        opens=opens,
        ground=ground,
        silence=silence or "",
        asked_at=now,
    )
    draft.as_of = now
    if not draft.people_in(Role.DPO):
        raise Guarded(NOBODY)
    begun = engine.begin(draft, by=by, now=now)
    sealed(begun.key, GlassField.REASON, reason, author=by, at=now).save()
    return begun


def _is_appointed(me: Person, person: Person, now: datetime) -> bool:
    rows = Appointment.objects.at(rules.office_day(now)).filter(
        person=me,
        organisation=person.organisation_id,
        role=AppointedRole.EMERGENCY_OFFICER,
        programme=None,
    )
    return rows.exists()
