"""Counsellings on performance: their sealed notes, and who could be whose counsellor or client."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from mentoring import rules, superiority
from mentoring.machines.performance_fields import SIDES
from mentoring.models import (
    Appointment,
    PerformanceCounselling,
    Person,
    Qualification,
    ReportingLine,
    SealedNote,
    Upload,
)
from mentoring.models.performance import TEXTS
from mentoring.queries import access
from mentoring.vocabulary import COUNSELLING, AppointedRole, LineKind

MOST = 50


def signatures(item: PerformanceCounselling) -> Mapping[str, Upload]:
    """The files somebody has signed with, by side; their content stays unread."""
    held = {side: getattr(item, f"{side}_signature_id") for side in SIDES}
    wanted = [pk for pk in held.values() if pk]
    if not wanted:
        return {}
    rows = Upload.objects.defer("ciphertext").select_related("note__author", "note__key")
    found = rows.in_bulk(wanted)
    return {side: found[pk] for side, pk in held.items() if pk}


def latest_notes(item: PerformanceCounselling, user: Any, now: datetime) -> list[SealedNote]:
    """Of each text the latest note that the user may open."""
    rows = SealedNote.objects.visible_to(user, now).filter(key=item.key_id, field__in=TEXTS)
    return list({note.field: note for note in rows.order_by("pk")}.values())


def closed(
    user: Any, now: datetime, *, name: str = "", first: date | None = None, last: date | None = None
) -> QuerySet[Any]:
    """Closed ones the user sees, the latest first, by a part of the client's name and by days.

    Whoever sees when it was closed sees both. Each row knows the user's relations.
    """
    rows = access.rows_with_relations("performance_counselling", user, now)
    rows = access.showing(rows, "performance_counselling", "closed_at")
    rows = rows.filter(state__in=PerformanceCounselling.final)
    if name:
        rows = rows.filter(client__name__icontains=name)
    if first:
        rows = rows.filter(closed_at__gte=rules.start_of(first))
    if last:
        rows = rows.filter(closed_at__lt=rules.start_of(last) + timedelta(days=1))
    return rows.select_related("client", "counsellor").order_by("-closed_at", "-pk")


def counsellors(item: PerformanceCounselling, now: datetime, text: str = "") -> Sequence[Person]:
    """Who is on record as able to counsel, without those the rules keep out of any kind."""
    day = rules.office_day(now)
    able = Qualification.objects.at(day).filter(discipline=COUNSELLING, person=OuterRef("pk"))
    official = Appointment.objects.at(day).filter(
        role=AppointedRole.COUNSELLING_OFFICIAL,
        organisation=item.organisation_id,
        person=OuterRef("pk"),
    )
    rows = Person.objects.filter(organisation=item.organisation_id, user__is_active=True)
    under = superiority.people_under(item.client.user_id, day)
    rows = (
        rows.exclude(pk__in=[item.client_id])
        .exclude(pk__in=RawSQL(*under))  # noqa: S611 placeholders only
        .exclude(restricted_until__gt=now)
        .annotate(is_official=Exists(official))
    )
    rows = rows.filter(Q(is_official=True) | Exists(able))
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(nip=text))
    return list(rows.select_related("unit").order_by("-is_official", "name", "pk")[:MOST])


def to_be_signed(user: Any, now: datetime) -> Sequence[PerformanceCounselling]:
    """Forms of which the user may enter a signed paper, the oldest first."""
    rows = PerformanceCounselling.objects.filter(rules.enters_papers(user, now))
    return list(rows.select_related("client__user").order_by("written_at", "pk")[:MOST])


def staff(person: Person, now: datetime) -> QuerySet[Person]:
    """Whom somebody appraises: by the line of the appraiser, else by that of the superior."""
    lines = ReportingLine.objects.at(rules.office_day(now)).filter(person=OuterRef("pk"))
    appraised = lines.filter(kind=LineKind.APPRAISER)
    led = lines.filter(kind=LineKind.DIRECT_SUPERIOR, superior=person)
    own = Exists(appraised.filter(superior=person)) | (Exists(led) & ~Exists(appraised))
    return Person.objects.filter(own, user__is_active=True).select_related("unit")


def may_counsel(person: Person, day: date) -> bool:
    """Whether a counselling qualification of theirs is on record and valid that day."""
    rows = Qualification.objects.at(day).filter(discipline=COUNSELLING, person=person)
    return rows.exists()
