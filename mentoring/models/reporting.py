"""Reporting lines: stored and dated, never derived from rank or unit."""

from django.db import models
from django.db.models import F, Q

from mentoring.models.dated import Dated, DatedQuerySet
from mentoring.models.person import Person
from mentoring.vocabulary import LineKind


class ReportingLine(Dated):
    """Who is over whom. Two lines of one kind never overlap (held by services.people)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="lines")
    superior = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="staff_lines")
    kind = models.CharField(max_length=20, choices=LineKind, default=LineKind.DIRECT_SUPERIOR)
    delegated_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DatedQuerySet["ReportingLine"].as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(person=F("superior")), name="nobody_is_their_own_superior"
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(valid_to=None),
                name="one_open_line_per_kind",
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "valid_from"], name="one_reporting_line_begins_a_day"
            ),
        ]
