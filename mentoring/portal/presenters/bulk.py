"""A bulk act as its coordinator sees it: each item, until when, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentoring.models import BulkAct, BulkItem
from mentoring.portal.presenters import words
from mentoring.queries import bulk as queries

Kind, Outcome = BulkAct.Kind, BulkItem.Outcome
TITLES: Mapping[str, Any] = {
    Kind.EXTEND: gettext_lazy("Give more time"),
    Kind.PAUSE: gettext_lazy("Let deadlines stand still"),
    Kind.REOFFER: gettext_lazy("Offer to somebody else"),
    Kind.REMIND: gettext_lazy("Remind"),
}
TONES: Mapping[str, str] = {
    Outcome.DONE: "done",
    Outcome.REFUSED: "late",
    Outcome.CHANGED: "wait",
    Outcome.FAILED: "late",
    Outcome.TAKEN_BACK: "wait",
}
WAITS = "waits"


@dataclass(frozen=True, slots=True)
class Line:
    title: str
    url: str
    what: str
    to: str
    opens_at: datetime | None
    due_from: datetime | None
    due_to: datetime | None
    tag: str
    tone: str
    said: str
    late: bool


@dataclass(frozen=True, slots=True)
class Day:
    """How many begin on a day, and how many of them at most with one and the same person."""

    at: datetime
    number: int
    most: int


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    count: int
    shown: bool


def counts(act: BulkAct) -> dict[str, int]:
    rows = act.items.order_by("outcome").values_list("outcome").annotate(number=Count("pk"))
    return {outcome or WAITS: number for outcome, number in rows}


def days(act: BulkAct) -> Sequence[Day]:
    """The days that are still to come, if it is spread over some."""
    waiting = act.items.filter(outcome="", opens_at__isnull=False).order_by("opens_at")
    found = waiting.values_list("opens_at", "practitioner").annotate(number=Count("pk"))
    each: dict[datetime, list[int]] = {}
    for at, _practitioner, number in found:
        each.setdefault(at, []).append(number)
    return [Day(at, sum(numbers), max(numbers)) for at, numbers in each.items()]


def choices(act: BulkAct, numbers: Mapping[str, int], wanted: str) -> Sequence[Choice]:
    """The outcomes there are; before it is confirmed, who is affected and who is left out."""
    first = _("would be done") if act.confirmed_at is None else _("not decided yet")
    labels = {WAITS: first, **{value: str(label) for value, label in Outcome.choices}}
    every = Choice("", _("All"), sum(numbers.values()), wanted == "")
    return [
        every,
        *[
            Choice(value, label, numbers[value], wanted == value)
            for value, label in labels.items()
            if numbers.get(value)
        ],
    ]


def lines(act: BulkAct, items: Sequence[BulkItem]) -> Sequence[Line]:
    subjects = queries.of_items(items)
    return [_line(act, item, subjects[item.pk]) for item in items]


def _line(act: BulkAct, item: BulkItem, subject: Any) -> Line:
    to = item.practitioner.person.display_name if item.practitioner else ""
    moves = act.kind in {Kind.EXTEND, Kind.PAUSE}
    known = item.outcome in {"", Outcome.DONE}
    return Line(
        words.title(subject, act.by),
        words.address(subject),
        words.awaited(item.name),
        to if known else "",
        item.opens_at if item.outcome == "" else None,
        item.due_from,
        item.due_to if moves and known else None,
        str(Outcome(item.outcome).label) if item.outcome else "",
        TONES.get(item.outcome, "plain"),
        item.said,
        item.due_from is not None and item.due_from < (item.at or act.asked_at),
    )
