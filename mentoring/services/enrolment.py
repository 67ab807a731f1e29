"""Taking people into a programme. Whoever comes in is told once: by mail, or by a slip of paper."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from mentoring.models import Enrolment, Person, Practitioner, Programme, Slip
from mentoring.notices.kinds import PROGRAMME_WELCOME
from mentoring.queries.working_hours import copy_time
from mentoring.vocabulary import EnrolmentRole
from notifications import outbox


@transaction.atomic
def enrol(person: Person, programme: Programme, *, role: EnrolmentRole, now: datetime) -> None:
    """Enrol in a role; only the first role of a person in a programme is told of."""
    take_turns(programme)
    enrolments = Enrolment.objects.filter(programme=programme, person=person)
    roles = set(enrolments.values_list("role", flat=True))
    if role not in roles:
        Enrolment.objects.create(programme=programme, person=person, role=role)
    if role == EnrolmentRole.MENTOR:
        Practitioner.objects.get_or_create(person=person)
    if not roles:
        _tell(person, programme, role=role, now=now)


@transaction.atomic
def tell_by_mail(
    person: Person, programme: Programme, *, role: EnrolmentRole, now: datetime
) -> bool:
    """Exchange a slip that nobody has printed yet for a mail, once there is an address."""
    take_turns(programme)
    slips = Slip.objects.filter(person=person, programme=programme, printed_at=None)
    if not person.user.email or not slips.delete()[0]:
        return False
    _tell(person, programme, role=role, now=now)
    return True


def take_turns(programme: Programme) -> None:
    """Hold the programme until the transaction ends: nobody else enrols anybody meanwhile."""
    Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=programme.pk)


def _tell(person: Person, programme: Programme, *, role: EnrolmentRole, now: datetime) -> None:
    if not person.user.email:
        Slip.objects.create(person=person, programme=programme, created_at=now)
        return
    rows = outbox.draft(
        PROGRAMME_WELCOME.code,
        recipient=person.user,
        cause=f"import:{programme.uid}",
        subject_kind="programme",
        subject_id=programme.pk,
        facts={
            "programme": programme.name,
            "organisation": programme.organisation.name,
            "role": role.value,
            **_first_entry(person),
        },
        now=now,
        copy_at=copy_time(person, now),
    )
    outbox.put(rows)


def _first_entry(person: Person) -> dict[str, str]:
    """Whoever has no password yet is led to where a link of their own is mailed to them."""
    if person.user.has_usable_password():
        return {}
    return {"path": reverse("account_reset_password")}
