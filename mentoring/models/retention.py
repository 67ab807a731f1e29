"""How long records are kept: shipped rules, and an organisation's own in their place."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from mentoring.machines.retention_codes import RecordKind, Since
from mentoring.models.dated import Dated, DatedQuerySet
from mentoring.models.organisation import Organisation


class RetentionRuleQuerySet(DatedQuerySet["RetentionRule"]):
    def of(self, organisation: Any) -> Self:
        """Its own and the shipped ones."""
        return self.filter(Q(organisation=organisation) | Q(organisation=None))

    def in_force(self, organisation: Any, day: date) -> Mapping[str, "RetentionRule"]:
        """By kind of record the rule that counts on a day; one statement."""
        rows = self.of(organisation).at(day).order_by("valid_from", "pk")
        found = sorted(rows, key=lambda rule: rule.organisation_id is not None)
        return {rule.kind: rule for rule in found}


class RetentionRule(Dated):
    """A kind of record is destroyed so many months after an event; shipped without organisation."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="retention_rules"
    )
    kind = models.CharField(max_length=30, choices=RecordKind)
    months = models.PositiveSmallIntegerField()
    since = models.CharField(max_length=10, choices=Since)
    source_label = models.CharField(max_length=200)

    objects = RetentionRuleQuerySet.as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "kind", "valid_from"], name="one_retention_rule_from_a_day"
            ),
            models.UniqueConstraint(
                fields=["kind", "valid_from"],
                condition=Q(organisation=None),
                name="one_shipped_retention_rule_from_a_day",
            ),
            models.CheckConstraint(
                condition=Q(months__gte=1) & ~Q(source_label=""), name="a_retention_rule_is_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.months}"

    @property
    def basis(self) -> str:
        """What it rests on: as the agency wrote it; a shipped rule says it in both languages."""
        return self.source_label if self.organisation_id else _(self.source_label)
