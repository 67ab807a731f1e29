"""Reporting lines: stored and dated, never derived from rank or unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

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


@dataclass(frozen=True, slots=True)
class Succession:
    """From one superior to the next: what becomes of the line held, and the unsaved new one."""

    held: ReportingLine | None
    changes: Mapping[str, Any] = field(default_factory=dict)
    begun: ReportingLine | None = None


def succession(
    person: Person,
    superior: Person | None,
    day: date,
    kind: LineKind = LineKind.DIRECT_SUPERIOR,
    delegated_by: Person | None = None,
    lines: Sequence[ReportingLine] | None = None,
) -> Succession:
    """How `superior` follows on a day; without one the line held ends. Hold the person's row.

    `lines` are the person's of that kind, where they have been read since then. Raises
    ValidationError when a line that begins on a later day is known already.
    """
    if lines is None:
        rows = ReportingLine.objects.filter(person=person, kind=kind)
        lines = list(rows.overlapping(day, None).order_by("pk"))
    if any(line.valid_from > day for line in lines):
        raise ValidationError(_("A superior from a later day is known already."))
    held = next((line for line in lines if line.holds(day)), None)
    if superior is None:
        return Succession(held, {"valid_to": day - timedelta(days=1)} if held else {})
    if held and held.superior_id == superior.pk and held.valid_to is None:
        return Succession(held)
    if held and held.valid_from == day:
        return Succession(
            held, {"superior": superior, "delegated_by": delegated_by, "valid_to": None}
        )
    changes = {"valid_to": day - timedelta(days=1)} if held else {}
    begun = ReportingLine(
        person=person, superior=superior, kind=kind, valid_from=day, delegated_by=delegated_by
    )
    return Succession(held, changes, begun)
