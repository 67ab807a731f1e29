"""Counselling cases, and who must have nothing to do with them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from django.db import models
from django.db.models import Q

from mentoring import rules
from mentoring.machines.break_glass import BreakGlassMachine
from mentoring.machines.case_reasons import CaseEnd, Level, Recipient, WayIn
from mentoring.machines.case_states import OFFICES, CaseState
from mentoring.machines.counselling_case import CounsellingCaseMachine
from mentoring.models.booking import taken
from mentoring.models.counselling_office import ConsentText, CounsellingOffice
from mentoring.models.organisation import Organisation
from mentoring.models.person import Absence, Person
from mentoring.models.practitioner import Appointment
from mentoring.models.sealed import CaseKey
from mentoring.models.seen import SeenQuerySet
from mentoring.models.superiors import are_in_line
from mentoring.vocabulary import AppointedRole, Role
from workflows.models import Calendar


class CounsellingCaseQuerySet(SeenQuerySet["CounsellingCase"]):
    resource = "counselling_case"


class CounsellingCase(CounsellingCaseMachine):
    """Everything here is what a header may say. `previous` is the ended case this one goes on with.

    `name_withheld`: nobody but the counselling coordinator learns who the client is.
    """

    key = models.OneToOneField(CaseKey, models.PROTECT, related_name="counselling_case")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    client = models.ForeignKey(Person, models.PROTECT, related_name="counselling_cases")
    counsellor = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="counselled_cases"
    )
    previous_counsellor = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="following"
    )
    route = models.CharField(max_length=12, choices=Recipient)
    way_in = models.CharField(max_length=10, choices=WayIn, default=WayIn.PORTAL)
    name_withheld = models.BooleanField(default=False)
    begun_at = models.DateTimeField()
    level = models.CharField(max_length=8, choices=Level, blank=True)
    level_at = models.DateTimeField(null=True, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    substitute_agreed = models.BooleanField(default=False)
    substitute = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    stands_in_for = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    waiting_until = models.DateTimeField(null=True, blank=True)
    next_starts_at = models.DateTimeField(null=True, blank=True)
    next_ends_at = models.DateTimeField(null=True, blank=True)
    sessions_allowed = models.PositiveSmallIntegerField()
    sessions_used = models.PositiveSmallIntegerField(default=0)
    before_emergency = models.CharField(max_length=20, choices=CaseState, blank=True)
    end_reason = models.CharField(max_length=20, choices=CaseEnd, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CounsellingCaseQuerySet.as_manager()

    programme: ClassVar[None] = None
    programme_id: ClassVar[None] = None
    related: ClassVar[tuple[str, ...]] = (
        "key",
        "organisation__calendar",
        "client__user",
        "client__unit__calendar",
        "counsellor__user",
        "counsellor__unit__calendar",
        "substitute__user",
        "stands_in_for__user",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(counsellor=None) | Q(consented_at__isnull=False),
                name="no_counsellor_without_consent",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    def awaited(self, role: str) -> list[Any]:
        return [person.user for person in self.people_in(role)]

    def serving(self) -> list[Appointment]:
        """No office of the service has anything to do with it; its own are found by `people_in`."""
        return []

    def calendar_of(self, role: str) -> Calendar:
        """The clocks are elapsed ones; a calendar is kept with them as with any other."""
        calendar: Calendar = self.organisation.calendar
        return calendar

    def people_in(self, role: str) -> Sequence[Person]:
        """Never anybody kept out. Where an office is empty the next one stands in for it; what
        was sent straight to the counsellors stays among those who see it.
        """
        match role:
            case Role.CLIENT:
                return [self.client]
            case Role.COUNSELLOR:
                return [self.counsellor] if self.counsellor else []
            case Role.SUBSTITUTE:
                return [self.substitute] if self.substitute else []
            case Role.ON_DUTY if self.counsellor:
                return self._in_charge()
            case _ if role in OFFICES and self.is_for_counsellors:
                return self._in_charge() or self._pool()
            case Role.ON_DUTY | Role.INTAKE:
                return self._offices(Role.COUNSELLING_COORDINATOR)
            case _ if role in OFFICES:
                return self._offices(role)
        return []

    def label(self) -> str:
        return ""

    def named_counsellor(self, uid: UUID) -> Person | None:
        """Looked up once per subject read, so that the transition's body finds it at hand."""
        held: dict[UUID, Person | None] = self.__dict__.setdefault("_named", {})
        if uid not in held:
            pool = self._appointed(AppointedRole.COUNSELLOR)
            able = (person for person in pool if person.user.is_active)
            held[uid] = next((person for person in able if person.uid == uid), None)
        return held[uid]

    def is_in_line(self, person: Person, day: date) -> bool:
        return are_in_line(person.pk, self.client_id, day)

    def is_free(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether the counsellor is; the client's own time is asked of nobody."""
        return self.counsellor is None or not taken([self.counsellor], starts_at, ends_at).exists()

    def is_away(self, person: Person, day: date) -> bool:
        return Absence.objects.filter(person=person).at(day).exists()

    def may_hold(self, person: Person, day: date) -> bool:
        """Still appointed as counsellor, not kept out and in no line with the client."""
        appointed = person in self._appointed(AppointedRole.COUNSELLOR)
        return appointed and not self.keeps_out(person) and not self.is_in_line(person, day)

    def is_left_without_office(self) -> bool:
        """Nobody of its own office may have to do with it, and somebody of the other one may.

        A name that is kept to the coordinator goes to nobody else.
        """
        offices = {
            Recipient.COORDINATOR.value: AppointedRole.COUNSELLING_COORDINATOR,
            Recipient.POOL.value: AppointedRole.COUNSELLOR,
        }
        mine = self._appointed(offices.pop(str(self.route)))
        if self.name_withheld or any(map(self._may_touch, mine)):
            return False
        return any(map(self._may_touch, self._appointed(*offices.values())))

    def most_sessions(self) -> int:
        """As many as there may be without a coordinator's word; one statement."""
        office = CounsellingOffice.objects.filter(organisation=self.organisation_id).first()
        return office.sessions + office.extension if office else 0

    def service_people(self) -> Sequence[Person]:
        """Whoever of the service could come to have to do with it, by name; not the client."""
        held: Sequence[Person] | None = self.__dict__.get("_service")
        if held is None:
            offices = CounsellingOffice.objects.filter(organisation=self.organisation_id)
            found = {one for role in SERVING for one in self._appointed(role)}
            for office in offices.select_related("person__user", "deputy__user"):
                found |= {office.person, office.deputy}
            others = [one for one in found if one.pk != self.client_id]
            held = self.__dict__["_service"] = sorted(others, key=lambda one: (one.name, one.pk))
        return held

    def of_service(self, uid: str) -> Person | None:
        return next((one for one in self.service_people() if str(one.uid) == uid), None)

    def named_out(self) -> Sequence[Person]:
        """Whom the client has named, not those the lines keep out."""
        rows = KeptOut.objects.filter(case=self.pk, named=True).select_related("person")
        return [row.person for row in rows.order_by("person__name", "pk")]

    def leaves_somebody(self, out: Person) -> bool:
        """Whether there is an office for it without that person."""
        roles = [AppointedRole.COUNSELLING_COORDINATOR]
        roles += [] if self.name_withheld else [AppointedRole.COUNSELLOR]
        left = {one for role in roles for one in self._appointed(role)} - {out}
        return any(map(self._may_touch, left))

    def keeps_out(self, person: Person) -> bool:
        return person.pk in self.out

    @property
    def out(self) -> frozenset[int]:
        """The people who must have nothing to do with it, beside the client; read once."""
        held: frozenset[int] | None = self.__dict__.get("_out")
        if held is None:
            rows = KeptOut.objects.filter(case=self.pk).values_list("person", flat=True)
            held = self.__dict__["_out"] = frozenset(rows)
        return held

    def consent_text(self, uid: UUID) -> ConsentText | None:
        """The text of that uid, if it is the one in force."""
        found = ConsentText.objects.in_force(self.organisation_id)
        return found if found is not None and found.uid == uid else None

    @property
    def is_for_counsellors(self) -> bool:
        """No coordinator and nobody over one may learn that there is a case."""
        return self.route == Recipient.POOL

    def _pool(self) -> list[Person]:
        """Whoever counsels, even while all are away; where nobody does, the client, who can send
        it elsewhere.
        """
        able = list(filter(self._may_touch, self._appointed(AppointedRole.COUNSELLOR)))
        return self._free(able) or able or [self.client]

    def _offices(self, role: str) -> list[Person]:
        """The first with somebody in it: coordinator, deputy, head of service; never a superior."""
        order = (Role.COUNSELLING_COORDINATOR, Role.COUNSELLING_DEPUTY, Role.HEAD)
        behind = order[order.index(Role(role)) :]
        return next((found for each in behind if (found := self._office(each))), [])

    def _office(self, role: str) -> list[Person]:
        if role != Role.COUNSELLING_DEPUTY:
            return self._free(self._appointed(AppointedRole(role)))
        rows = CounsellingOffice.objects.filter(organisation=self.organisation_id)
        office = rows.select_related("deputy__user", "person__user").first()
        return self._free([office.deputy]) or self._free([office.person]) if office else []

    def _in_charge(self) -> list[Person]:
        return [self.counsellor, *self._standing_by()] if self.counsellor else []

    def _standing_by(self) -> list[Person]:
        """The substitute, while the counsellor is away and the substitute is not."""
        if self.substitute is None or self.counsellor is None:
            return []
        away = self.is_away(self.counsellor, rules.office_day(self.as_of))
        return self._free([self.substitute]) if away else []

    def _appointed(self, role: AppointedRole) -> list[Person]:
        day = rules.office_day(self.as_of)
        rows = Appointment.objects.filter(organisation=self.organisation_id, role=role).at(day)
        rows = rows.select_related("person__user", "person__unit__calendar")
        return list({row.person: None for row in rows.order_by("valid_from", "pk")})

    def _may_touch(self, person: Person) -> bool:
        """Neither the client, nor kept out, nor without an account."""
        return person.pk not in {self.client_id, *self.out} and person.user.is_active

    def _free(self, people: Iterable[Person]) -> list[Person]:
        """Those of them who may, and are not away."""
        day = rules.office_day(self.as_of)
        able = list(filter(self._may_touch, people))
        away = set(
            Absence.objects.filter(person__in=able).at(day).values_list("person_id", flat=True)
        )
        return [one for one in able if one.pk not in away]


SERVING: Final = (
    AppointedRole.COUNSELLING_COORDINATOR,
    AppointedRole.COUNSELLOR,
    AppointedRole.HEAD,
)
# Kinds of which nobody but those in them learns that there is one: in no shared list or count.
CLASS_C: Final = frozenset({CounsellingCase.kind, BreakGlassMachine.kind})


class KeptOut(models.Model):
    """Who must have nothing to do with a case: `named` by the client, else found by the lines."""

    case = models.ForeignKey(CounsellingCase, models.PROTECT, related_name="kept_out")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    named = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], name="kept_out_once"),
        ]
