"""Moves of a rotation in words: who, what changes, from when, and every hit with its remedy."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from mentoring.models import Matter, RotationMove
from mentoring.notices import matters
from mentoring.portal.presenters import words
from mentoring.services.rotation_hits import Hit, Weight
from mentoring.services.rotation_verdicts import Verdict
from mentoring.services.rotations import RotationPlan

MOST = 200
ORDER = {"late": 0, "wait": 1, "done": 2}


@dataclass(frozen=True, slots=True)
class Line:
    """One move; `tone` and `mark` say how it stands."""

    who: str
    what: str
    day: date | None
    hits: Sequence[Hit] = ()
    mark: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    barred: int
    decide: int
    all: int


def seen(plan: RotationPlan) -> Sequence[Line]:
    """What bars the file first, then what is to be decided; the most that a page holds."""
    lines = [_line(verdict) for verdict in plan.verdicts]
    return sorted(lines, key=lambda line: ORDER[line.tone])[:MOST]


def counts(plan: RotationPlan) -> Counts:
    tones = [_tone(verdict) for verdict in plan.verdicts]
    return Counts(tones.count("late"), tones.count("wait"), len(tones))


def moves(rows: Iterable[RotationMove]) -> Sequence[Line]:
    return [
        Line(
            row.person.display_name,
            " · ".join(part for part in (*_changes(row), row.decree) if part),
            row.due_on,
        )
        for row in rows
    ]


def undecided(rows: Iterable[Matter]) -> Sequence[tuple[str, str, date]]:
    """Each matter in a sentence, where it stands, since when."""
    return [(matters.title(row), words.address(row), row.since) for row in rows]


def _changes(row: RotationMove) -> list[str]:
    over = row.superior.display_name if row.superior else ""
    return [
        row.leaves_for,
        row.unit.name if row.unit else "",
        row.position,
        _("superior: %(name)s") % {"name": over} if over else "",
    ]


def _line(verdict: Verdict) -> Line:
    move, tone = verdict.move, _tone(verdict)
    who = verdict.person.name if verdict.person else move.person
    what = " · ".join(part for part in (move.organisation, move.unit, move.position) if part)
    row = _("Row %(row)s") % {"row": move.number}
    marks = {"late": _("cannot be taken"), "wait": _("to be decided"), "done": _("clear")}
    said = " · ".join(part for part in (row, what, move.decree) if part)
    return Line(who[:80] or row, said, move.effective_on, verdict.hits, marks[tone], tone)


def _tone(verdict: Verdict) -> str:
    if verdict.is_barred:
        return "late"
    decide = any(hit.weight is Weight.DECIDE for hit in verdict.hits)
    return "wait" if decide else "done"
