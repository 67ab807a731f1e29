"""Organisations, the boundary of a tenant, and the tree of their units."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q

from accounts.models import TimeZone
from mentoring.models.dated import Dated, DatedQuerySet
from mentoring.vocabulary import OrganisationKind, PositionLevel, UnitKind
from workflows.models import Calendar


class Organisation(models.Model):
    """An agency. People at `escalation_ceiling` or above are never escalated to.

    While somebody is away their deadlines wait, for at most `away_limit` working days.
    `listening` says of which topics its programs are told, by the key of their endpoint.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=OrganisationKind)
    zone = models.CharField(max_length=40, choices=TimeZone, default=TimeZone.WIB)
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+")
    escalation_ceiling = models.CharField(
        max_length=20, choices=PositionLevel, default=PositionLevel.PYB
    )

    away_limit = models.PositiveSmallIntegerField(default=10)
    listening = models.JSONField(null=True, blank=True)

    seldom = ("code", "kind", "away_limit")

    def __str__(self) -> str:
        return self.name


class Unit(Dated):
    """A part of an organisation; its root unit, the only one without parent, is the whole.

    `works_by` is the shipped calendar chosen for it; without one it works as the unit above does.
    `calendar` is what follows from that and from own days: `services.calendars` keeps it current.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="units")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=UnitKind, default=UnitKind.OPD)
    works_by = models.ForeignKey(
        Calendar, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+", blank=True)

    seldom = ("valid_from", "valid_to", "uid", "kind")

    objects = DatedQuerySet["Unit"].as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(parent=None), name="one_root_unit"
            ),
            models.UniqueConstraint(
                fields=["parent", "name"],
                condition=Q(valid_to=None),
                name="one_open_unit_of_a_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A unit created without a calendar works as its parent does, else as its organisation;
        one created with another calendar than theirs has chosen it."""
        if self._state.adding:
            above = (self.parent or self.organisation).calendar
            if not self.calendar_id:
                self.calendar = self.works_by or above
            elif self.calendar_id != above.pk:
                self.works_by = self.works_by or self.calendar.base or self.calendar
        super().save(*args, **kwargs)
