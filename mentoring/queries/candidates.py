"""Who could take on a request, and what speaks for and against each, for one or for a page of them.

Qualified, bound by the code of conduct and with room; whoever the rules keep out is named as well.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from mentoring import rules
from mentoring.models import (
    Absence,
    Offer,
    Practitioner,
    Qualification,
    Relationship,
    ReportingLine,
)
from mentoring.models.parties import all_above
from mentoring.vocabulary import LineKind, MentorAsSuperior

MOST = 30
ABLE = "able_in_"


@dataclass(frozen=True, slots=True)
class Candidate:
    """`named`: the mentee asked for them; `asked`: the request was put to them before.

    `nearby`: of the mentee's own unit. `superior` and `paired` say which rule keeps them out.
    """

    uid: UUID
    name: str
    unit: str
    active: int
    capacity: int
    named: bool
    asked: bool
    nearby: bool = False
    away_until: date | None = None
    superior: bool = False
    paired: bool = False

    @property
    def barred(self) -> bool:
        return self.superior or self.paired


@dataclass(slots=True)
class _Pool:
    """Practitioners with room, and in which programmes each of them is."""

    rows: dict[int, Practitioner] = field(default_factory=dict)
    programmes: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def near(self, request: Relationship) -> Iterator[Practitioner]:
        able = f"{ABLE}{request.discipline}"
        for pk, row in self.rows.items():
            home = row.person.organisation_id == request.organisation_id
            if row.__dict__[able] and (home or request.programme_id in self.programmes[pk]):
                yield row


@dataclass(frozen=True, slots=True)
class _Bars:
    """Who is over whom, and who works with whom already."""

    direct: Mapping[int, int]
    above: Collection[tuple[int, int]]
    pairs: Collection[tuple[int, str, int | None]]

    def superior(self, request: Relationship, row: Practitioner) -> bool:
        match request.programme.mentor_as_superior:
            case MentorAsSuperior.REQUIRED:
                return self.direct.get(request.mentee_id) != row.person_id
            case MentorAsSuperior.FORBIDDEN:
                return (request.mentee_id, row.person_id) in self.above
        return False

    def paired(self, request: Relationship, row: Practitioner) -> bool:
        return (request.mentee_id, request.discipline, row.pk) in self.pairs


def for_request(relationship: Relationship, now: datetime) -> Sequence[Candidate]:
    """Who may be offered it: named ones first, then who was not asked, then the least busy."""
    asked = Offer.objects.filter(relationship=relationship).values_list("practitioner", flat=True)
    found = for_requests([relationship], {relationship.pk: set(asked)}, now)
    return [one for one in found[relationship.pk] if not one.barred][:MOST]


def for_requests(
    requests: Sequence[Relationship], asked: Mapping[int, Collection[int]], now: datetime
) -> dict[int, Sequence[Candidate]]:
    """By request, in the same order, whom the rules keep out last; statements do not grow.

    `asked` are the practitioners each request was put to before.
    """
    if not requests:
        return {}
    day = rules.office_day(now)
    pool, bars = _pool(requests, day), _bars(requests, day)
    return {
        request.pk: sorted(
            (
                _candidate(row, request, bars, asked=row.pk in asked.get(request.pk, ()))
                for row in pool.near(request)
                if row.person_id != request.mentee_id
            ),
            key=_order,
        )
        for request in requests
    }


def _order(one: Candidate) -> tuple[Any, ...]:
    away = one.away_until is not None
    return one.barred, not one.named, one.asked, away, one.active - one.capacity, one.name


def _pool(requests: Sequence[Relationship], day: date) -> _Pool:
    organisations = {request.organisation_id for request in requests}
    near = Q(person__organisation__in=organisations) | Q(
        enrolled_in__in={request.programme_id for request in requests}
    )
    pool = _Pool()
    rows = _with_room(day, {request.discipline for request in requests}).filter(near)
    for row in rows.order_by("person__name", "pk"):
        pool.rows.setdefault(row.pk, row)
        pool.programmes[row.pk].add(row.__dict__["enrolled_in"])
    return pool


def _with_room(day: date, disciplines: Iterable[str]) -> QuerySet[Practitioner]:
    held = Qualification.objects.filter(person=OuterRef("person")).at(day)
    able = {f"{ABLE}{name}": Exists(held.filter(discipline=name)) for name in disciplines}
    away = Absence.objects.at(day).filter(person=OuterRef("person")).order_by("-ends_on")
    rows = Practitioner.objects.filter(active__lt=F("capacity"))
    rows = rows.exclude(person__restricted_until__gt=rules.start_of(day))
    return (
        rows.exclude(code_of_conduct_version="")
        .annotate(
            enrolled_in=F("person__enrolments__programme"),
            away_until=Subquery(away.values("ends_on")[:1]),
            **able,
        )
        .select_related("person__unit")
    )


def _bars(requests: Sequence[Relationship], day: date) -> _Bars:
    mentees = {request.mentee_id for request in requests}
    asked = {request.programme.mentor_as_superior for request in requests}
    direct: dict[int, int] = {}
    if MentorAsSuperior.REQUIRED in asked:
        lines = ReportingLine.objects.filter(person__in=mentees, kind=LineKind.DIRECT_SUPERIOR)
        direct = dict(lines.at(day).order_by("pk").values_list("person_id", "superior_id"))
    above = all_above(mentees, day) if MentorAsSuperior.FORBIDDEN in asked else frozenset()
    together = Relationship.objects.together().filter(mentee__in=mentees).order_by("pk")
    pairs = set(together.values_list("mentee_id", "discipline", "practitioner_id"))
    return _Bars(direct, above, pairs)


def _candidate(row: Practitioner, request: Relationship, bars: _Bars, *, asked: bool) -> Candidate:
    return Candidate(
        row.uid,
        row.person.display_name,
        row.person.unit.name,
        row.active,
        row.capacity,
        row.pk == request.named_practitioner_id,
        asked,
        row.person.unit_id == request.mentee.unit_id,
        row.__dict__["away_until"],
        bars.superior(request, row),
        bars.paired(request, row),
    )
