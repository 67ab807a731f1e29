"""Whoever is erased is not named any more where others were told of them, sent or still to be.

Notices stand as proof that somebody was told when. Beside a name stands whose it is
(`mentoring.notices.names`), so somebody else of the very same name stays named. Notices of earlier
releases have the name alone: there both are blotted out.
"""

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from mentoring.models import DataCorrection, Person
from mentoring.notices.names import EACH, UID
from mentoring.queries.retention import GONE
from notifications import forgetting
from notifications.models import Delivery, Notice

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
    """In all notices and their copies; twice is once."""
    if not erasure.uids:
        return
    blot = _Blot(erasure.uids, _pattern(erasure.names))
    batch: list[Notice] = []
    for notice in _naming(erasure):
        facts, path = blot.out_of(notice.facts), blot.out_of(notice.path)
        if (facts, path) != (notice.facts, notice.path):
            notice.facts, notice.path = facts, path
            batch.append(notice)
    Notice.objects.bulk_update(batch, ["facts", "path"], batch_size=BATCH)
    for first in range(0, len(batch), BATCH):
        forgetting.forget(Delivery.objects.filter(notice__in=batch[first : first + BATCH]))


def _naming(erasure: Erasure) -> Iterator[Notice]:
    """A database may keep a letter beyond ASCII as it is or by its number."""
    written = {form for name in erasure.names for form in (name, json.dumps(name)[1:-1])}
    rows = Notice.objects.annotate(
        told=Cast("facts", TextField()), hops=Cast("path", TextField())
    ).filter(
        reduce(
            or_, (Q(told__contains=one) | Q(hops__contains=one) for one in written | erasure.uids)
        )
    )
    return rows.order_by("pk").iterator(chunk_size=BATCH)


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
