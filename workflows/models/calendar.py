"""Working calendars as rows: a week, the days that differ from it, and the years they cover."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Calendar(models.Model):
    """When one kind of office works. `revision` grows with every change, so tables are cached.

    Those without `scope` are shipped and shared. One of a scope adds its own days to its `base`.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=40)
    week = models.JSONField()
    covers_from = models.DateField()
    covers_to = models.DateField()
    revision = models.PositiveIntegerField(default=1)
    digest = models.CharField(max_length=64, blank=True)
    source_label = models.TextField(blank=True)
    scope = models.CharField(max_length=60, blank=True, default="")
    base = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    seldom = ("name", "week", "covers_from", "covers_to", "source_label", "scope", "base")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "base"],
                condition=~models.Q(scope=""),
                name="one_calendar_of_a_base_per_scope",
            )
        ]

    def __str__(self) -> str:
        return self.name


class CalendarDay(models.Model):
    """A day that differs from the week: off (`hours` is null) or with hours of its own."""

    class Kind(models.TextChoices):
        NATIONAL = "national", _("National holiday")
        CUTI_BERSAMA = "cuti_bersama", _("Collective leave")
        REGIONAL = "regional", _("Regional holiday")
        RAMADAN_HOURS = "ramadan_hours", _("Ramadan hours")
        SPECIAL_OPEN = "special_open", _("Special opening")

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="days")
    date = models.DateField()
    kind = models.CharField(max_length=20, choices=Kind)
    hours = models.JSONField(null=True, blank=True)
    name = models.CharField(max_length=120)
    decree = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "date"], name="one_exception_per_calendar_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
