"""Due times that move though nobody acted: because a calendar, a pause or a policy changed."""

import uuid

from django.db import models
from django.db.models import Q

from workflows.models.deadline import Deadline


class Replanning(models.Model):
    """One change of what due times follow from, and how far its open deadlines are planned anew.

    `which` are field lookups of Deadline; `cursor` is the last primary key that was looked at.
    From `looked_at` on only those are missing that were armed at the very same moment.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cause = models.CharField(max_length=120)
    which = models.JSONField()
    asked_at = models.DateTimeField()
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], condition=Q(finished_at__isnull=True), name="replanning_to_go_on"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cause}: {self.done} of {self.total}"


class DueChange(models.Model):
    """The due time a deadline had before a re-planning, and the one it has since."""

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="due_changes")
    replanning = models.ForeignKey(Replanning, on_delete=models.PROTECT, related_name="changes")
    at = models.DateTimeField()
    due_from = models.DateTimeField()
    due_to = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.deadline}: {self.due_from:%Y-%m-%d %H:%M}Z to {self.due_to:%Y-%m-%d %H:%M}Z"
