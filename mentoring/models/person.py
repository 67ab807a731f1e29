"""People: who they are, the posts they hold, the days they are away."""

import uuid
from datetime import date, datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from mentoring import nip
from mentoring.models.dated import Dated, DatedQuerySet
from mentoring.models.organisation import Organisation, Unit
from mentoring.models.wishes import Wishes, read
from mentoring.vocabulary import Acting, PersonKind, PositionLevel
from workflows.models import Pause


class Person(models.Model):
    """Somebody of an organisation. E-mail, language and zone stand on the user."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="person"
    )
    name = models.CharField(max_length=200)
    title_before = models.CharField(max_length=60, blank=True)
    title_after = models.CharField(max_length=100, blank=True)
    nip = models.CharField(max_length=18, unique=True, null=True, blank=True)
    kind = models.CharField(max_length=20, choices=PersonKind)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="people")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="people")
    position = models.CharField(max_length=200, blank=True)
    level = models.CharField(max_length=20, choices=PositionLevel, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    wishes = models.JSONField(null=True, blank=True)
    restricted_until = models.DateTimeField(null=True, blank=True)

    seldom = ("nip", "position", "phone")

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(condition=~Q(nip=""), name="person_without_nip_is_null")
        ]

    def __str__(self) -> str:
        return self.display_name

    def is_restricted(self, now: datetime) -> bool:
        """Whether nothing may be done with their data now but to keep them."""
        return self.restricted_until is not None and now < self.restricted_until

    @property
    def display_name(self) -> str:
        before = f"{self.title_before} " if self.title_before else ""
        after = f", {self.title_after}" if self.title_after else ""
        return f"{before}{self.name}{after}"

    @property
    def wished(self) -> Wishes:
        """How they wish to be told."""
        return read(self.wishes)

    @property
    def masked_nip(self) -> str:
        return nip.masked(self.nip or "")


def called(who: str, organisation: Any) -> Person | None:
    """The one person there of that whole name or number; None if nobody or several are."""
    rows = Person.objects.filter(
        Q(nip=who.strip()) | Q(name__iexact=who.strip()), organisation=organisation
    )
    people = list(rows.select_related("user", "unit__calendar").order_by("pk")[:2])
    return people[0] if len(people) == 1 else None


class Assignment(Dated):
    """A post held by a person; several at once are possible, some for somebody else."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments")
    title = models.CharField(max_length=200)
    level = models.CharField(max_length=20, choices=PositionLevel, blank=True)
    is_head = models.BooleanField(default=False)
    acting = models.CharField(max_length=3, choices=Acting, blank=True)
    acting_for = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="deputies"
    )

    objects = DatedQuerySet["Assignment"].as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(acting_for=None) | ~Q(acting=""), name="acting_for_says_how"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_acting_display()} {self.title}".strip()


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def at(self, day: date) -> Self:
        """The absences that include a local day."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class Absence(models.Model):
    """Days away, both included; no reason is asked. `pause` is how long deadlines wait."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    starts_on = models.DateField()
    ends_on = models.DateField()
    pause = models.OneToOneField(
        Pause, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_it_begins"
            )
        ]
        indexes = [models.Index(fields=["ends_on"], name="absences_by_end")]
