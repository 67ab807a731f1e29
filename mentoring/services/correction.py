"""Reporting that somebody is not one's staff. What follows is a transition of the correction."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring.machines.correction import CorrectionState
from mentoring.models import Correction, PerformanceCounselling, Person, Programme
from mentoring.queries import lateness
from mentoring.queries.lateness import Lateness
from mentoring.services.reminding import told_superior
from notifications.models import Notice
from workflows import engine
from workflows.errors import Guarded, NotPermitted

DECIDED = _("The service coordinator has decided on this already; see what they said.")


@transaction.atomic
def report(notice: Notice, *, by: User, now: datetime) -> Correction:
    """The recipient of an escalation says that the person is not their staff.

    The escalation is resolved again at once, past them. Saying it twice gives back the first.
    Raises NotPermitted, or Guarded when the coordinator has decided on it already.
    """
    late = told_superior(notice, by=by)
    person = lateness.person_below(notice)
    if person is None:
        raise NotPermitted(engine.NOT_YOURS)
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    held = Correction.objects.filter(person=person, superior__user=by)
    if open_one := held.filter(state=CorrectionState.OPEN).first():
        return open_one
    if held.filter(notice=notice).exists():
        raise Guarded(DECIDED)
    return engine.begin(
        Correction(
            organisation=person.organisation,
            programme=_programme(late, person),
            person=person,
            superior=by.person,
            notice=notice,
        ),
        by=by,
        now=now,
    )


def _programme(late: Lateness, person: Person) -> Programme | None:
    """Coordinators of the programme may decide if it is the person's own agency's."""
    rows = Programme.objects.filter(organisation=person.organisation)
    if late.notice.subject_kind == PerformanceCounselling.kind:
        return None
    if late.notice.subject_kind == "session":
        return rows.filter(relationships__sessions=late.notice.subject_id).first()
    return rows.filter(relationships=late.notice.subject_id).first()
