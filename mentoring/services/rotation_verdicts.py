"""What becomes of a whole rotation: each move judged against how people stand, and the others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mentoring.queries.rotations import Pair, Someone, Standing
from mentoring.services.roster_words import folded
from mentoring.services.rotation_hits import Hit, Weight
from mentoring.services.rotation_rows import Move
from mentoring.vocabulary import MentorAsSuperior

FURTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A move with the ids it means; `leaves` if it leads out of the organisation."""

    move: Move
    person: Someone | None
    unit: int | None
    superior: Someone | None
    leaves: bool
    hits: tuple[Hit, ...]

    @property
    def is_barred(self) -> bool:
        return any(hit.weight is Weight.BARS for hit in self.hits)


def judge(moves: Sequence[Move], standing: Standing, *, today: date) -> list[Verdict]:
    """Every move with everything that is to be said of it; pure."""
    return _Judging(moves, standing, today).verdicts()


def above(person: int, over: Mapping[int, int]) -> list[int]:
    """Everybody over somebody, nearest first; who stands in a circle ends it."""
    found: list[int] = []
    at = over.get(person)
    while at is not None and at not in found:
        found.append(at)
        at = over.get(at)
    return found


class _Judging:
    """`after` is who is over whom once every move of the file is in effect."""

    def __init__(self, moves: Sequence[Move], standing: Standing, today: date) -> None:
        self.moves, self.standing, self.today = moves, standing, today
        self.people = standing.someone()
        self.moved = {}
        for move in reversed(moves):
            if found := standing.keys.get(move.person):
                self.moved[found.pk] = move
        self.named = {pk for pk, move in self.moved.items() if move.superior}
        self.after = dict(standing.over)
        for pk, move in self.moved.items():
            if self._leaves(move) or move.superior == "-":
                self.after.pop(pk, None)
            elif superior := standing.keys.get(move.superior):
                self.after[pk] = superior.pk
        self.pairs = self._pairs_hit()

    def verdicts(self) -> list[Verdict]:
        return [self._verdict(move) for move in self.moves]

    def _verdict(self, move: Move) -> Verdict:
        person = self.standing.keys.get(move.person)
        superior = self.standing.keys.get(move.superior)
        leaves = self._leaves(move)
        unit, hits = None, [*move.hits, *self._of_date(move)]
        if move.unit and not leaves:
            unit, found = self._unit(move.unit)
            hits += found
        if move.person and person is None and not move.hits:
            hits.append(Hit("person_unknown", {"text": move.person[:40]}))
        if person:
            hits += self._of_person(move, person, superior, leaves=leaves)
        if unit and person and move.leads:
            hits += self._of_heads(unit, person)
        return Verdict(move, person, unit, superior, leaves, tuple(hits))

    def _leaves(self, move: Move) -> bool:
        return bool(move.organisation) and folded(move.organisation) not in {
            folded(name) for name in self.standing.names
        }

    def _of_date(self, move: Move) -> Iterator[Hit]:
        day = move.effective_on
        if day is None:
            return
        if not self.today - FURTHEST <= day <= self.today + FURTHEST:
            yield Hit("date_far", {"day": day.isoformat()})
        elif day < self.today:
            yield Hit("past", {"day": day.isoformat()})

    def _unit(self, text: str) -> tuple[int | None, list[Hit]]:
        """Named by its own name, or by it and names above it."""
        path = tuple(folded(part) for part in text.split(">") if part.strip())
        found = [
            place.pk
            for place in self.standing.places
            if tuple(map(folded, place.path))[-len(path) :] == path
        ]
        if len(found) == 1:
            return found[0], []
        return None, [Hit("unit_several" if found else "unit_unknown", {"text": text[:80]})]

    def _of_heads(self, unit: int, person: Someone) -> Iterator[Hit]:
        """Those who lead the unit now and are not moved themselves."""
        name = next(place.path[-1] for place in self.standing.places if place.pk == unit)
        for pk in self.standing.heads.get(unit, ()):
            if pk != person.pk and pk not in self.moved:
                yield Hit("head_ends", {"name": self._name(pk), "unit": name})

    def _of_person(
        self, move: Move, person: Someone, superior: Someone | None, *, leaves: bool
    ) -> Iterator[Hit]:
        others = [each for each in self.moves if each is not move and self._is(each, person)]
        if others:
            yield Hit("twice", {"row": others[0].number})
        if person.pk in self.standing.waiting:
            day, decree = self.standing.waiting[person.pk]
            yield Hit("pending", {"day": day.isoformat(), "decree": decree})
        if leaves:
            known = {"name": person.name, "organisation": move.organisation}
            yield Hit("organisation_changes", known)
        else:
            yield from self._of_superior(move, person, superior)
        yield from self.pairs.get(person.pk, ())
        if leaves or move.unit:
            yield from self._of_staff(person)

    def _is(self, move: Move, person: Someone) -> bool:
        return self.standing.keys.get(move.person) == person

    def _of_superior(self, move: Move, person: Someone, superior: Someone | None) -> Iterator[Hit]:
        old = self.people.get(self.standing.over.get(person.pk, 0))
        if move.superior and person.pk in self.standing.later:
            yield Hit("later_line", {"day": self.standing.later[person.pk].isoformat()})
        if move.superior in {"", "-"}:
            yield from self._unnamed(move, person, old)
        elif superior is None:
            yield Hit("superior_unknown", {"text": move.superior[:40]})
        elif superior == person:
            yield Hit("own_superior")
        elif person.pk in above(superior.pk, self.after):
            yield Hit("circle", {"name": person.name, "other": superior.name})
        elif superior != old:
            code = "superior_changes" if old else "superior_begins"
            yield Hit(code, self._told(move, person, old) | {"new": superior.name})

    def _unnamed(self, move: Move, person: Someone, old: Someone | None) -> Iterator[Hit]:
        if old and (move.superior == "-" or move.unit):
            code = "superior_ends" if move.superior else "superior_stays"
            yield Hit(code, self._told(move, person, old))

    def _told(self, move: Move, person: Someone, old: Someone | None) -> dict[str, str]:
        day = max(move.effective_on or self.today, self.today)
        return {"name": person.name, "old": old.name if old else "", "day": day.isoformat()}

    def _of_staff(self, person: Someone) -> Iterator[Hit]:
        """Those who stay under somebody who goes, though no row of the file says so."""
        left = [pk for pk, over in self.after.items() if over == person.pk and pk not in self.named]
        if left:
            yield Hit("staff_stay", {"name": person.name, "count": len(left)})

    def _pairs_hit(self) -> dict[int, list[Hit]]:
        """By whoever's move it is that meets a rule of a programme."""
        found: dict[int, list[Hit]] = {}
        for pair in self.standing.pairs:
            if (hit := self._pair_hit(pair)) and (by := self._cause(pair)):
                found.setdefault(by, []).append(hit)
        return found

    def _pair_hit(self, pair: Pair) -> Hit | None:
        if pair.rule == MentorAsSuperior.FORBIDDEN:
            before = pair.mentor in above(pair.mentee, self.standing.over)
            hit = not before and pair.mentor in above(pair.mentee, self.after)
            return Hit("mentor_above", self._of_pair(pair)) if hit else None
        before = self.standing.over.get(pair.mentee) == pair.mentor
        hit = before and self.after.get(pair.mentee) != pair.mentor
        return Hit("mentor_not_above", self._of_pair(pair)) if hit else None

    def _cause(self, pair: Pair) -> int | None:
        """The first on the way up from the mentee whose superior the file changes."""
        return next(
            (
                pk
                for pk in (pair.mentee, *above(pair.mentee, self.after))
                if self.after.get(pk) != self.standing.over.get(pk)
            ),
            None,
        )

    def _of_pair(self, pair: Pair) -> dict[str, str]:
        return {
            "mentor": self._name(pair.mentor),
            "mentee": self._name(pair.mentee),
            "programme": pair.programme,
        }

    def _name(self, pk: int) -> str:
        return self.people[pk].name if pk in self.people else ""
