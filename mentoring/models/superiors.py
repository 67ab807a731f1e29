"""Who is over somebody by the entries of a day: the superior on record, else who leads the unit.

Whether they are away is nobody's business here: what is meant for an office waits for its holder.
"""

from collections.abc import Collection
from datetime import date

from django.db import connection

from mentoring import superiority
from mentoring.models.organisation import Unit
from mentoring.models.person import Assignment, Person
from mentoring.models.reporting import ReportingLine
from mentoring.vocabulary import LineKind

LEVELS = 6


def all_over(people: Collection[int], day: date) -> frozenset[tuple[int, int]]:
    """(person, superior) for everybody who is kept out as over these people; one statement."""
    if not people:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(*superiority.pairs_over(people, day))
        return frozenset((person, superior) for person, superior in cursor.fetchall())


def are_in_line(one: int, other: int, day: date) -> bool:
    """Whether one of the two is over the other, as it counts where somebody is kept out."""
    return bool(all_over({one, other}, day) & {(one, other), (other, one)})


def nearest_superior(person: Person, day: date, besides: Collection[int | None]) -> Person | None:
    """The nearest one who is none of these people; a few statements for each level climbed."""
    at = person
    for _level in range(LEVELS):
        above = superior_of(at, day)
        if above is None or above.pk not in besides:
            return above
        at = above
    return None


def superior_of(person: Person, day: date) -> Person | None:
    """By the line of the direct superior; without one the head of the nearest unit upwards."""
    lines = ReportingLine.objects.at(day).filter(person=person, kind=LineKind.DIRECT_SUPERIOR)
    line = lines.select_related("superior__user", "superior__unit__calendar").first()
    return line.superior if line else _head_over(person, day)


def _head_over(person: Person, day: date) -> Person | None:
    units = upwards(person)
    heads = Assignment.objects.at(day).filter(is_head=True, unit__in=units).exclude(person=person)
    rows = heads.exclude(acting_for=person).select_related("person__user", "person__unit__calendar")
    found = sorted(rows, key=lambda row: (units.index(row.unit_id), not row.acting, row.pk))
    return found[0].person if found else None


def upwards(person: Person) -> list[int]:
    """The keys of their unit and of those above it, the nearest first."""
    rows = Unit.objects.filter(organisation=person.organisation_id)
    parents = dict(rows.order_by("pk").values_list("pk", "parent_id"))
    chain: list[int] = []
    current: int | None = person.unit_id
    while current is not None and current not in chain:
        chain.append(current)
        current = parents.get(current)
    return chain


def appraiser_of(person: Person, day: date) -> Person | None:
    """The performance appraiser on record; else the direct superior, who appraises as a rule."""
    lines = ReportingLine.objects.at(day).filter(person=person, kind=LineKind.APPRAISER)
    line = lines.select_related("superior__user", "superior__unit__calendar").first()
    return line.superior if line else superior_of(person, day)
