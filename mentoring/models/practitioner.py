"""Practitioners: what they are qualified for, how many they take, and who is appointed to serve."""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from mentoring.models.dated import Dated, DatedQuerySet
from mentoring.models.organisation import Organisation
from mentoring.models.person import Person
from mentoring.models.programme import Programme
from mentoring.vocabulary import COMPETENCES, AppointedRole


class Practitioner(models.Model):
    """A mentor or coach. `active` is a guarded counter: only a guarded update changes it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="practitioner")
    capacity = models.PositiveSmallIntegerField(default=5)
    active = models.PositiveSmallIntegerField(default=0)
    languages = models.JSONField(default=list, blank=True)
    code_of_conduct_version = models.CharField(max_length=20, blank=True)

    seldom = ("languages",)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(active__gte=0, active__lte=F("capacity")),
                name="practitioner_within_capacity",
            )
        ]

    def __str__(self) -> str:
        return str(self.person)


class QualificationQuerySet(models.QuerySet["Qualification"]):
    def at(self, day: date) -> Self:
        """The qualifications that hold on a local day."""
        return self.filter(obtained_on__lte=day).exclude(valid_to__lt=day)


class Qualification(models.Model):
    """The gate for acting in a discipline, or as counsellor."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="qualifications")
    discipline = models.CharField(max_length=20, choices=COMPETENCES)
    name = models.CharField(max_length=200)
    provider = models.CharField(max_length=200, blank=True)
    obtained_on = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = QualificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("obtained_on")),
                name="qualification_ends_after_it_begins",
            )
        ]


class Appointment(Dated):
    """Somebody appointed to an office of an organisation, or of one of its programmes."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=32, choices=AppointedRole)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="appointments"
    )
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments"
    )

    objects = DatedQuerySet["Appointment"].as_manager()
