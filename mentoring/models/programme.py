"""Programmes (a cohort, a period, a discipline) and who takes part in which role."""

import uuid

from django.db import models
from django.db.models import F, Q

from mentoring.models.organisation import Organisation
from mentoring.models.person import Person
from mentoring.vocabulary import Discipline, EnrolmentRole, MentorAsSuperior


class Programme(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="programmes"
    )
    discipline = models.CharField(max_length=20, choices=Discipline, default=Discipline.MENTORING)
    starts_on = models.DateField()
    ends_on = models.DateField()
    mentor_as_superior = models.CharField(
        max_length=10, choices=MentorAsSuperior, default=MentorAsSuperior.ALLOWED
    )
    rules_version = models.PositiveIntegerField(default=1)

    seldom = ("code", "starts_on", "rules_version")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="programme_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Enrolment(models.Model):
    """A person's part in a programme; the first one of a person is told, by mail or by slip."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    role = models.CharField(max_length=10, choices=EnrolmentRole)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "person", "role"], name="one_enrolment_per_role"
            )
        ]
