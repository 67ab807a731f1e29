"""Open deadlines that were moved to another version of their policy, and how each stood before."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from workflows.models.deadline import Deadline
from workflows.models.policy import EscalationPolicyVersion


class PolicyMove(models.Model):
    """One act of moving, by one person; undone as long as nothing has rung since."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(
        EscalationPolicyVersion, on_delete=models.PROTECT, related_name="moves"
    )
    scope = models.CharField(max_length=80)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="an_undone_move_names_who",
            )
        ]

    def __str__(self) -> str:
        return f"{self.uid} to {self.version}"


class MovedDeadline(models.Model):
    """The version, cursor and due time a deadline had, and the cursor, epoch and due time since."""

    move = models.ForeignKey(PolicyMove, on_delete=models.PROTECT, related_name="rows")
    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="moves")
    version_from = models.ForeignKey(
        EscalationPolicyVersion, on_delete=models.PROTECT, related_name="+"
    )
    step_from = models.PositiveIntegerField()
    step_to = models.PositiveIntegerField()
    due_from = models.DateTimeField()
    due_to = models.DateTimeField()
    epoch = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["move", "deadline"], name="moved_once_per_act")
        ]

    def __str__(self) -> str:
        return f"{self.deadline}: {self.due_from:%Y-%m-%d %H:%M}Z to {self.due_to:%Y-%m-%d %H:%M}Z"
