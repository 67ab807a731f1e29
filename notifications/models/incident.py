"""An incident: something the system cannot mend by itself and a person must decide."""

import uuid
from typing import Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.models.delivery import Delivery


class Resolution(models.TextChoices):
    RETRIED = "retried", _("tried again")
    SKIPPED = "skipped", _("given up, with a reason")
    RECOVERED = "recovered", _("mended by itself")


class IncidentQuerySet(models.QuerySet["Incident"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)


class Incident(models.Model):
    """`key` names what is broken and is unique while open: the same trouble is told once."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60, blank=True, default="")
    subject_id = models.BigIntegerField(null=True, blank=True)
    delivery = models.ForeignKey(
        Delivery, null=True, blank=True, on_delete=models.PROTECT, related_name="incidents"
    )
    reason = models.CharField(max_length=200)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    resolution = models.CharField(max_length=10, choices=Resolution, blank=True, default="")
    resolution_reason = models.CharField(max_length=200, blank=True, default="")

    objects = IncidentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["opened_at"], name="incident_open", condition=Q(closed_at=None))
        ]
        constraints = [
            models.UniqueConstraint(
                name="incident_once_while_open", fields=["key"], condition=Q(closed_at=None)
            ),
            models.CheckConstraint(
                name="incident_closed_has_resolution",
                condition=Q(closed_at=None, resolution="", closed_by=None)
                | Q(closed_at__isnull=False, resolution=Resolution.RECOVERED)
                | Q(
                    closed_at__isnull=False,
                    closed_by__isnull=False,
                    resolution__in=[Resolution.RETRIED, Resolution.SKIPPED],
                ),
            ),
            models.CheckConstraint(
                name="incident_skipped_has_reason",
                condition=~Q(resolution=Resolution.SKIPPED) | ~Q(resolution_reason=""),
            ),
            models.CheckConstraint(
                name="incident_subject_whole",
                condition=Q(subject_kind="", subject_id=None)
                | (~Q(subject_kind="") & Q(subject_id__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)
