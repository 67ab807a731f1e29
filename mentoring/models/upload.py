"""Files handed in to a case, sealed; and the forms of ours that were handed out to be signed."""

import uuid

from django.db import models
from django.db.models import Q

from mentoring.machines.file_codes import FileKind, Verification
from mentoring.models.sealed import CaseKey, SealedNote


class Upload(models.Model):
    """A file of a case. Its name is its uid, its type the one that was found in it.

    Who handed it in and when stands on its `note`, which holds the key of the file; opened by
    services/uploads.py alone. `ours`: it begins with a form of ours as it was handed out.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    note = models.OneToOneField(SealedNote, models.PROTECT, related_name="file")
    kind = models.CharField(max_length=4, choices=FileKind)
    size = models.PositiveIntegerField()
    ours = models.BooleanField(default=False)
    verification = models.CharField(
        max_length=10, choices=Verification, default=Verification.UNVERIFIED
    )
    ciphertext = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(ciphertext=b""), name="an_upload_is_not_empty"),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class HandedOut(models.Model):
    """The SHA-256 and length of a form of a case, each time it was given to somebody to sign."""

    key = models.ForeignKey(CaseKey, models.PROTECT, related_name="handed_out")
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.digest
