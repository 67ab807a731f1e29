"""Failures of data protection: those one answers for, those one reported, and who is to be told."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from mentoring import rules
from mentoring.machines.breach_codes import LETTER, Way
from mentoring.models import Breach, BreachPerson, Organisation, SealedNote
from mentoring.vocabulary import Role

A_PAGE = 100


def in_charge(user: Any, now: datetime) -> Sequence[Breach]:
    """Those the user answers for: open ones first, the oldest of them first."""
    theirs = Breach.objects.filter(rules.protects_data(user, now)).values("pk")
    rows = Breach.objects.filter(pk__in=theirs).select_related(*Breach.related)
    found = list(rows.order_by("-reported_at", "-pk")[:A_PAGE])
    for row in found:
        row.as_of = now
    return sorted(found, key=lambda row: (not row.is_open(str(row.state)), row.reported_at))


def reported(user: Any) -> Sequence[Breach]:
    """What the user has reported, the latest first."""
    rows = Breach.objects.filter(finder=user).select_related(*Breach.related)
    return list(rows.order_by("-reported_at", "-pk")[:A_PAGE])


def homes(user: Any) -> Sequence[Organisation]:
    """Where somebody may report: at home; who is of no organisation, anywhere."""
    person = getattr(user, "person", None)
    rows = Organisation.objects.order_by("name")
    return list(rows.filter(pk=person.organisation_id) if person else rows)


def letters(breach: Breach, relations: frozenset[str], user: Any) -> Sequence[BreachPerson]:
    """Whose letters the user may read: the officer everybody's, somebody concerned their own."""
    rows = breach.people.select_related("person__user", "breach__organisation").order_by("pk")
    if Role.DPO not in relations:
        rows = rows.filter(person__user=user)
    return list(rows)


def concerned(breach: Breach) -> tuple[int, bool]:
    """How many it concerns, and whether only at most so many.

    Who stands there by name and by an identifier is counted twice: a count that did not rise with
    a name, or was less than the lines, would tell whose case it is. So may be two identifiers.
    """
    rows = breach.people.filter(person__isnull=False).exclude(way=Way.NOT_CONCERNED)
    identifiers = list(rows.values_list("matter", flat=True))
    return len(identifiers), len(identifiers) > 1 and any(identifiers)


def notes(breach: Breach, user: Any, now: datetime) -> Sequence[SealedNote]:
    """The sealed texts the user sees, as they were written."""
    rows = SealedNote.objects.visible_to(user, now).filter(key=breach.key_id)
    return list(rows.order_by("created_at", "pk"))


def of_letter(notes: Sequence[SealedNote]) -> Mapping[str, SealedNote]:
    """What the letters say now: of each field the latest."""
    return {note.field: note for note in notes if note.field in LETTER}
