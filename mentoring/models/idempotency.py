"""Keys by which a client repeats a request without repeating its effect."""

from django.conf import settings
from django.db import models


class IdempotencyKey(models.Model):
    """What a request with this key did; never the answer, which is made anew for every asker."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_uid = models.UUIDField(null=True, blank=True)
    subject_version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="one_request_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.subject_kind} {self.subject_uid}"
