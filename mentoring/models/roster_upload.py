"""A roster that was sent in by the portal: kept from its preview until its rows are brought in."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from mentoring.models.programme import Programme


class RosterUpload(models.Model):
    """`preview` is what becomes of each row; `rejects` are the rows to mend, as a CSV file.

    `held_until` marks that a worker is at it. All of it holds personal data, so it is forgotten
    after a day; what became of the rows stays on the RosterImport.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    preview = models.JSONField(default=list)
    rejects = models.TextField(blank=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "digest", "by"],
                condition=Q(confirmed_at=None),
                name="one_preview_per_file",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(confirmed_at__isnull=False),
                name="finished_upload_was_confirmed",
            ),
        ]
