"""Asking for a mentor or coach. Everything after that is a transition of the relationship."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mentoring import rules
from mentoring.models import Enrolment, Person, Practitioner, Programme, Relationship
from mentoring.vocabulary import EnrolmentRole
from workflows import engine
from workflows.actors import Actor
from workflows.errors import Guarded, NotPermitted

ONLY_FOR_ONESELF = _("A request is made by the mentee.")
NOT_ENROLLED = _("Only mentees of the programme can ask for a mentor or coach in it.")
PROGRAMME_IS_OVER = _("The programme does not run at present.")
NOT_ONESELF = _("Nobody can be their own mentor or coach.")


@transaction.atomic
def ask(
    programme: Programme,
    mentee: Person,
    aim: str = "",
    named_practitioner: Practitioner | None = None,
    *,
    by: Actor,
    now: datetime,
    submit: bool = False,
) -> Relationship:
    """Begin a request as a draft, or send it at once. `aim` is content of class A.

    Raises NotPermitted or Guarded with a reason to show.
    """
    _permit(programme, mentee, named_practitioner, by, now)
    draft = engine.begin(
        Relationship(
            programme=programme,
            organisation=programme.organisation,
            discipline=programme.discipline,
            mentee=mentee,
            named_practitioner=named_practitioner,
            aim=aim,
        ),
        by=by,
        now=now,
    )
    return engine.perform(draft, "submit", by=by, now=now) if submit else draft


def _permit(
    programme: Programme, mentee: Person, named: Practitioner | None, by: Actor, now: datetime
) -> None:
    if mentee.user != by:
        raise NotPermitted(ONLY_FOR_ONESELF)
    enrolled = Enrolment.objects.filter(
        programme=programme, person=mentee, role=EnrolmentRole.MENTEE
    )
    if not enrolled.exists():
        raise Guarded(NOT_ENROLLED)
    if not programme.starts_on <= rules.office_day(now) <= programme.ends_on:
        raise Guarded(PROGRAMME_IS_OVER)
    if named is not None and named.person_id == mentee.pk:
        raise Guarded(NOT_ONESELF)
