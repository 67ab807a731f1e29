"""How people stand before a rotation of officials: units, superiors, pairs, moves that wait."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet

from mentoring.models import (
    Assignment,
    Organisation,
    Person,
    Relationship,
    ReportingLine,
    Rotation,
    RotationMove,
    Unit,
)
from mentoring.vocabulary import LineKind, MentorAsSuperior


@dataclass(frozen=True, slots=True)
class Someone:
    pk: int
    name: str
    unit: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A mentee and a mentor who work together under a rule about superiors."""

    mentee: int
    mentor: int
    programme: str
    rule: str


@dataclass(frozen=True, slots=True)
class Place:
    """A unit by its name and those above it, the organisation's whole first."""

    pk: int
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """People by key (NIP, user name) and by id; `over` is who is whose direct superior today.

    `later` are days from which another superior is on record, `waiting` moves not in effect yet,
    `heads` who leads which unit today.
    """

    names: frozenset[str]
    keys: Mapping[str, Someone]
    places: Sequence[Place] = ()
    over: Mapping[int, int] = field(default_factory=dict)
    later: Mapping[int, date] = field(default_factory=dict)
    pairs: Sequence[Pair] = ()
    waiting: Mapping[int, tuple[date, str]] = field(default_factory=dict)
    heads: Mapping[int, Collection[int]] = field(default_factory=dict)

    def someone(self) -> dict[int, Someone]:
        return {each.pk: each for each in self.keys.values()}


def standing(organisation: Organisation, today: date) -> Standing:
    """Read in a fixed number of statements, whatever the file says."""
    lines = _lines(organisation)
    return Standing(
        names=frozenset({organisation.name, organisation.code}),
        keys=_keys(organisation),
        places=_places(organisation, today),
        over={line.person_id: line.superior_id for line in lines if line.holds(today)},
        later={line.person_id: line.valid_from for line in lines if line.valid_from > today},
        pairs=_pairs(organisation),
        heads=_heads(organisation, today),
        waiting={
            person: (day, decree)
            for person, day, decree in RotationMove.objects.filter(
                rotation__organisation=organisation, done_at=None
            )
            .order_by("pk")
            .values_list("person", "due_on", "decree")
        },
    )


def _keys(organisation: Organisation) -> dict[str, Someone]:
    found: dict[str, Someone] = {}
    rows = Person.objects.filter(organisation=organisation, user__is_active=True)
    for person in rows.select_related("user").order_by("pk"):
        someone = Someone(person.pk, person.display_name, person.unit_id)
        found[person.user.username.lower()] = someone
        if person.nip:
            found[person.nip] = someone
    return found


def _lines(organisation: Organisation) -> list[ReportingLine]:
    rows = ReportingLine.objects.filter(
        person__organisation=organisation, kind=LineKind.DIRECT_SUPERIOR
    )
    return list(rows.order_by("valid_from", "pk"))


def _places(organisation: Organisation, today: date) -> list[Place]:
    units = {unit.pk: unit for unit in Unit.objects.filter(organisation=organisation)}
    return [
        Place(unit.pk, _path(unit, units))
        for unit in sorted(units.values(), key=lambda unit: unit.pk)
        if unit.holds(today)
    ]


def _path(unit: Unit, units: Mapping[int, Unit]) -> tuple[str, ...]:
    above = units.get(unit.parent_id or 0)
    return (*(_path(above, units) if above else ()), unit.name)


def _heads(organisation: Organisation, today: date) -> dict[int, list[int]]:
    rows = Assignment.objects.filter(unit__organisation=organisation, is_head=True).at(today)
    found: dict[int, list[int]] = {}
    for unit, person in rows.order_by("pk").values_list("unit", "person"):
        found.setdefault(unit, []).append(person)
    return found


def _pairs(organisation: Organisation) -> list[Pair]:
    """Those of the organisation's own programmes: others are not for its coordinators to see."""
    rows = Relationship.objects.together().filter(organisation=organisation)
    rows = rows.exclude(programme__mentor_as_superior=MentorAsSuperior.ALLOWED)
    found = rows.order_by("pk").values_list(
        "mentee", "practitioner__person", "programme__name", "programme__mentor_as_superior"
    )
    return [Pair(*row) for row in found]


def under_rule(organisation: int) -> list[Relationship]:
    """Pairs under a rule about superiors with somebody of this organisation."""
    ours = Q(mentee__organisation=organisation) | Q(practitioner__person__organisation=organisation)
    return _together(ours & ~Q(programme__mentor_as_superior=MentorAsSuperior.ALLOWED))


def of_people(people: Collection[int]) -> list[Relationship]:
    """Pairs with one of these people, in programmes of whichever organisation."""
    return _together(Q(mentee__in=people) | Q(practitioner__person__in=people))


def _together(which: Q) -> list[Relationship]:
    rows = Relationship.objects.together().filter(which)
    named = ("mentee", "practitioner__person", "programme", "organisation__calendar")
    return list(rows.select_related(*named).order_by("pk"))


def waiting(organisation: Organisation) -> QuerySet[RotationMove]:
    """Moves not in effect yet, the next first."""
    return _moves(organisation).filter(done_at=None).order_by("due_on", "rotation", "number")


def published(organisation: Organisation) -> QuerySet[Rotation]:
    rows = Rotation.objects.filter(organisation=organisation).select_related("by")
    left = Count("moves", filter=Q(moves__done_at=None))
    return rows.annotate(size=Count("moves"), left=left).order_by("-at", "-pk")


def moves_of(rotation: Rotation) -> QuerySet[RotationMove]:
    return rotation.moves.select_related("person", "unit", "superior").order_by("number")


def counts(rotations: Iterable[Rotation]) -> Mapping[int, tuple[int, int]]:
    """By key how many moves each has, and how many of them wait; one statement."""
    rows = RotationMove.objects.filter(rotation__in=[row.pk for row in rotations]).order_by()
    left = Count("pk", filter=Q(done_at=None))
    found = rows.values_list("rotation").annotate(size=Count("pk"), left=left)
    return {pk: (size, left) for pk, size, left in found}


def _moves(organisation: Organisation) -> QuerySet[RotationMove]:
    rows = RotationMove.objects.filter(rotation__organisation=organisation)
    return rows.select_related("person", "unit", "superior")
