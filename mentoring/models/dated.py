"""Rows that hold from one day to another, both included; no last day means until further notice."""

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q

Row = TypeVar("Row", bound=models.Model)


class DatedQuerySet(models.QuerySet[Row]):
    def at(self, day: date) -> Self:
        """The rows that hold on a local day."""
        return self.filter(valid_from__lte=day).exclude(valid_to__lt=day)

    def overlapping(self, first: date, last: date | None) -> Self:
        """The rows that hold on any day of a period."""
        rows = self.exclude(valid_to__lt=first)
        return rows if last is None else rows.filter(valid_from__lte=last)


class Dated(models.Model):
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="%(class)s_ends_after_it_begins",
            )
        ]

    def holds(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
