"""Turning keys while everybody works: small transactions, each of which leaves all readable.

Killed anywhere it may be started again; what is done is not done twice. Whoever reads or writes
waits for one such transaction at the most.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from mentoring.models import CaseKey, SealedNote
from mentoring.sealing import case_keys, keys, turning
from mentoring.sealing.keys import CannotOpen
from mentoring.services import drafts

logger = logging.getLogger(__name__)

BATCH = 25


class Rotation:
    """What it cannot open stays as it is, is logged and counted in `stuck`; the others go on."""

    def __init__(self) -> None:
        self.stuck: set[int] = set()

    def to_wrap(self) -> int:
        return self._under_others().count()

    def wrap(self) -> Iterator[int]:
        """Every data key under the key-encryption key in use; how many, batch by batch."""
        while batch := list(self._under_others().order_by("pk")[:BATCH]):
            yield sum(self._unless_stuck(row.pk, _wrap) for row in batch)

    def drafts_to_seal(self) -> int:
        return drafts.under_others().count()

    def seal_drafts(self) -> Iterator[int]:
        """Every draft under the key in use, one by one; there are few, and they are short-lived."""
        for pk in list(drafts.under_others().order_by("pk").values_list("pk", flat=True)):
            drafts.turn(pk)
            yield 1

    def to_seal(self, before: datetime) -> int:
        late = Q(key__made_at__lt=before) | ~Q(generation=F("key__generation"))
        return SealedNote.objects.filter(late, key__in=self._older(before)).count()

    def seal(self, before: datetime, *, now: datetime) -> Iterator[int]:
        """A new data key for every case whose own was made before, its notes sealed under it.

        How many notes, batch by batch; what was begun earlier is brought to its end as well.
        `before` may not be later than `now`.
        """
        while row := self._older(before).order_by("pk").first():
            yield self._unless_stuck(row.pk, lambda pk: _seal_some(pk, min(before, now), now))

    def _under_others(self) -> QuerySet[CaseKey]:
        rows = CaseKey.objects.filter(destroyed_at=None).exclude(kek=keys.in_use())
        return rows.exclude(pk__in=self.stuck)

    def _older(self, before: datetime) -> QuerySet[CaseKey]:
        turning = Q(wrapped_before__isnull=False)
        rows = CaseKey.objects.filter(Q(made_at__lt=before) | turning, destroyed_at=None)
        return rows.exclude(pk__in=self.stuck)

    def _unless_stuck(self, pk: int, act: Callable[[int], int]) -> int:
        try:
            return act(pk)
        except CannotOpen as error:
            logger.error("case key %s was not turned: %s", pk, error)
            self.stuck.add(pk)
            return 0


@transaction.atomic
def _wrap(pk: int) -> int:
    [row] = case_keys.locked([pk])
    if row.destroyed_at is None:
        case_keys.rewrap(row)
        row.save(update_fields=["kek", "wrapped", "wrapped_before"])
    return 1


@transaction.atomic
def _seal_some(pk: int, before: datetime, now: datetime) -> int:
    [row] = case_keys.locked([pk])
    if row.destroyed_at is not None:
        return 0
    if row.wrapped_before is None and row.made_at < before:
        case_keys.turn(row, now)
    notes = list(row.notes.exclude(generation=row.generation).order_by("pk")[:BATCH])
    for note in notes:
        turning.anew(note, row)
    SealedNote.objects.bulk_update(notes, ["generation", "ciphertext"])
    if len(notes) < BATCH:
        row.wrapped_before = None
    row.save(update_fields=["generation", "made_at", "kek", "wrapped", "wrapped_before"])
    return len(notes)
