"""What is open and what stands still around a few subjects: on PostgreSQL in one statement."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import models
from django.db.models import Q

from workflows import prepared, statements
from workflows.kept import Kept
from workflows.models import Deadline, Pause
from workflows.schedule import Span

Key = tuple[str, int]
Pauses = Mapping[str, Sequence[Span]]
# More at once are rare, and each number of them would be another statement to keep.
MOST = 16
# What is known by heart of a policy or a calendar that was seen before.
KNOWN = (
    "policy_version__content",
    "policy_version__source_label",
    "calendar__week",
    "calendar__source_label",
)


def read(keys: Sequence[Key], targets: Collection[str]) -> tuple[list[Deadline], Pauses]:
    """Open deadlines of subjects in the order of their keys, and the pauses of targets."""
    if len(keys) > MOST or not statements.can_send_together():
        return _rows(keys), pauses(targets)
    text, make = _kept(len(keys)).compiled()
    values = {name: value for n, key in enumerate(keys) for name, value in _named(n, key)}
    with prepared.cursor() as cursor:
        cursor.execute(_with_pauses(len(keys)), [*text.filled(values), sorted(targets)])
        found = cursor.fetchall()
    rows = sorted((make(row) for row in found if row[0] is not None), key=lambda row: row.pk)
    return rows, _by_target(row[-3:] for row in found if row[0] is None)


def pauses(targets: Collection[str]) -> Pauses:
    if not targets:
        return {}
    names = sorted(targets)
    if len(names) > MOST or statements.can_send_together():
        held = Pause.objects.filter(target__in=names)
        return _by_target(held.values_list("target", "starts_at", "ends_at"))
    given = {f"name{n}": name for n, name in enumerate(names)}
    return _by_target((row.target, row.starts_at, row.ends_at) for row in _few(len(names))(**given))


@cache
def _few(count: int) -> Kept[Pause]:
    names = [f"name{n}" for n in range(count)]
    return Kept(lambda **values: Pause.objects.filter(target__in=list(values.values())), names)


def _by_target(rows: Iterable[Sequence[Any]]) -> Pauses:
    found: dict[str, list[Span]] = defaultdict(list)
    for target, start, end in rows:
        found[target].append((start, end))
    return found


def _rows(keys: Sequence[Key]) -> list[Deadline]:
    if len(keys) <= MOST:
        values = {name: value for n, key in enumerate(keys) for name, value in _named(n, key)}
        return sorted(_kept(len(keys))(**values), key=lambda row: row.pk)
    which = Q(pk__in=[])
    for kind in dict.fromkeys(kind for kind, _pk in keys):
        which |= Q(subject_kind=kind, subject_id__in=[pk for other, pk in keys if other == kind])
    return list(_open(which).order_by("pk"))


def _open(which: Q) -> "models.QuerySet[Deadline]":
    rows = Deadline.objects.open().filter(which)
    return rows.select_related("policy_version", "calendar").defer(*KNOWN)


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
def _with_pauses(count: int) -> str:
    """A row that is no deadline is a pause, in its last three columns."""
    text, _make = _kept(count).compiled()
    nothing = ", ".join(["NULL"] * text.width)
    return (
        f"SELECT found.*, NULL, NULL, NULL FROM ({text.sql}) AS found"  # noqa: S608 no input in it
        f" UNION ALL SELECT {nothing}, target, starts_at, ends_at"
        f" FROM {Pause._meta.db_table} WHERE target = ANY(%s)"
    )
