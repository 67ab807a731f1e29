"""A day of a rotation: posts, units and superiors change at once; what is to be decided is kept."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from mentoring.models import Assignment, Person, ReportingLine, Rotation, RotationMove
from mentoring.models.parties import all_above
from mentoring.queries.rotations import Tie, ties
from mentoring.services import people
from mentoring.services.rotation_hits import Hit
from mentoring.vocabulary import LineKind, MentorAsSuperior
from workflows import turns

DAY = timedelta(days=1)
Found = dict[int, list[Hit]]


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
    pairs = ties(rotation.organisation_id)
    before = _Standing(pairs, day)
    found = _lines(moves, day)
    for move in moves:
        _post(move, day)
    staying = [move.person for move in moves if not move.leaves_for]
    turns.follow(people.awaiting(staying), now=now)
    _of_pairs(moves, pairs, before, _Standing(pairs, day), found)
    _of_places(moves, day, found)
    for move in moves:
        move.done_at = now
        move.hits = [hit.facts() for hit in found[move.pk]]
    RotationMove.objects.bulk_update(moves, ["done_at", "hits"], batch_size=500)
    return len(moves)


def _post(move: RotationMove, day: date) -> None:
    """The post held ends the day before; who only gets a new title leads on what they led."""
    if move.leaves_for or not (move.unit or move.position):
        return
    person, unit = move.person, move.unit or move.person.unit
    held = Assignment.objects.filter(person=person, acting="").at(day)
    leads = move.leads or (move.unit is None and held.filter(is_head=True, unit=unit).exists())
    held.filter(valid_from__gte=day).delete()
    held.update(valid_to=day - DAY)
    title = move.position or person.position or unit.name
    Assignment.objects.create(person=person, unit=unit, title=title, is_head=leads, valid_from=day)
    person.unit = unit
    person.position = move.position or person.position
    person.save(update_fields=["unit", "position"])


def _lines(moves: Sequence[RotationMove], day: date) -> Found:
    """Whoever cannot be put under the superior named stays as they are, to be decided."""
    found: Found = defaultdict(list)
    barred: frozenset[int] = frozenset()
    while True:
        held: Found = defaultdict(list)
        try:
            with transaction.atomic():
                _changed_lines(moves, barred, day, held)
        except _Circle as circle:
            barred |= circle.people
            continue
        found.update(held)
        return found


def _changed_lines(
    moves: Sequence[RotationMove], barred: Collection[int], day: date, found: Found
) -> None:
    changed = [move for move in moves if move.superior_id or move.ends_line]
    for move in changed:
        if move.person_id in barred:
            found[move.pk].append(Hit("line_in_circle", _names(move)))
            continue
        try:
            _change_line(move, day)
        except ValidationError:
            found[move.pk].append(Hit("line_barred", _names(move)))
    mine = {move.person_id for move in changed} - set(barred)
    if circle := {person for person, superior in all_above(mine, day) if person == superior}:
        raise _Circle(circle & mine)


def _change_line(move: RotationMove, day: date) -> None:
    if move.superior:
        people.assign_superior(move.person, move.superior, day=day)
    else:
        people.end_superior(move.person, day=day)


class _Standing:
    """Who is above the mentees of pairs on a day, at any level and directly."""

    def __init__(self, pairs: Sequence[Tie], day: date) -> None:
        mentees = {pair.mentee for pair in pairs}
        self.above = all_above(mentees, day)
        rows = ReportingLine.objects.filter(person__in=mentees, kind=LineKind.DIRECT_SUPERIOR)
        self.over = frozenset(rows.at(day).values_list("person", "superior"))

    def keeps(self, pair: Tie) -> bool:
        link = (pair.mentee, pair.mentor)
        if pair.rule == MentorAsSuperior.FORBIDDEN:
            return link not in self.above
        return link in self.over


def _of_pairs(
    moves: Sequence[RotationMove],
    pairs: Sequence[Tie],
    before: _Standing,
    after: _Standing,
    found: Found,
) -> None:
    """Put to the move of the mentee or of whoever is above them, else to the first."""
    by_person = {move.person_id: move for move in moves}
    for pair in pairs:
        if after.keeps(pair) or not before.keeps(pair):
            continue
        upward = [superior for mentee, superior in sorted(after.above) if mentee == pair.mentee]
        causes = [by_person[pk] for pk in (pair.mentee, *upward) if pk in by_person]
        forbidden = pair.rule == MentorAsSuperior.FORBIDDEN
        code = "mentor_above" if forbidden else "mentor_not_above"
        found[(causes or moves)[0].pk].append(
            Hit(code, pair.facts(moves[0].rotation.organisation_id))
        )


def _of_places(moves: Sequence[RotationMove], day: date, found: Found) -> None:
    """Who left for elsewhere, and who stays the superior of others where they are no longer."""
    gone = [move for move in moves if move.leaves_for or move.unit_id]
    left: dict[int, int] = defaultdict(int)
    rows = ReportingLine.objects.filter(
        superior__in=[move.person_id for move in gone], kind=LineKind.DIRECT_SUPERIOR
    ).exclude(person__in=[move.person_id for move in moves if move.superior_id])
    for superior in rows.at(day).values_list("superior", flat=True):
        left[superior] += 1
    for move in gone:
        name = {"name": move.person.display_name}
        if move.leaves_for:
            hit = Hit("organisation_changes", name | {"organisation": move.leaves_for})
            found[move.pk].append(hit)
        if count := left[move.person_id]:
            found[move.pk].append(Hit("staff_stay", name | {"count": count}))


def _names(move: RotationMove) -> dict[str, Any]:
    return {"name": move.person.display_name}
