"""What somebody is in the portal: their person and hats, what they may ask for, what is unread."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from mentoring.models import Enrolment, Person
from mentoring.permissions import Hat
from mentoring.queries import access
from mentoring.vocabulary import EnrolmentRole
from notifications.models import Notice
from workflows.kept import Kept


@dataclass(frozen=True, slots=True)
class Standing:
    """`person` is None for a user who is nobody of an organisation."""

    hats: frozenset[Hat]
    person: Person | None = None
    learns: bool = False
    unread: int = 0


def of(user: Any, now: datetime) -> Standing:
    """In one statement."""
    person = next(iter(_PERSON(user=user.pk, now=now)), None)
    hats = access.worn(user, person)
    if person is None:
        return Standing(hats)
    return Standing(hats, person, person.__dict__["_learns"], person.__dict__["_unread"])


def _person(user: Any, now: Any) -> QuerySet[Person]:
    enrolled = Enrolment.objects.filter(role=EnrolmentRole.MENTEE, person=OuterRef("pk"))
    unread = Notice.objects.to(user).unread().order_by().values("recipient")
    number = Subquery(unread.annotate(number=Count("pk")).values("number"))
    rows = access.with_hats(Person.objects.filter(user=user), user, now)
    return rows.select_related("user", "unit__calendar").annotate(
        _learns=Exists(enrolled),
        _unread=Coalesce(number, Value(0), output_field=IntegerField()),
    )


_PERSON = Kept(_person)
