"""The cipher of notes: AES-256-GCM, bound to the note, its case, its field and its data key.

A ciphertext that is put where another belongs does not open there.
"""

from dataclasses import dataclass
from uuid import UUID

from mentoring.sealed_text import SealedText
from mentoring.sealing.keys import Key, SealBroken

FORMAT = b"\x01"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ciphertext belongs: associated data, which must be the same when it is opened."""

    note: UUID
    key: UUID
    field: str
    generation: int

    @property
    def about(self) -> bytes:
        return f"note {self.note} {self.key} {self.generation} {self.field}".encode()


def seal(text: str, key: Key, place: Place) -> bytes:
    return FORMAT + key.close(text.encode(), place.about)


def disclose(sealed: bytes, key: Key, place: Place) -> SealedText:
    """Raises SealBroken. For services/sealed_notes.py alone, which records every opening."""
    return SealedText(_plain(sealed, key, place).decode())


def reseal(sealed: bytes, key: Key, place: Place, new_key: Key, new_place: Place) -> bytes:
    """The same text under another key; nobody reads it on the way."""
    return FORMAT + new_key.close(_plain(sealed, key, place), new_place.about)


def _plain(sealed: bytes, key: Key, place: Place) -> bytes:
    if sealed[:1] != FORMAT:
        raise SealBroken("It is of a format this release does not know, or was changed.")
    return key.open(sealed[1:], place.about)
