"""Opening sealed notes: no text unless it is stored before who reads it, and why."""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentoring.models import AccessRecord, CaseKey, Person, SealedNote
from mentoring.models.seen import held
from mentoring.permissions.sealed import PURPOSES
from mentoring.sealed_text import SealedText
from mentoring.sealing import access, case_keys, cipher, erasure, erasure_list
from mentoring.sealing.keys import CannotOpen
from mentoring.sealing.notes import ERASED
from mentoring.vocabulary import Purpose
from workflows.errors import Guarded

__all__ = ["Purpose", "Unreadable", "destroy", "read", "reading", "reading_all"]

logger = logging.getLogger(__name__)

UNREADABLE = _(
    "This note cannot be opened: it is not as it was sealed, or its key is missing. Nothing of it"
    " is lost by trying; whoever runs the system must look at it."
)
RESTRICTED = _(
    "The use of this person's data is restricted: it opens to themselves only, and in an emergency."
)
WHILE_RESTRICTED = frozenset({Purpose.OWN_RECORD, Purpose.ACCESS_REQUEST, Purpose.BREAK_GLASS})
NOT_THE_PURPOSE = _("This purpose is not true of what you are to this note.")
HEAD = ["access_head", "access_count"]


class Unreadable(Guarded):
    """A note that is there and does not open; the log says why."""


@contextmanager
def reading(note: SealedNote, *, by: User, purpose: Purpose, now: datetime) -> Iterator[SealedText]:
    """The text of a note, for as long as the block lasts; `reveal()` gives it.

    SealedNote.DoesNotExist if `by` does not see it, Guarded if it was erased or the purpose is not
    true of what `by` is to it, Unreadable if it does not open. Not inside a transaction: the
    record must be stored before the text is given.
    """
    with reading_all([note], by=by, purpose=purpose, now=now) as texts:
        yield texts[note]


@contextmanager
def reading_all(
    notes: Collection[SealedNote], *, by: User, purpose: Purpose, now: datetime
) -> Iterator[Mapping[SealedNote, SealedText]]:
    """The same for several notes together, in as many statements as for one; all or none."""
    texts = {note: _open(note) for note in _recorded(notes, by, purpose, now)}
    try:
        yield texts
    finally:
        for text in texts.values():
            text.forget()


def read(
    notes: Sequence[SealedNote], *, by: User, purpose: Purpose, now: datetime
) -> list[tuple[str, str]]:
    """The same as fields and plain texts in that order: for one answer, to be kept nowhere."""
    if not notes:
        return []
    with reading_all(notes, by=by, purpose=purpose, now=now) as texts:
        return [(note.field, texts[note].reveal()) for note in notes]


def _recorded(
    notes: Collection[SealedNote], by: User, purpose: Purpose, now: datetime
) -> list[SealedNote]:
    """The notes as they stand, once it is stored that they are opened."""
    if purpose == Purpose.ERASURE:
        raise ValueError("an erasure opens nothing")
    wanted = {note.pk for note in notes}
    with transaction.atomic(durable=True):
        keys = {key.pk: key for key in case_keys.locked(note.key_id for note in notes)}
        visible = SealedNote.objects.with_relations(by, now)
        rows = visible.filter(pk__in=wanted, key__in=keys)
        found = list(rows.annotate(restricted=Exists(_restricted(now))).order_by("pk"))
        if len(found) != len(wanted):
            raise SealedNote.DoesNotExist
        if purpose not in WHILE_RESTRICTED and any(note.__dict__["restricted"] for note in found):
            raise Guarded(RESTRICTED)
        if any(key.destroyed_at for key in keys.values()):
            raise Guarded(ERASED)
        if not all(_fits(purpose, note) for note in found):
            raise Guarded(NOT_THE_PURPOSE)
        records = []
        for note in found:
            note.key = keys[note.key_id]
            records.append(access.follow(note.key, note, by, purpose, now))
        AccessRecord.objects.bulk_create(records)
        CaseKey.objects.bulk_update(keys.values(), HEAD)
    return found


def _restricted(now: datetime) -> QuerySet[Person]:
    """Clients of the case of a note who have had the use of their data restricted."""
    theirs = Q(counselling_cases__key=OuterRef("key")) | Q(
        performance_counsellings__key=OuterRef("key")
    )
    return Person.objects.filter(theirs, restricted_until__gt=now)


def _fits(purpose: Purpose, note: SealedNote) -> bool:
    return any(purpose in PURPOSES[relation] for relation in held(note, "sealed_note"))


def _open(note: SealedNote) -> SealedText:
    try:
        key = case_keys.data_key(note.key, note.generation)
        return cipher.disclose(bytes(note.ciphertext), key, case_keys.place(note, note.key))
    except CannotOpen as error:
        logger.error("note %s does not open: %s", note.uid, error)
        raise Unreadable(UNREADABLE) from None


def destroy(key: CaseKey, *, by: User, now: datetime) -> None:
    """Nobody can read any note of the case again, nor after an older backup was restored.

    The caller has decided that it may be done. It stands on the list of erasures before it is
    done, so it may not be part of a transaction that could still be taken back. Twice is once.
    """
    with transaction.atomic(durable=True):
        [locked] = case_keys.locked([key.pk])
        if locked.destroyed_at is None:
            erasure.erase(locked, by, now)
            erasure_list.append(locked.uid, now)
