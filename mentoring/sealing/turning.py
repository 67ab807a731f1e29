"""Bringing what a case has sealed under a new data key; nobody reads it on the way."""

from datetime import datetime

from mentoring.models import CaseKey, SealedNote
from mentoring.sealing import case_keys, cipher


def anew(note: SealedNote, row: CaseKey) -> None:
    """The note, unsaved, under the data key in use of a key that the caller has locked."""
    old, place = case_keys.data_key(row, note.generation), case_keys.place(note, row)
    note.generation = row.generation
    note.ciphertext = cipher.reseal(
        bytes(note.ciphertext),
        old,
        place,
        case_keys.data_key(row, row.generation),
        case_keys.place(note, row),
    )


def turned(pk: int, at: datetime) -> tuple[CaseKey, list[SealedNote]]:
    """A case's key and all its notes of a new generation, unsaved; no key before opens anything.

    The key is locked in the caller's transaction. Raises CannotOpen.
    """
    [row] = case_keys.locked([pk])
    notes = list(row.notes.order_by("pk"))
    for note in notes:
        if note.generation != row.generation:
            anew(note, row)
    case_keys.turn(row, at)
    for note in notes:
        anew(note, row)
    row.wrapped_before = None
    return row, notes
