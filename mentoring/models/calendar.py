"""What an organisation adds to the shipped calendars: its own days, and who published them."""

from django.conf import settings
from django.db import models

from mentoring.models.organisation import Organisation
from workflows.models import CalendarDay


class OwnDay(models.Model):
    """A day by an organisation's own decree; it goes into each calendar the organisation uses."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="own_days"
    )
    date = models.DateField()
    kind = models.CharField(max_length=20, choices=CalendarDay.Kind)
    hours = models.JSONField(null=True, blank=True)
    name = models.CharField(max_length=120)
    decree = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "date"], name="one_own_day_per_date")
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class CalendarImport(models.Model):
    """One file of days that was published, in whose name, and what it changed."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="calendar_imports"
    )
    number = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    name = models.CharField(max_length=120)
    content = models.TextField()
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    removed = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "number"], name="one_calendar_import_of_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.number}"
