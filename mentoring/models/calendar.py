"""What organisations and their units set about working time: weeks, own days, in whose name."""

from django.conf import settings
from django.db import models

from mentoring.models.organisation import Organisation, Unit
from workflows.models import Calendar, CalendarDay


class OwnDay(models.Model):
    """A day by an organisation's own decree, for each calendar it uses; of a unit, for that unit
    and those below it that have none of their own."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="own_days"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="own_days"
    )
    date = models.DateField()
    kind = models.CharField(max_length=20, choices=CalendarDay.Kind)
    hours = models.JSONField(null=True, blank=True)
    name = models.CharField(max_length=120)
    decree = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "date"],
                condition=models.Q(unit=None),
                name="one_day_of_an_organisation_per_date",
            ),
            models.UniqueConstraint(fields=["unit", "date"], name="one_day_of_a_unit_per_date"),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class CalendarImport(models.Model):
    """One file of days that was published, in whose name, and what it changed.

    The number counts on through an organisation, whichever of its units the days are of.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="calendar_imports"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
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


class WeekChoice(models.Model):
    """Somebody chose the shipped calendar that an organisation, or one unit of it, works by.

    Of a unit None is "as the unit above".
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="week_choices"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    calendar = models.ForeignKey(
        Calendar, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(unit__isnull=False) | models.Q(calendar__isnull=False),
                name="an_organisation_chooses_a_week",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit or self.organisation}: {self.calendar}"
