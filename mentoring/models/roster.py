"""What became of each row of an imported roster, and the slips for people without own e-mail."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mentoring.models.person import Person
from mentoring.models.programme import Programme


class RosterImport(models.Model):
    """One file brought into one programme; bringing it again continues the same row."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="imports")
    digest = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "digest"], name="one_import_per_file")
        ]


class RosterRow(models.Model):
    """The verdict on a row. `problems` holds columns, codes and parameters, never a cell's text."""

    class Verdict(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        REJECTED = "rejected", _("rejected")

    roster_import = models.ForeignKey(RosterImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    verdict = models.CharField(max_length=10, choices=Verdict)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    problems = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roster_import", "number"], name="one_verdict_per_row"),
            models.CheckConstraint(
                condition=Q(verdict="rejected") | Q(person__isnull=False),
                name="accepted_row_has_a_person",
            ),
        ]


class Slip(models.Model):
    """The paper that tells somebody without own e-mail; `printed_at` is its first printing."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="slips")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="slips")
    created_at = models.DateTimeField()
    printed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "programme"], name="one_slip_per_programme")
        ]
