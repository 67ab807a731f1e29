"""A day of a rotation: posts, units and superiors change at once; what is to be decided begins."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from mentoring.models import (
    Assignment,
    Matter,
    Person,
    Relationship,
    ReportingLine,
    Rotation,
    RotationMove,
)
from mentoring.models.dated import DatedQuerySet
from mentoring.models.parties import all_above
from mentoring.queries.rotations import of_people, under_rule
from mentoring.services import case_lines, matters, people
from mentoring.vocabulary import Concern, LineKind, MentorAsSuperior
from workflows import turns

DAY = timedelta(days=1)


class _Circle(Exception):
    """Lines that changed meanwhile would put these people above themselves."""

    def __init__(self, people: Collection[int]) -> None:
        super().__init__()
        self.people = frozenset(people)


@transaction.atomic
def take_effect(rotation: Rotation, day: date, *, now: datetime) -> int:
    """All moves of a rotation that are due on a day, together; done again it changes nothing."""
    rows = RotationMove.objects.select_for_update(of=("self",)).filter(
        rotation=rotation, due_on=day, done_at=None
    )
    moves = list(
        rows.select_related(
            "rotation", "person__user", "person__unit", "unit", "superior"
        ).order_by("person")
    )
    moved = [move.person_id for move in moves]
    list(Person.objects.select_for_update(of=("self",)).filter(pk__in=moved).order_by("pk"))
    pairs = under_rule(rotation.organisation_id)
    before = _Standing(pairs, day)
    barred = _lines(moves, day)
    for move in moves:
        _post(move, day)
    staying = [move.person for move in moves if not move.leaves_for]
    turns.follow(people.awaiting(staying), now=now)
    RotationMove.objects.filter(pk__in=[move.pk for move in moves]).update(done_at=now)
    drafts = [_matter(Concern.LINE_BARRED, move, day) for move in barred]
    drafts += _of_pairs(moves, pairs, before, _Standing(pairs, day), day)
    drafts += [*_of_leavers(moves, day), *_of_staff(moves, day)]
    matters.begin(drafts, now=now)
    case_lines.follow(now)
    return len(moves)


def _matter(
    concern: Concern, move: RotationMove, day: date, pair: Relationship | None = None
) -> Matter:
    """Of a pair it belongs to the organisation whose programme they are in."""
    mentor = pair.practitioner.person if pair and pair.practitioner else move.person
    return Matter(
        organisation=pair.organisation if pair else move.rotation.organisation,
        programme=pair.programme if pair else None,
        concern=concern,
        person=move.person if concern == Concern.LEAVES else mentor,
        pair=pair,
        move=move,
        since=day,
    )


def _post(move: RotationMove, day: date) -> None:
    """The post held ends the day before; who only gets a new title leads on what they led.

    Who leaves holds no post here any more, not even for somebody else. A new head ends every
    other head's post there, an acting one's too.
    """
    if not (move.leaves_for or move.unit or move.position):
        return
    person, unit = move.person, move.unit or move.person.unit
    held = Assignment.objects.filter(person=person).at(day)
    if move.leaves_for:
        _end(held, day)
        person.position = ""
        person.save(update_fields=["position"])
        return
    held = held.filter(acting="")
    leads = move.leads or (move.unit is None and held.filter(is_head=True, unit=unit).exists())
    _end(held, day)
    if leads:
        others = Assignment.objects.filter(unit=unit, is_head=True).at(day)
        _end(others.filter(valid_from__lt=day), day)
    title = move.position or person.position or unit.name
    Assignment.objects.create(person=person, unit=unit, title=title, is_head=leads, valid_from=day)
    person.unit = unit
    person.position = move.position or person.position
    person.save(update_fields=["unit", "position"])


def _end(posts: DatedQuerySet[Assignment], day: date) -> None:
    """Posts from that day on have never been held."""
    posts.filter(valid_from__gte=day).delete()
    posts.update(valid_to=day - DAY)


def _lines(moves: Sequence[RotationMove], day: date) -> Sequence[RotationMove]:
    """Whoever cannot be put under the superior named stays as they are; these moves."""
    barred: frozenset[int] = frozenset()
    while True:
        try:
            with transaction.atomic():
                return _changed_lines(moves, barred, day)
        except _Circle as circle:
            barred |= circle.people


def _changed_lines(
    moves: Sequence[RotationMove], barred: Collection[int], day: date
) -> Sequence[RotationMove]:
    found = []
    changed = [move for move in moves if move.superior_id or move.ends_line]
    for move in changed:
        if move.person_id in barred:
            found.append(move)
            continue
        try:
            _change_line(move, day)
        except ValidationError:
            found.append(move)
    mine = {move.person_id for move in changed} - set(barred)
    if circle := {person for person, superior in all_above(mine, day) if person == superior}:
        raise _Circle(circle & mine)
    return found


def _change_line(move: RotationMove, day: date) -> None:
    if move.superior:
        people.assign_superior(move.person, move.superior, day=day)
    else:
        people.end_superior(move.person, day=day)


class _Standing:
    """Who is above the mentees of pairs on a day, at any level and directly."""

    def __init__(self, pairs: Sequence[Relationship], day: date) -> None:
        mentees = {pair.mentee_id for pair in pairs}
        self.above = all_above(mentees, day)
        rows = ReportingLine.objects.filter(person__in=mentees, kind=LineKind.DIRECT_SUPERIOR)
        self.over = frozenset(rows.at(day).values_list("person", "superior"))

    def keeps(self, pair: Relationship) -> bool:
        assert pair.practitioner  # noqa: S101 they are together
        link = (pair.mentee_id, pair.practitioner.person_id)
        if pair.programme.mentor_as_superior == MentorAsSuperior.FORBIDDEN:
            return link not in self.above
        return link in self.over


def _of_pairs(
    moves: Sequence[RotationMove],
    pairs: Sequence[Relationship],
    before: _Standing,
    after: _Standing,
    day: date,
) -> Iterator[Matter]:
    """Put to the move of the mentee or of whoever is above them, else to the first."""
    by_person = {move.person_id: move for move in moves}
    for pair in pairs:
        if after.keeps(pair) or not before.keeps(pair):
            continue
        upward = [superior for mentee, superior in sorted(after.above) if mentee == pair.mentee_id]
        causes = [by_person[pk] for pk in (pair.mentee_id, *upward) if pk in by_person]
        forbidden = pair.programme.mentor_as_superior == MentorAsSuperior.FORBIDDEN
        concern = Concern.MENTOR_ABOVE if forbidden else Concern.MENTOR_NOT_ABOVE
        yield _matter(concern, (causes or moves)[0], day, pair)


def _of_leavers(moves: Iterable[RotationMove], day: date) -> Iterator[Matter]:
    """A matter for each pair of who leaves for elsewhere; with none, one of what else they are."""
    gone = {move.person_id: move for move in moves if move.leaves_for}
    paired = set()
    for pair in of_people(gone):
        assert pair.practitioner  # noqa: S101 they are together
        for pk in gone.keys() & {pair.mentee_id, pair.practitioner.person_id}:
            paired.add(pk)
            yield _matter(Concern.LEAVES, gone[pk], day, pair)
    for pk in gone.keys() - paired:
        yield _matter(Concern.LEAVES, gone[pk], day)


def _of_staff(moves: Sequence[RotationMove], day: date) -> Iterator[Matter]:
    """Who stays the superior of others where they are no longer."""
    gone = {move.person_id: move for move in moves if move.leaves_for or move.unit_id}
    rows = ReportingLine.objects.filter(superior__in=gone, kind=LineKind.DIRECT_SUPERIOR)
    rows = rows.exclude(person__in=[move.person_id for move in moves if move.superior_id])
    left = set(rows.at(day).values_list("superior", flat=True))
    return (_matter(Concern.STAFF_STAY, move, day) for pk, move in gone.items() if pk in left)
