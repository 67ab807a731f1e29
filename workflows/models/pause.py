"""Time in which working clocks stand still: of one item, of one person, of one programme."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Pause(models.Model):
    """An explicit row for every pause, so that due times can be derived again at any time.

    `target` names whose clocks stand still (see `workflows.pauses`); elapsed clocks never do.
    A pause that is ended early keeps its row and gets an earlier end, with who did it and when.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    target = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=40)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    set_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")), name="pause_ends_after_it_begins"
            )
        ]
        indexes = [models.Index(fields=["target", "ends_at"], name="pause_of_target")]

    def __str__(self) -> str:
        return f"{self.target} {self.starts_at:%Y-%m-%d} to {self.ends_at:%Y-%m-%d}"
