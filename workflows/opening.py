"""What is open and what stands still around a few subjects, in one statement."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import models
from django.db.models import Q

from workflows import prepared
from workflows.kept import Kept
from workflows.models import Deadline, Pause
from workflows.reading import seldom
from workflows.schedule import Span

Key = tuple[str, int]
Pauses = Mapping[str, Sequence[Span]]
# More at once are rare, and each number of them would be another statement to keep.
MOST = 16
SIZES = (4, 8, MOST)
NOTHING = ""
BELONGING = ("policy_version", "calendar")


def read(keys: Sequence[Key], targets: Collection[str]) -> tuple[list[Deadline], Pauses]:
    """Open deadlines of subjects in the order of their keys, and the pauses of targets."""
    if max(len(keys), len(targets)) > MOST:
        return _rows(keys), pauses(targets)
    names = _padded(targets)
    deadlines, make_deadline = _kept(len(keys)).compiled()
    held, make_pause = _held(len(names)).compiled()
    values = {name: value for n, key in enumerate(keys) for name, value in _named(n, key)}
    with prepared.cursor() as cursor:
        cursor.execute(
            _together(len(keys), len(names)), deadlines.filled(values) + held.filled(names)
        )
        found = cursor.fetchall()
    rows = [make_deadline(row) for row in found if row[0] is not None]
    stops = [make_pause(row[deadlines.width :]) for row in found if row[0] is None]
    return sorted(rows, key=lambda row: row.pk), _by_target(stops)


def pauses(targets: Collection[str]) -> Pauses:
    if not targets:
        return {}
    if len(targets) > MOST:
        return _by_target(Pause.objects.filter(target__in=targets))
    names = _padded(targets)
    return _by_target(_held(len(names))(**names))


def _padded(targets: Collection[str]) -> dict[str, str]:
    """By the names of places, of which there are so many that few numbers of them occur."""
    size = next(size for size in SIZES if len(targets) <= size)
    names = [*sorted(targets), *[NOTHING] * (size - len(targets))]
    return {f"name{n}": name for n, name in enumerate(names)}


@cache
def _held(count: int) -> Kept[Pause]:
    names = [f"name{n}" for n in range(count)]

    def build(**values: Any) -> "models.QuerySet[Pause]":
        rows = Pause.objects.filter(target__in=list(values.values()))
        return rows.only("target", "starts_at", "ends_at")

    return Kept(build, names)


def _by_target(rows: Iterable[Pause]) -> Pauses:
    found: dict[str, list[Span]] = defaultdict(list)
    for row in rows:
        found[row.target].append((row.starts_at, row.ends_at))
    return found


def _rows(keys: Sequence[Key]) -> list[Deadline]:
    which = Q(pk__in=[])
    for kind in dict.fromkeys(kind for kind, _pk in keys):
        which |= Q(subject_kind=kind, subject_id__in=[pk for other, pk in keys if other == kind])
    return list(_open(which).order_by("pk"))


def _open(which: Q) -> "models.QuerySet[Deadline]":
    rows = Deadline.objects.open().filter(which)
    return rows.select_related(*BELONGING).defer(*seldom(Deadline, *BELONGING))


def _named(number: int, key: Key) -> Iterable[tuple[str, Any]]:
    return zip((f"kind{number}", f"pk{number}"), key, strict=True)


@cache
def _kept(count: int) -> Kept[Deadline]:
    names = [name for n in range(count) for name, _none in _named(n, ("", 0))]

    def build(**values: Any) -> "models.QuerySet[Deadline]":
        which = Q()
        for n in range(count):
            which |= Q(subject_kind=values[f"kind{n}"], subject_id=values[f"pk{n}"])
        return _open(which)

    return Kept(build, names)


@cache
def _together(keys: int, names: int) -> str:
    """A row whose first columns are empty is a pause."""
    deadlines, _make = _kept(keys).compiled()
    held, _make = _held(names).compiled()
    before, after = (", ".join(["NULL"] * text.width) for text in (deadlines, held))
    return (
        f"SELECT found.*, {after} FROM ({deadlines.sql}) AS found"  # noqa: S608 no input in it
        f" UNION ALL SELECT {before}, held.* FROM ({held.sql}) AS held"
    )
