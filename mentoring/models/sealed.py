"""What is told in confidence: the key of a case, its sealed notes, and who opened them.

Nothing here can be read without a key that stands outside the database.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from mentoring.models.seen import SeenQuerySet
from mentoring.sealed_text import SEALED
from mentoring.vocabulary import Purpose


class CaseKey(models.Model):
    """The data key of one case, wrapped under the key-encryption key `kek`.

    While a new generation takes over, `wrapped_before` opens what the one before has sealed.
    Destroyed, it holds nothing, and no note of the case can be read again. `access_head` is the
    MAC of its last access record; whoever holds the row's lock may write the next.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    generation = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    wrapped = models.BinaryField(null=True)
    wrapped_before = models.BinaryField(null=True)
    kek = models.CharField(max_length=40, db_index=True)
    access_head = models.CharField(max_length=64, blank=True)
    access_count = models.PositiveIntegerField(default=0)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(destroyed_at=None, wrapped__isnull=False)
                | Q(destroyed_at__isnull=False, wrapped=None, wrapped_before=None),
                name="a_destroyed_key_holds_nothing",
            ),
        ]

    def __str__(self) -> str:
        return SEALED


class SealedNoteQuerySet(SeenQuerySet["SealedNote"]):
    resource = "sealed_note"


class SealedNote(models.Model):
    """A text of a case; `field` says which. It is never changed, only sealed anew.

    `author` is empty if whoever wrote it has no account. Opened by services/sealed_notes.py alone.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.ForeignKey(CaseKey, models.PROTECT, related_name="notes")
    field = models.CharField(max_length=40)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    shared = models.BooleanField(default=False)
    ciphertext = models.BinaryField()
    generation = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    objects = SealedNoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(ciphertext=b""), name="a_sealed_note_is_not_empty"),
        ]

    def __str__(self) -> str:
        return SEALED


class AccessRecord(models.Model):
    """Somebody opened a note of a case, or destroyed its key: append-only, chained per case.

    `actor` is empty where the list of erasures was applied to a restored database.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.ForeignKey(CaseKey, models.PROTECT, related_name="accesses")
    number = models.PositiveIntegerField()
    note = models.ForeignKey(SealedNote, models.PROTECT, null=True, related_name="accesses")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose)
    at = models.DateTimeField()
    mac_key = models.CharField(max_length=40)
    previous = models.CharField(max_length=64, blank=True)
    mac = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "number"], name="one_access_after_the_other"),
            models.CheckConstraint(
                condition=Q(purpose=Purpose.ERASURE) ^ Q(note__isnull=False, actor__isnull=False),
                name="an_opening_says_what_and_who",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)
