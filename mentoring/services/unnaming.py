"""Whoever is erased is not named any more where others were told of them, sent or still to be.

Notices stand as proof that somebody was told when. A name stands in their facts as it was written
then, alone or in a list; somebody else of the very same name is blotted out as well.
"""

import json
import re
from collections.abc import Collection, Iterator
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from mentoring.models import DataCorrection, Person
from mentoring.queries.retention import GONE
from notifications import parcels
from notifications.models import DayMail, Delivery, Notice
from notifications.models.delivery import DeliveryState

SETTLED: Final = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.CANCELLED)
NAMED_BY: Final = ("name", "title_before", "title_after")
BATCH: Final = 500


def names_of(people: Collection[Person]) -> frozenset[str]:
    """Every name these people have or had here; to be asked before they are emptied."""
    found = {name for one in people for name in (one.name, one.display_name)}
    found |= {one.user.display_name for one in people}
    before = DataCorrection.objects.filter(request__person__in=people, field="name")
    return frozenset({*found, *before.values_list("old", flat=True)} - {"", GONE})


def unname(names: Collection[str]) -> None:
    """In all notices and their copies; twice is once."""
    if not names:
        return
    whole = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    pattern = re.compile(rf"(?:^|(?<=, ))(?:{whole})(?=$|, )")
    batch: list[Notice] = []
    for notice in _naming(names):
        facts, path = _without(notice.facts, pattern), _without(notice.path, pattern)
        if (facts, path) != (notice.facts, notice.path):
            notice.facts, notice.path = facts, path
            batch.append(notice)
    Notice.objects.bulk_update(batch, ["facts", "path"], batch_size=BATCH)
    for first in range(0, len(batch), BATCH):
        wordless(Delivery.objects.filter(notice__in=batch[first : first + BATCH]))


def wordless(copies: Any) -> None:
    """The words of copies that have left go; those still to leave are put into words anew."""
    settled = copies.filter(state__in=SETTLED)
    mails = settled.exclude(day_mail=None).values("day_mail")
    DayMail.objects.filter(pk__in=mails).update(**parcels.BLANK)
    settled.update(**parcels.BLANK, calendar="")
    parcels.unword(copies.filter(state=DeliveryState.PENDING, rendered_at__isnull=False))


def _naming(names: Collection[str]) -> Iterator[Notice]:
    """A database may keep a letter beyond ASCII as it is or by its number."""
    written = {form for name in names for form in (name, json.dumps(name)[1:-1])}
    rows = Notice.objects.annotate(
        told=Cast("facts", TextField()), hops=Cast("path", TextField())
    ).filter(reduce(or_, (Q(told__contains=form) | Q(hops__contains=form) for form in written)))
    return rows.order_by("pk").iterator(chunk_size=BATCH)


def _without(value: Any, pattern: re.Pattern[str]) -> Any:
    match value:
        case str():
            return pattern.sub(GONE, value)
        case dict():
            return {key: _without(one, pattern) for key, one in value.items()}
        case list():
            return [_without(one, pattern) for one in value]
    return value
