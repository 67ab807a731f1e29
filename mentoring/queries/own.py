"""What is of class C to somebody: their own cases, those they counsel, those they take in."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from mentoring import rules
from mentoring.machines.case_reasons import NoteField, Topic
from mentoring.models import (
    AccessRecord,
    Appointment,
    CaseEmergency,
    CaseReferral,
    CaseSession,
    ConsentText,
    CounsellingCase,
    CounsellingOffice,
    Organisation,
    Person,
    SealedNote,
)
from mentoring.queries import access
from mentoring.queries.break_glass import kept_from
from mentoring.vocabulary import AppointedRole

A_PAGE = 100


def cases(user: Any, now: datetime) -> Sequence[Any]:
    """Open ones first, the newest first, each knowing the user's relations to it."""
    rows = access.rows_with_relations("counselling_case", user, now)
    over = Q(state__in=CounsellingCase.final)
    found = rows.select_related(*CounsellingCase.related).annotate(over=over)
    return list(found.order_by("over", "-begun_at", "-pk")[:A_PAGE])


def office_of(person: Person | None) -> CounsellingOffice | None:
    if person is None:
        return None
    rows = CounsellingOffice.objects.select_related("organisation", "person", "deputy")
    return rows.filter(organisation=person.organisation_id).first()


def coordinated(user: Any, now: datetime) -> Sequence[Organisation]:
    """Where the user is appointed counselling coordinator."""
    held = Appointment.objects.filter(
        person__user=user, role=AppointedRole.COUNSELLING_COORDINATOR
    ).at(rules.office_day(now))
    rows = Organisation.objects.filter(pk__in=held.values("organisation"))
    return list(rows.order_by("name"))


def consent_texts(organisation: Organisation) -> Sequence[ConsentText]:
    """The agency's own versions, the newest first."""
    return list(ConsentText.objects.filter(organisation=organisation).order_by("-number")[:A_PAGE])


def agreed_text(case: CounsellingCase) -> ConsentText | None:
    """The version the client has agreed to, whatever came after it."""
    given = case.consents.select_related("text").order_by("-given_at", "-pk").first()
    return given.text if given else None


def serving(organisation: Organisation, now: datetime) -> Sequence[Person]:
    """Whoever can stand on the duty roster."""
    roles = (AppointedRole.COUNSELLING_COORDINATOR, AppointedRole.COUNSELLOR)
    held = Appointment.objects.filter(organisation=organisation, role__in=roles)
    people = Person.objects.filter(pk__in=held.at(rules.office_day(now)).values("person"))
    return list(people.order_by("name", "pk"))


def counsellors(case: CounsellingCase, now: datetime) -> Sequence[Person]:
    """To whom the case can be given; who may not have it is left out."""
    held = Appointment.objects.filter(
        organisation=case.organisation_id, role=AppointedRole.COUNSELLOR
    )
    people = Person.objects.filter(pk__in=held.at(rules.office_day(now)).values("person"))
    day = rules.office_day(now)
    out = {case.client_id, *case.out} | ({case.counsellor_id} if case.counsellor_id else set())
    able = people.filter(user__is_active=True).exclude(restricted_until__gt=now)
    rows = able.exclude(pk__in=out).order_by("name", "pk")
    return [person for person in rows if not case.is_in_line(person, day)]


def notes(case: CounsellingCase, user: Any, now: datetime) -> Sequence[SealedNote]:
    """Those the user sees that they are there; reading one is another matter."""
    rows = SealedNote.objects.visible_to(user, now).filter(key=case.key_id)
    return list(rows.select_related("author").order_by("created_at", "pk"))


def readers(case: CounsellingCase) -> Sequence[AccessRecord]:
    """Who opened what, the latest first, as the client may know it."""
    rows = AccessRecord.objects.filter(key=case.key_id).exclude(kept_from(case.client_id))
    rows = rows.select_related("actor", "note")
    return list(rows.order_by("-number")[:A_PAGE])


def sessions(case: CounsellingCase) -> QuerySet[CaseSession]:
    """The latest first."""
    return CaseSession.objects.filter(case=case.pk).order_by("-starts_at")


def referrals(case: CounsellingCase) -> QuerySet[CaseReferral]:
    return CaseReferral.objects.filter(case=case.pk).order_by("number")


def emergencies(case: CounsellingCase) -> QuerySet[CaseEmergency]:
    """The latest first."""
    return CaseEmergency.objects.filter(case=case.pk).order_by("-declared_at")


def named(field: str) -> str:
    return str(NoteField(field).label)


def worded(field: str, text: str) -> str:
    """A sealed text as it is read: what was chosen from a list is kept as its code."""
    chosen = field == NoteField.TOPIC and text in Topic.values
    return str(Topic(text).label) if chosen else text


def found(organisation: Organisation, who: str) -> Person | None:
    """The one person of that whole number or name; None if there is none, or more than one."""
    rows = Person.objects.filter(Q(nip=who) | Q(name__iexact=who), organisation=organisation)
    people = list(rows.select_related("user", "organisation").order_by("pk")[:2])
    return people[0] if len(people) == 1 else None
