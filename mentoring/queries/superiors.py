"""Who could be somebody's superior, or stand in for one: a few likely people, or those sought."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from mentoring.models import Assignment, Person, ReportingLine
from mentoring.models.correction import Correction
from mentoring.models.superiors import upwards
from mentoring.vocabulary import LineKind

LIKELY, SOUGHT = 8, 20


def for_correction(correction: Correction, day: date, text: str = "") -> Sequence[Person]:
    """By a part of the name or the whole NIP; else heads of the units above and their like."""
    rows = _others(correction.person).exclude(pk=correction.superior_id)
    if text:
        return _sought(rows, text)
    found = rows.filter(pk__in=_leading(correction.person, day)).distinct()
    return list(found.select_related("unit").order_by("name", "pk")[:LIKELY])


def colleagues(person: Person, text: str) -> Sequence[Person]:
    """Others of the same organisation by a part of the name or the whole NIP."""
    return _sought(_others(person), text)


def _others(person: Person) -> QuerySet[Person]:
    rows = Person.objects.filter(organisation=person.organisation_id, user__is_active=True)
    return rows.exclude(pk=person.pk)


def _sought(rows: QuerySet[Person], text: str) -> Sequence[Person]:
    found = rows.filter(Q(name__icontains=text) | Q(nip=text))
    return list(found.select_related("unit", "user").order_by("name", "pk")[:SOUGHT])


def _leading(person: Person, day: date) -> set[int]:
    """Heads of the person's unit and of those above it, and the superiors of its other people."""
    heads = Assignment.objects.at(day).filter(is_head=True, unit__in=upwards(person))
    near = ReportingLine.objects.at(day).filter(
        person__unit=person.unit_id, kind=LineKind.DIRECT_SUPERIOR
    )
    return {*heads.values_list("person_id", flat=True), *near.values_list("superior_id", flat=True)}
