"""More time that somebody gave for one deadline, with their reason."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from workflows.models.deadline import Deadline


class Extension(models.Model):
    """An explicit row for every extension; `Deadline.extended` is the sum of its working days.

    `due_from` and `due_to` say what was decided then; pauses may have moved it since.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="extensions")
    working_days = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=40)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField()
    due_from = models.DateTimeField()
    due_to = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(working_days__gt=0), name="extension_gives_days")
        ]

    def __str__(self) -> str:
        return f"{self.deadline}: {self.working_days} working days more"
