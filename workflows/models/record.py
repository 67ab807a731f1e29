"""What happened: one append-only row per change of a subject, chained to the one before."""

import uuid

from django.conf import settings
from django.db import models


class Record(models.Model):
    """A change of a subject. `facts` are ids, codes, dates and numbers; free text is apart."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    subject_uid = models.UUIDField()
    version = models.PositiveIntegerField()
    transition = models.CharField(max_length=60)
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    process = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    reason = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict)
    text_digest = models.CharField(max_length=64, blank=True)
    told = models.PositiveIntegerField(default=0)
    machine_hash = models.CharField(max_length=16)
    key_id = models.CharField(max_length=40)
    previous = models.CharField(max_length=64, blank=True)
    mac = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "version"], name="one_record_per_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_uid} v{self.version} {self.transition}"


class RecordText(models.Model):
    """The free text given with a change; only its salted digest is chained, so it can be erased."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="text")
    salt = models.CharField(max_length=32)
    content = models.JSONField()

    def __str__(self) -> str:
        return f"text of {self.record_id}"
