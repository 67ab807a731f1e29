"""Matters for the coordinator: which still hold, and which days away ask for a new one."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from mentoring import rules
from mentoring.machines.matter import MatterState
from mentoring.machines.relationship import RelationshipState
from mentoring.models import (
    Absence,
    Matter,
    Organisation,
    Relationship,
    ReportingLine,
    RotationMove,
)
from mentoring.models.parties import all_above
from mentoring.models.relationship import TOGETHER
from mentoring.vocabulary import Concern, LineKind, MentorAsSuperior

BATCH = 200  # looked at in one tick
_READ = ("pair__programme", "pair__practitioner", "person__user", "move")


def of(organisation: Organisation) -> QuerySet[Matter]:
    """Undecided ones that rotations of officials brought about there, the oldest first."""
    rows = Matter.objects.filter(organisation=organisation, state=MatterState.OPEN)
    return rows.exclude(move=None).select_related(*Matter.related).order_by("pk")


def open_after(key: int) -> list[Matter]:
    """The next open ones by key, with what `no_longer_needed` asks of them."""
    rows = Matter.objects.filter(state=MatterState.OPEN, pk__gt=key)
    return list(rows.select_related(*_READ).order_by("pk")[:BATCH])


def no_longer_needed(rows: Sequence[Matter], now: datetime) -> list[Matter]:
    """Those of them that do not hold any more; six statements at most, none for no rows."""
    if not rows:
        return []
    stands = _Standing(rows, now)
    return [row for row in rows if not stands.holds(row)]


def outlasted(now: datetime) -> "QuerySet[Relationship, dict[str, Any]]":
    """Pairs whose mentor or coach is away longer than deadlines wait, with `person`, `since` and
    `until`; each once for the same days, whatever was decided."""
    path, day = "practitioner__person__absences", rules.office_day(now)
    away = {
        f"{path}__ends_on__gte": day,
        f"{path}__starts_on__lte": day,
        f"{path}__pause__ends_at__lte": now,
    }
    asked = Matter.objects.filter(
        Q(state=MatterState.OPEN) | Q(state=MatterState.DECIDED, since=OuterRef("since")),
        concern=Concern.AWAY_LONG,
        pair=OuterRef("pk"),
        person=OuterRef("person"),
    )
    rows: Any = Relationship.objects.together().exclude(state=RelationshipState.PAUSED)
    rows = rows.filter(**away).annotate(
        person=F("practitioner__person"), since=F(f"{path}__starts_on"), until=F(f"{path}__ends_on")
    )
    named = ("pk", "person", "since", "until")
    found: QuerySet[Relationship, dict[str, Any]]
    found = rows.filter(~Exists(asked)).order_by("pk").values(*named)
    return found


@dataclass(frozen=True, slots=True)
class _Line:
    person: int
    superior: int
    since: date


class _Standing:
    """How people stand today, as far as these matters ask."""

    def __init__(self, rows: Sequence[Matter], now: datetime) -> None:
        self.day = rules.office_day(now)
        mentees = {row.pair.mentee_id for row in rows if row.pair}
        gone = {row.person_id for row in rows if row.concern == Concern.STAFF_STAY}
        barred = {row.person_id for row in rows if row.concern == Concern.LINE_BARRED}
        watched = {row.person_id for row in rows if row.concern == Concern.AWAY_LONG}
        forbidden = any(row.concern == Concern.MENTOR_ABOVE for row in rows)
        self.above = all_above(mentees, self.day) if forbidden else frozenset()
        self.lines = self._lines(mentees | barred, gone) if mentees | barred | gone else []
        self.named = _named(rows, self.lines) if gone else frozenset()
        self.away = self._away(watched, now) if watched else frozenset()

    def holds(self, matter: Matter) -> bool:
        if matter.pair:
            return self._of_pair(matter, matter.pair)
        if matter.concern == Concern.LEAVES:
            home = matter.person.organisation_id == matter.organisation_id
            return home and matter.person.user.is_active
        if matter.concern == Concern.STAFF_STAY:
            return any(self._stays(line, matter) for line in self.lines)
        over = {line.superior for line in self.lines if line.person == matter.person_id}
        wanted = matter.move.superior_id if matter.move else None
        return over != ({wanted} if wanted else set())

    def _of_pair(self, matter: Matter, pair: Relationship) -> bool:
        mentor = pair.practitioner.person_id if pair.practitioner else None
        if pair.state not in TOGETHER or matter.person_id not in {mentor, pair.mentee_id}:
            return False
        rule, link = pair.programme.mentor_as_superior, (pair.mentee_id, mentor)
        match matter.concern:
            case Concern.MENTOR_ABOVE:
                return rule == MentorAsSuperior.FORBIDDEN and link in self.above
            case Concern.MENTOR_NOT_ABOVE:
                over = {(line.person, line.superior) for line in self.lines}
                return rule == MentorAsSuperior.REQUIRED and link not in over
            case Concern.AWAY_LONG:
                return mentor in self.away and pair.state != RelationshipState.PAUSED
        return True

    def _stays(self, line: _Line, matter: Matter) -> bool:
        """Under who went since before that day, though no row put them there."""
        move = matter.move.rotation_id if matter.move else None
        left = line.superior == matter.person_id and line.since < matter.since
        return left and (move, line.person, line.superior) not in self.named

    def _lines(self, people: Collection[int], superiors: Collection[int]) -> list[_Line]:
        concerned = Q(person__in=people) | Q(superior__in=superiors)
        rows = ReportingLine.objects.filter(concerned, kind=LineKind.DIRECT_SUPERIOR).at(self.day)
        found = rows.order_by("pk").values_list("person", "superior", "valid_from")
        return [_Line(*row) for row in found]

    def _away(self, people: Collection[int], now: datetime) -> frozenset[int]:
        rows = Absence.objects.filter(person__in=people, pause__ends_at__lte=now).at(self.day)
        return frozenset(rows.values_list("person", flat=True))


def _named(rows: Iterable[Matter], lines: Iterable[_Line]) -> frozenset[tuple[Any, ...]]:
    """(rotation, person, superior) of the moves that say under whom one of these is."""
    rotations = {row.move.rotation_id for row in rows if row.move}
    people = {line.person for line in lines}
    moves = RotationMove.objects.filter(rotation__in=rotations, person__in=people)
    moves = moves.exclude(superior=None)
    return frozenset(moves.values_list("rotation", "person", "superior"))
