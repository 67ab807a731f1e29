"""One decision of a coordinator about many items, done item by item."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentoring.models.practitioner import Practitioner


class BulkAct(models.Model):
    """Looked at before it is confirmed, and confirmed once.

    `given` are the days, dates and the reason by their names.
    """

    class Kind(models.TextChoices):
        EXTEND = "extend", _("Give more time")
        PAUSE = "pause", _("Let deadlines stand still")
        REOFFER = "reoffer", _("Offer to somebody else")
        REMIND = "remind", _("Remind")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    given = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(confirmed_at__isnull=False),
                name="finished_bulk_act_was_confirmed",
            )
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(confirmed_at__isnull=False, finished_at__isnull=True),
                name="bulk_act_to_go_on",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"


class BulkItem(models.Model):
    """One item of it: a deadline, or a request to be offered to `practitioner`. With `opens_at`
    it waits for that time.

    `seen` is what was looked at: a version for an offer, else a due time. What is refused when it
    is looked at has its outcome then.
    """

    class Outcome(models.TextChoices):
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")
        CHANGED = "changed", _("changed meanwhile")
        FAILED = "failed", _("failed")
        TAKEN_BACK = "taken_back", _("taken back before it began")

    act = models.ForeignKey(BulkAct, on_delete=models.PROTECT, related_name="items")
    place = models.PositiveIntegerField()
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    name = models.CharField(max_length=60)
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    seen = models.CharField(max_length=60)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    said = models.CharField(max_length=250, blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    due_from = models.DateTimeField(null=True, blank=True)
    due_to = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["act", "subject_kind", "subject_id", "name"], name="once_in_a_bulk_act"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", at=None) | (~Q(outcome="") & Q(at__isnull=False)),
                name="decided_bulk_item_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["act", "place"], name="bulk_items_to_do", condition=Q(outcome="")),
            models.Index(
                fields=["subject_kind", "subject_id"],
                name="bulk_items_that_wait",
                condition=Q(outcome="", opens_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act}: {self.subject_kind} {self.subject_id}"
