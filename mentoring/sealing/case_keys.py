"""The data keys of a case, as its row keeps them."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from mentoring.models import CaseKey, SealedNote
from mentoring.sealing import keys
from mentoring.sealing.cipher import Place
from mentoring.sealing.keys import CannotOpen, Key


class Destroyed(CannotOpen):
    """The key of the case was destroyed; what it sealed is gone."""


def begun(at: datetime) -> CaseKey:
    """An unsaved row with a new data key."""
    row = CaseKey(made_at=at)
    _hold(row, keys.new_key(), None)
    return row


def locked(pks: Iterable[int]) -> QuerySet[CaseKey]:
    """Read afresh, in the caller's transaction: nobody seals, opens, turns or destroys meanwhile.

    Always in the same order.
    """
    rows = CaseKey.objects.filter(pk__in=set(pks)).order_by("pk")
    return rows.select_for_update(no_key=True)


def place(note: SealedNote, key: CaseKey) -> Place:
    return Place(note.uid, key.uid, note.field, note.generation)


def data_key(row: CaseKey, generation: int) -> Key:
    """The one that sealed the notes of that generation. Raises CannotOpen."""
    if row.wrapped is None:
        raise Destroyed("The key of the case was destroyed.")
    wrapped = row.wrapped if generation == row.generation else row.wrapped_before
    if wrapped is None:
        raise keys.KeyMissing(f"The case has no data key of generation {generation} any more.")
    return keys.unwrap(bytes(wrapped), row.kek, _about(row, generation))


def rewrap(row: CaseKey) -> None:
    """Both data keys under the key-encryption key in use."""
    before = data_key(row, row.generation - 1) if row.wrapped_before is not None else None
    _hold(row, data_key(row, row.generation), before)


def turn(row: CaseKey, at: datetime) -> None:
    """A new generation; the one before opens what is not sealed anew yet."""
    before = data_key(row, row.generation)
    row.generation += 1
    row.made_at = at
    _hold(row, keys.new_key(), before)


def _hold(row: CaseKey, key: Key, before: Key | None) -> None:
    row.kek = keys.in_use()
    row.wrapped = keys.wrap(key, _about(row, row.generation))
    row.wrapped_before = before and keys.wrap(before, _about(row, row.generation - 1))


def _about(row: CaseKey, generation: int) -> bytes:
    return f"key {row.uid} {generation}".encode()
