"""Requests of people about their own data, and who may answer them."""

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from mentoring import rules
from mentoring.machines.breach import BreachMachine
from mentoring.machines.data_effects import PersonField
from mentoring.machines.data_request import END, DataRequestMachine, DataRequestState
from mentoring.machines.data_request_codes import DataRight, Ground, IdentityProof, WayAsked
from mentoring.models.counselling_case import CLASS_C
from mentoring.models.organisation import Organisation
from mentoring.models.person import Person
from mentoring.models.practitioner import Appointment
from mentoring.models.sealed import CaseKey
from mentoring.models.seen import SeenQuerySet
from mentoring.nip import InvalidNip, Nip
from mentoring.vocabulary import WITHOUT_NIP, AppointedRole, Role
from workflows.models import Calendar


def officers(organisation: Any, day: Any, requester: Any = None) -> Sequence[Person]:
    """Who answers for personal data: the officers, else the head of service; never the requester.

    What an officer asks themselves goes to the head of service.
    """
    return answering(organisation, day, requester)[1]


def answering(
    organisation: Any, day: Any, requester: Any = None
) -> tuple[AppointedRole, Sequence[Person]]:
    """The office that answers, and those who hold it."""
    held = appointed(organisation, day)
    own = {row.person_id for row in held if row.role == AppointedRole.DPO}
    office = AppointedRole.DPO if own and requester not in own else AppointedRole.HEAD
    found = {row.person: None for row in held if row.role == office}
    return office, [person for person in found if person.pk != requester]


def appointed(organisation: Any, day: Any) -> Sequence[Appointment]:
    """Data protection officers and heads of service who can act, the longest in office first."""
    roles = (AppointedRole.DPO, AppointedRole.HEAD)
    rows = Appointment.objects.filter(organisation=organisation, role__in=roles, programme=None)
    rows = rows.at(day).select_related("person__user", "person__unit__calendar")
    return [row for row in rows.order_by("valid_from", "pk") if row.person.user.is_active]


class OfTheOfficer:
    """For subjects that the data protection officer alone answers for."""

    uid: Any
    organisation: Any
    organisation_id: Any
    as_of: Any
    programme: ClassVar[None] = None
    programme_id: ClassVar[None] = None

    @property
    def about(self) -> Person | None:
        """Whose data it is about, if it is one person's."""
        return None

    def awaited(self, role: str) -> list[Any]:
        return [person.user for person in self.people_in(role)]

    def serving(self) -> list[Appointment]:
        """No other office of the service has anything to do with it."""
        return []

    def calendar_of(self, role: str) -> Calendar:
        """The clock is an elapsed one; a calendar is kept with it as with any other."""
        calendar: Calendar = self.organisation.calendar
        return calendar

    def people_in(self, role: str) -> Sequence[Person]:
        match role:
            case Role.REQUESTER:
                return [self.about] if self.about else []
            case Role.DPO:
                requester = self.about.pk if self.about else None
                day = rules.office_day(self.as_of)
                return officers(self.organisation_id, day, requester)
            case Role.HEAD:
                held = appointed(self.organisation_id, rules.office_day(self.as_of))
                return [row.person for row in held if row.role == AppointedRole.HEAD]
        return []

    def label(self) -> str:
        return ""

    def office_of(self, role: str) -> str:
        """Which office really stands behind the role now: another answers where it is empty."""
        if role != Role.DPO:
            return role
        requester = self.about.pk if self.about else None
        return answering(self.organisation_id, rules.office_day(self.as_of), requester)[0]


class DataRequestQuerySet(SeenQuerySet["DataRequest"]):
    resource = "data_request"


class DataRequest(OfTheOfficer, DataRequestMachine):
    """Codes and times only; `withheld` are the parts of a copy that are not given."""

    key = models.OneToOneField(CaseKey, models.PROTECT, related_name="data_request")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="data_requests")
    wants = models.CharField(max_length=12, choices=DataRight)
    way_in = models.CharField(max_length=10, choices=WayAsked, default=WayAsked.PORTAL)
    received_at = models.DateTimeField()
    proof = models.CharField(max_length=10, choices=IdentityProof, blank=True)
    ground = models.CharField(max_length=20, choices=Ground, blank=True)
    withheld = models.JSONField(default=list)
    answered_at = models.DateTimeField(null=True, blank=True)
    effected = models.BooleanField(default=False, db_default=False)

    objects = DataRequestQuerySet.as_manager()

    related: ClassVar[tuple[str, ...]] = (
        "key",
        "organisation__calendar",
        "person__user",
        "person__unit__calendar",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "wants"],
                condition=~Q(state__in=END),
                name="one_open_request_of_a_right",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[DataRequestState.PARTIALLY, DataRequestState.REFUSED])
                ^ Q(ground=""),
                name="an_answer_less_than_asked_has_a_ground",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def about(self) -> Person:
        return self.person

    def takes(self, field: str, value: str) -> bool:
        """Whether the value can stand in that field of theirs, and is another than now."""
        if field == PersonField.EMAIL:
            column: Any = self.person.user._meta.get_field("email")
            now = self.person.user.email
        else:
            column = Person._meta.get_field(field)
            now = getattr(self.person, field) or ""
        try:
            column.clean(value or (None if column.null else ""), None)
            return value != now and (field != PersonField.NIP or self._is_free(value))
        except (ValidationError, InvalidNip):
            return False

    def _is_free(self, digits: str) -> bool:
        """A number with nobody; some have none."""
        if not digits:
            return self.person.kind in WITHOUT_NIP
        return Nip.parse(digits).digits == digits and not Person.objects.filter(nip=digits).exists()

    @property
    def is_being_destroyed(self) -> bool:
        return self.destructions.exclude(state__in=["destroyed", "kept"]).exists()

    @property
    def is_effected(self) -> bool:
        """Whether what was asked for has been done, where it is more than an answer."""
        match self.wants:
            case DataRight.CORRECTION:
                return self.corrections.exists()
            case DataRight.RESTRICTION:
                return self.person.is_restricted(self.as_of)
            case DataRight.CONSENT:
                return bool(self.effected)
            case DataRight.ERASURE:
                done = self.destructions.filter(state="destroyed").exists()
                return done and not self.is_being_destroyed
        return True


# Of these classes nobody but those in them learns that there is one: in no shared list or count.
WALLED: Final = CLASS_C | {DataRequest.kind, BreachMachine.kind, "destruction", "legal_hold"}


def is_walled(subject: Any) -> bool:
    """Whether the subject itself says who may be told of it, and nobody else may."""
    return subject.kind in WALLED
