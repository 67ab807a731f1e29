"""What somebody is in the portal: their person, whether they may ask for help, what is unread."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from mentoring.models import Enrolment, Person
from mentoring.vocabulary import EnrolmentRole
from notifications.models import Notice


@dataclass(frozen=True, slots=True)
class Standing:
    """`person` is None for a user who is nobody of an organisation."""

    person: Person | None = None
    learns: bool = False
    unread: int = 0


def of(user: Any) -> Standing:
    """In one statement."""
    enrolled = Enrolment.objects.filter(role=EnrolmentRole.MENTEE, person=OuterRef("pk"))
    unread = Notice.objects.inbox_of(user).unread().order_by().values("recipient")
    number = Subquery(unread.annotate(number=Count("pk")).values("number"))
    person = (
        Person.objects.filter(user=user)
        .select_related("user", "unit__calendar")
        .annotate(
            _learns=Exists(enrolled),
            _unread=Coalesce(number, Value(0), output_field=IntegerField()),
        )
        .first()
    )
    if person is None:
        return Standing()
    return Standing(person, person.__dict__["_learns"], person.__dict__["_unread"])
