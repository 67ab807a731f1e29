"""Emergency access to the counselling of a person: who asks, who may approve and sign off."""

from collections.abc import Sequence
from typing import ClassVar

from django.db import models
from django.db.models import Q

from mentoring import rules
from mentoring.machines.break_glass import UNDER_WAY, BreakGlassMachine
from mentoring.machines.break_glass_codes import Opened, OpeningGround, Silence, Verdict
from mentoring.models.data_request import OfTheOfficer
from mentoring.models.organisation import Organisation
from mentoring.models.person import Person
from mentoring.models.practitioner import Appointment
from mentoring.models.sealed import CaseKey
from mentoring.models.seen import SeenQuerySet
from mentoring.models.superiors import all_over
from mentoring.vocabulary import AppointedRole, Role

STAND_IN = (AppointedRole.EMERGENCY_OFFICER, AppointedRole.DPO, AppointedRole.HEAD)


class BreakGlassQuerySet(SeenQuerySet["BreakGlass"]):
    resource = "break_glass"


class BreakGlass(OfTheOfficer, BreakGlassMachine):
    """Codes and times; the reason is sealed under a `key` of its own.

    `at_once` was opened before anybody approved it. `silence` is the safety rule by which the
    person is not told; once `tells_client` they see it.
    """

    key = models.OneToOneField(CaseKey, models.PROTECT, related_name="break_glass")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="break_glasses")
    opens = models.CharField(max_length=12, choices=Opened)
    ground = models.CharField(max_length=12, choices=OpeningGround)
    silence = models.CharField(max_length=8, choices=Silence, blank=True)
    asked_at = models.DateTimeField()
    at_once = models.BooleanField(default=False)
    approved_at = models.DateTimeField(null=True, blank=True)
    disapproved = models.BooleanField(default=False)
    opened_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    tells_client = models.BooleanField(default=False)
    verdict = models.CharField(max_length=12, choices=Verdict, blank=True)

    objects = BreakGlassQuerySet.as_manager()

    related: ClassVar[tuple[str, ...]] = (
        "key",
        "organisation__calendar",
        "asked_by__user",
        "asked_by__unit__calendar",
        "person__user",
        "person__unit__calendar",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asked_by", "person", "opens"],
                condition=Q(state__in=UNDER_WAY),
                name="one_emergency_access_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None, closes_at=None)
                | Q(opened_at__isnull=False, closes_at__gt=models.F("opened_at")),
                name="emergency_access_opens_and_closes",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def about(self) -> Person:
        return self.person

    def people_in(self, role: str) -> Sequence[Person]:
        """Where nobody protects data the head of service does; no superior of the person."""
        match role:
            case Role.OPENER:
                return [self.asked_by]
            case Role.CLIENT:
                return [self.person] if self.tells_client else []
            case Role.SECOND:
                return list(self._others())
            case Role.DPO:
                found = self._others()
                own = [who for who, held in found.items() if AppointedRole.DPO in held]
                return own or [who for who, held in found.items() if AppointedRole.HEAD in held]
        return []

    def _others(self) -> dict[Person, set[str]]:
        """Who could be the second person, with the offices they hold."""
        day = rules.office_day(self.as_of)
        rows = Appointment.objects.at(day).filter(
            organisation=self.organisation_id, role__in=STAND_IN, programme=None
        )
        over = {superior for _person, superior in all_over({self.person_id}, day)}
        rows = rows.exclude(person__in={self.asked_by_id, self.person_id, *over})
        rows = rows.filter(person__user__is_active=True).order_by("valid_from", "pk")
        found: dict[Person, set[str]] = {}
        for row in rows.select_related("person__user", "person__unit__calendar"):
            found.setdefault(row.person, set()).add(row.role)
        return found
