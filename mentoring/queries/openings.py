"""Where somebody can ask for help: the programmes they are mentee of, and who helps in them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from mentoring import rules
from mentoring.models import Practitioner, Programme, Qualification
from mentoring.queries import access
from mentoring.vocabulary import EnrolmentRole

MOST = 10


def programmes(user: Any, day: date) -> list[Programme]:
    """Those that run on a day and in which the user is a mentee."""
    rows = Programme.objects.filter(
        enrolments__person__user=user,
        enrolments__role=EnrolmentRole.MENTEE,
        starts_on__lte=day,
        ends_on__gte=day,
    )
    return list(rows.select_related("organisation").order_by("name", "pk"))


def practitioners(
    programme: Programme, user: Any, now: datetime, *, name: str, uid: UUID | None
) -> list[Practitioner]:
    """Qualified ones the user may ask in a programme, by uid, else by a part of the name."""
    wanted = Q(uid=uid) if uid else Q(person__name__icontains=name)
    held = Qualification.objects.filter(person=OuterRef("person"), discipline=programme.discipline)
    rows = access.rows("practitioner", user, now).filter(wanted)
    rows = rows.filter(Exists(held.at(rules.office_day(now)))).exclude(person__user=user)
    return list(rows.select_related("person__unit").order_by("person__name", "pk")[:MOST])
