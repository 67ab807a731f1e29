"""Who makes up a programme, counted by kind of organisation."""

from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from mentoring.models import Programme
from mentoring.vocabulary import EnrolmentRole, OrganisationKind

_MUNICIPAL = frozenset({OrganisationKind.REGENCY, OrganisationKind.CITY})


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    people: int


def by_organisation_kind(
    programme: Programme, role: EnrolmentRole = EnrolmentRole.MENTEE
) -> list[Group]:
    """Kinds in their usual order; each province apart, regencies and cities together."""
    counts: dict[str, int] = dict.fromkeys(OrganisationKind.values, 0)
    provinces: list[Group] = []
    rows = (
        programme.enrolments.filter(role=role)
        .values_list("person__organisation__kind", "person__organisation__name")
        .annotate(people=Count("pk"))
        .order_by("-people", "person__organisation__name")
    )
    for kind, name, people in rows:
        if kind == OrganisationKind.PROVINCE:
            provinces.append(Group(name, people))
        else:
            counts[kind] += people
    central = [
        Group(str(OrganisationKind(kind).label), people)
        for kind, people in counts.items()
        if kind not in _MUNICIPAL
    ]
    municipal = Group(_("Regency/city"), sum(counts[kind] for kind in _MUNICIPAL))
    return [group for group in (*central, *provinces, municipal) if group.people]
