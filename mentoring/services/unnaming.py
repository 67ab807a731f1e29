"""Whoever is erased is not named any more where others were told of them, sent or still to be.

Notices stand as proof that somebody was told when. Beside a name stands whose it is
(`mentoring.notices.names`), so somebody else of the very same name stays named. Notices of earlier
releases have the name alone: there both are blotted out.
"""

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from mentoring.models import DataCorrection, Person
from mentoring.notices.names import EACH, UID
from mentoring.queries.retention import GONE
from notifications import forgetting
from notifications.models import Delivery, Incident, Notice

BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Erasure:
    """Who goes, and every name they have or had here."""

    uids: frozenset[str]
    names: frozenset[str]


def erasure_of(people: Collection[Person]) -> Erasure:
    """To be asked before they are emptied."""
    found = {name for one in people for name in (one.name, one.display_name)}
    found |= {one.user.display_name for one in people}
    before = DataCorrection.objects.filter(request__person__in=people, field="name")
    names = frozenset({*found, *before.values_list("old", flat=True)} - {"", GONE})
    return Erasure(frozenset(str(one.uid) for one in people), names)


def unname(erasure: Erasure) -> None:
    """In all notices, their copies and incidents; twice is once."""
    if not erasure.uids:
        return
    changed = _blotted(Notice.objects.all(), ("facts", "path"), erasure)
    for first in range(0, len(changed), BATCH):
        forgetting.forget(Delivery.objects.filter(notice__in=changed[first : first + BATCH]))
    _blotted(Incident.objects.all(), ("facts",), erasure)


def _blotted(rows: QuerySet[Any], columns: Sequence[str], erasure: Erasure) -> list[Any]:
    """The rows that had to be changed."""
    blot = _Blot(erasure.uids, _pattern(erasure.names))
    changed: list[Any] = []
    for row in _naming(rows, columns, erasure):
        left = {column: blot.out_of(getattr(row, column)) for column in columns}
        if any(left[column] != getattr(row, column) for column in columns):
            for column, value in left.items():
                setattr(row, column, value)
            changed.append(row)
    rows.model.objects.bulk_update(changed, columns, batch_size=BATCH)
    return changed


def _naming(rows: QuerySet[Any], columns: Sequence[str], erasure: Erasure) -> Iterator[Any]:
    """A database may keep a letter beyond ASCII as it is or by its number."""
    written = {form for name in erasure.names for form in (name, json.dumps(name)[1:-1])}
    said = {f"{column}_said": Cast(column, TextField()) for column in columns}
    named = [Q(**{f"{name}__contains": one}) for name in said for one in written | erasure.uids]
    found: QuerySet[Any] = rows.annotate(**said).filter(reduce(or_, named)).order_by("pk")
    return found.iterator(chunk_size=BATCH)


def _pattern(names: Collection[str]) -> re.Pattern[str]:
    """Any of the names alone or in a list; of none, nothing."""
    whole = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or r"\b\B"
    return re.compile(rf"(?:^|(?<=, ))(?:{whole})(?=$|, )")


@dataclass(frozen=True, slots=True)
class _Blot:
    uids: frozenset[str]
    names: re.Pattern[str]

    def out_of(self, value: Any) -> Any:
        match value:
            case str():
                return self.names.sub(GONE, value)
            case dict():
                return self._facts(value)
            case list():
                return [self.out_of(one) for one in value]
        return value

    def _facts(self, facts: dict[str, Any]) -> dict[str, Any]:
        left: dict[str, Any] = {}
        for key, value in facts.items():
            each, uid = facts.get(f"{key}{EACH}"), _whose(facts, key)
            if each is not None:
                left[key] = ", ".join(name for _uid, name in self._each(each))
            elif uid is not None:
                left[key] = GONE if value and uid in self.uids else value
            else:
                left[key] = self._each(value) if key.endswith(EACH) else self.out_of(value)
        return left

    def _each(self, pairs: list[list[str]]) -> list[list[str]]:
        return [[uid, GONE if uid in self.uids else name] for uid, name in pairs]


def _whose(facts: dict[str, Any], key: str) -> str | None:
    """Whose name it is; None where that does not stand beside it."""
    found: str | None = facts.get("who" if key == "name" else f"{key}{UID}")
    return found
