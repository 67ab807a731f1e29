"""What an agency needs before it may offer counselling: a duty roster, and a text of consent."""

import uuid
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from mentoring.models.organisation import Organisation
from mentoring.models.person import Absence, Person
from workflows.models import CalendarDay

WEEKDAYS = 7
SESSIONS = 6


class CounsellingOffice(models.Model):
    """Open from the day this row is there. `hours` are [weekday, "08:00", "16:00"], Monday is 0.

    `extension` is how many sessions a counsellor may add where no coordinator sees the case.
    `crisis_id` and `crisis_en` are the agency's own words on whom to call in a crisis; nobody here
    watches over those numbers.
    """

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="counselling_office"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    telephone = models.CharField(max_length=40)
    hours = models.JSONField()
    crisis_id = models.TextField()
    crisis_en = models.TextField()
    without_nip = models.BooleanField(default=False)
    sessions = models.PositiveSmallIntegerField(
        default=SESSIONS, validators=[MinValueValidator(1), MaxValueValidator(52)]
    )

    extension = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(52)])

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("deputy")), name="a_deputy_is_another"),
            models.CheckConstraint(
                condition=~Q(telephone="") & ~Q(crisis_id="") & ~Q(crisis_en=""),
                name="a_roster_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    def is_staffed(self, now: datetime) -> bool:
        """Whether somebody is at the telephone: by the agency's own clock, on no day off of its
        calendar, and not while both of them are away."""
        here = now.astimezone(ZoneInfo(self.organisation.zone))
        clock = here.strftime("%H:%M")
        told = any(
            day == here.weekday() and first <= clock < last for day, first, last in self.hours
        )
        return told and not self._is_off(here.date()) and not self._are_away(here.date())

    def _is_off(self, day: date) -> bool:
        days = CalendarDay.objects.filter(calendar=self.organisation.calendar_id, date=day)
        return days.filter(hours__isnull=True).exists()

    def _are_away(self, day: date) -> bool:
        both = {self.person_id, self.deputy_id}
        away = Absence.objects.filter(person__in=both).at(day).values_list("person", flat=True)
        return both <= set(away)


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    def in_force(self, organisation: Any) -> "ConsentText | None":
        """The newest of the organisation, else the newest that is shipped; one statement."""
        rows = self.filter(Q(organisation=organisation) | Q(organisation=None))
        return rows.order_by(F("organisation").asc(nulls_last=True), "-number").first()


class ConsentText(models.Model):
    """A version of what a client agrees to, in both languages; never changed, only followed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    number = models.PositiveIntegerField()
    text_id = models.TextField()
    text_en = models.TextField()
    created_at = models.DateTimeField()

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "number"], name="one_consent_text_of_a_number"
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=Q(organisation=None),
                name="one_shipped_consent_text_of_a_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation or '-'} {self.number}"
