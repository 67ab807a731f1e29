"""Sealing what somebody writes: the key of a new case, and its notes as unsaved rows."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring.models import CaseKey, SealedNote
from mentoring.sealed_text import SealedText, revealed
from mentoring.sealing import case_keys, cipher
from workflows.errors import Guarded

ERASED = _("This was erased for good; nobody can read it or add to it any more.")


def new_key(at: datetime) -> CaseKey:
    """The key of a case that begins in the same transaction."""
    row = case_keys.begun(at)
    row.save(force_insert=True)
    return row


def sealed(
    key: CaseKey,
    field: str,
    text: str | SealedText,
    *,
    author: User | None,
    at: datetime,
    shared: bool = False,
) -> SealedNote:
    """An unsaved note; several of one case cost less by `all_sealed`."""
    [note] = all_sealed(key, {field: text}, author=author, at=at, shared=shared)
    return note


def all_sealed(
    key: CaseKey,
    texts: Mapping[str, str | SealedText],
    *,
    author: User | None,
    at: datetime,
    shared: bool = False,
) -> list[SealedNote]:
    """Unsaved notes by their fields, to be stored in this transaction; Guarded if it was erased.

    The key is locked and read afresh: a rotation cannot take it away before they are stored.
    """
    [held] = case_keys.locked([key.pk])
    if held.destroyed_at is not None:
        raise Guarded(ERASED)
    data_key = case_keys.data_key(held, held.generation)
    found = []
    for field, text in texts.items():
        note = SealedNote(
            key=held,
            field=field,
            author=author,
            shared=shared,
            generation=held.generation,
            created_at=at,
        )
        note.ciphertext = cipher.seal(revealed(text), data_key, case_keys.place(note, held))
        found.append(note)
    return found
