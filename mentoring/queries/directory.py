"""Who is over whom, who is away, who stands in and who is appointed, read in bulk for one moment.

Each answer costs a fixed number of statements, however many people are asked about.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, FilteredRelation, Q

from mentoring.machines.correction import CorrectionState
from mentoring.models import (
    Appointment,
    Assignment,
    Correction,
    Person,
    ReportingLine,
    Unit,
)
from mentoring.models.dated import Dated
from mentoring.vocabulary import AppointedRole, LineKind

# Local days differ by zone; rows of the neighbouring days are read and judged one by one.
MARGIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Post:
    """Whoever stands over somebody: by a reporting line, or as head of `unit` if there is none."""

    holder: Person
    unit: Unit | None = None
    acting: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class Deputy:
    """Who acts for somebody, and how (Plt., Plh.)."""

    person: Person
    acting: str


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether the holder of an office is away, and who then acts for them (present ones only)."""

    away: bool = False
    deputies: tuple[Deputy, ...] = ()


Office = tuple[int, AppointedRole]
Serving = Callable[[], Sequence[Appointment]]


class Directory:
    """People and offices as they stand at `now` (UTC), on each person's own local day."""

    def __init__(self, now: datetime, serving: Serving | None = None) -> None:
        """`serving` knows those in the offices of the one organisation that is asked about."""
        self.now = now
        self._serving = serving
        self._first = (now - MARGIN).date()
        self._last = (now + MARGIN).date()

    def above(self, people: Iterable[Person]) -> dict[int, Post]:
        """The post over each person, by the person's id.

        By the line of the direct superior; where no line is kept the post is vacant, and the head
        of the nearest unit upwards counts, an acting one first. Nobody is over themselves.
        """
        asked = {person.pk: person for person in people}
        rows = ReportingLine.objects.filter(person__in=asked, kind=LineKind.DIRECT_SUPERIOR)
        lines = rows.overlapping(self._first, self._last).select_related(*_with("superior"))
        found = {
            line.person_id: Post(line.superior, level=line.superior.level)
            for line in lines.order_by("pk")
            if self._holds(line, asked[line.person_id])
        }
        return found | self._heads([person for pk, person in asked.items() if pk not in found])

    def presence(self, people: Iterable[Person]) -> dict[int, Presence]:
        """Whether each person is away, by the person's id, and who acts for those who are."""
        asked = {person.pk for person in people}
        rows = list(self._around(asked)) if asked else []
        away = {row.pk for row in rows if self._is_away(row)}
        posts = {row.post_id: row for row in rows if row.acting and row.pk not in away}
        deputies: dict[int, list[Deputy]] = defaultdict(list)
        for row in posts.values():
            if row.acting_for in away and self._serves(row):
                deputies[row.acting_for].append(Deputy(row, row.acting))
        return {pk: Presence(pk in away, tuple(deputies[pk])) for pk in asked}

    def disputed(self, people: Iterable[Person]) -> set[tuple[int, int]]:
        """Pairs of a person's id and the user's id of a superior who says it is not so."""
        rows = Correction.objects.filter(
            person__in={person.pk for person in people}, state=CorrectionState.OPEN
        )
        return set(rows.order_by("pk").values_list("person_id", "superior__user_id"))

    def appointed(self, organisations: Collection[int]) -> dict[Office, list[Appointment]]:
        """Who is appointed, by office, in the order of their appointment."""
        found: dict[Office, list[Appointment]] = defaultdict(list)
        for row in self._serving() if self._serving else self._appointments(organisations):
            if self._holds(row, row.person):
                found[row.organisation_id, AppointedRole(row.role)].append(row)
        return found

    def day(self, person: Person) -> date:
        """The local day at the person's place of work."""
        return self.now.astimezone(ZoneInfo(person.unit.calendar.zone)).date()

    def _holds(self, row: Dated, person: Person) -> bool:
        return row.holds(self.day(person))

    def _appointments(self, organisations: Collection[int]) -> Iterable[Appointment]:
        if not organisations:
            return ()
        rows = Appointment.objects.filter(organisation__in=organisations)
        rows = rows.overlapping(self._first, self._last).select_related(*_with("person"))
        return rows.order_by("valid_from", "pk")

    def _around(self, people: Collection[int]) -> Iterable[Any]:
        """These people and whoever acts for them: a row for each absence and each such post."""
        absence = Q(absences__starts_on__lte=self._last, absences__ends_on__gte=self._first)
        post = Q(assignments__acting_for__in=people, assignments__valid_from__lte=self._last)
        ended = Q(assignments__valid_to__lt=self._first)
        rows = Person.objects.annotate(
            gone=FilteredRelation("absences", condition=absence),
            post=FilteredRelation("assignments", condition=post & ~ended),
        ).filter(Q(pk__in=people) | Q(post__isnull=False))
        rows = rows.annotate(
            gone_from=F("gone__starts_on"),
            gone_to=F("gone__ends_on"),
            post_id=F("post"),
            acting=F("post__acting"),
            acting_for=F("post__acting_for"),
            post_from=F("post__valid_from"),
            post_to=F("post__valid_to"),
        )
        return rows.select_related(*_with("")).order_by("post", "pk")

    def _is_away(self, row: Any) -> bool:
        day = self.day(row)
        gone = row.gone_from is not None and row.gone_from <= day <= row.gone_to
        return gone or not row.user.is_active

    def _serves(self, row: Any) -> bool:
        day = self.day(row)
        return row.post_from <= day and (row.post_to is None or day <= row.post_to)

    def _heads(self, people: Collection[Person]) -> dict[int, Post]:
        if not people:
            return {}
        rows = Unit.objects.filter(organisation__in={person.organisation_id for person in people})
        parents = dict(rows.order_by("pk").values_list("pk", "parent_id"))
        chains = {person.pk: list(_upwards(person.unit_id, parents)) for person in people}
        heads = self._heads_of({unit for chain in chains.values() for unit in chain})
        posts = {person.pk: _nearest(person, chains[person.pk], heads) for person in people}
        return {pk: post for pk, post in posts.items() if post is not None}

    def _heads_of(self, units: Collection[int]) -> dict[int, list[Assignment]]:
        rows = Assignment.objects.filter(is_head=True, unit__in=units)
        rows = rows.overlapping(self._first, self._last).select_related("unit", *_with("person"))
        found: dict[int, list[Assignment]] = defaultdict(list)
        for row in sorted(rows.order_by("pk"), key=lambda row: not row.acting):
            if self._holds(row, row.person):
                found[row.unit_id].append(row)
        return found


def _with(path: str) -> tuple[str, ...]:
    """What is read along with a person, so that nobody has to be asked for twice."""
    prefix = f"{path}__" if path else ""
    return f"{prefix}user", f"{prefix}unit__calendar", f"{prefix}organisation"


def _upwards(unit: int, parents: Mapping[int, int | None]) -> Iterator[int]:
    current: int | None = unit
    seen: set[int] = set()
    while current is not None and current not in seen:
        seen.add(current)
        yield current
        current = parents.get(current)


def _nearest(
    person: Person, chain: Iterable[int], heads: Mapping[int, list[Assignment]]
) -> Post | None:
    for unit in chain:
        for row in heads.get(unit, ()):
            if person.pk not in {row.person_id, row.acting_for_id}:
                return Post(row.person, row.unit, row.acting, row.level or row.person.level)
    return None
