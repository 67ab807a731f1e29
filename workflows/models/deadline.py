"""Armed clocks: one row per deadline, a cursor on the escalation policy it was armed with."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models.calendar import Calendar
from workflows.models.policy import EscalationPolicyVersion


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def open(self) -> "DeadlineQuerySet":
        return self.filter(closed_at__isnull=True)

    def of(self, kind: str, subject_id: int) -> "DeadlineQuerySet":
        return self.filter(subject_kind=kind, subject_id=subject_id)


class Deadline(models.Model):
    """What one party owes a subject, and until when. `scope` is the subject's nearest.

    `step` counts the rings already made; `next_due_at` is the next one (null: none is left);
    `due_at` is when the party's time is over. `told` is how many notices the rings have written,
    `extended` by how many working days its plan was moved (see Extension).
    """

    class Outcome(models.TextChoices):
        MET = "met", _("done in time")
        MISSED = "missed", _("done late or not at all")
        VOID = "void", _("no longer needed")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    name = models.CharField(max_length=60)
    scope = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=60)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deadlines",
        db_index=False,  # the open ones of a person are asked for, in their order
    )
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+")
    policy_version = models.ForeignKey(
        EscalationPolicyVersion, on_delete=models.PROTECT, related_name="deadlines"
    )
    opened_at = models.DateTimeField()
    anchor_at = models.DateTimeField()
    due_at = models.DateTimeField()
    step = models.PositiveIntegerField(default=0)
    next_due_at = models.DateTimeField(null=True)
    epoch = models.PositiveIntegerField(default=1)
    told = models.PositiveIntegerField(default=0)
    extended = models.PositiveSmallIntegerField(default=0, db_default=0)
    quiet_from = models.DateTimeField(null=True, blank=True)
    quiet_until = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    held_until = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    standstills: Sequence[tuple[datetime, datetime]] | None = None
    """The pauses that count for it, where they have been read (`workflows.pauses`)."""

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "name"],
                condition=models.Q(closed_at__isnull=True),
                name="one_open_deadline_per_name",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, outcome="")
                | (models.Q(closed_at__isnull=False) & ~models.Q(outcome="")),
                name="closed_deadline_has_outcome",
            ),
            models.CheckConstraint(
                condition=models.Q(quiet_from=None, quiet_until=None)
                | models.Q(quiet_from__lt=models.F("quiet_until")),
                name="deadline_is_quiet_for_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_due_at", "id"],
                condition=models.Q(closed_at__isnull=True, next_due_at__isnull=False),
                name="deadline_in_ring_order",
            ),
            models.Index(
                fields=["responsible", "due_at", "id"],
                condition=models.Q(closed_at__isnull=True),
                name="deadline_of_a_person",
            ),
            models.Index(fields=["subject_kind", "subject_id"], name="deadline_subject"),
            models.Index(
                fields=["scope", "due_at", "id"],
                condition=models.Q(closed_at__isnull=True),
                name="deadline_of_a_scope",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}: {self.name}"

    @property
    def quiet(self) -> tuple[datetime, datetime] | None:
        """The time in which nobody is told, since somebody has said that they see to it."""
        if self.quiet_from is None or self.quiet_until is None:
            return None
        return self.quiet_from, self.quiet_until
