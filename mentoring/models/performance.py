"""Counsellings on performance: who is concerned, when they meet, how far it has come.

What is said (the behaviour, the result, the client's statement) is sealed and stands elsewhere.
"""

from collections.abc import Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q, Subquery

from mentoring.machines.performance import PerformanceMachine, PerformanceState
from mentoring.machines.reasons import CounsellingWithdrawal, CounsellorKind, FollowUp, SignedBy
from mentoring.models.organisation import Organisation
from mentoring.models.parties import Parties
from mentoring.models.person import Person
from mentoring.models.practitioner import Appointment
from mentoring.models.sealed import AccessRecord, CaseKey, SealedNote
from mentoring.models.seen import SeenQuerySet
from mentoring.models.superiors import all_over, are_in_line, nearest_superior
from mentoring.models.upload import Upload
from mentoring.vocabulary import COUNSELLING, AppointedRole, Role

ASSIGNED = (
    *(PerformanceState.ASSIGNED, PerformanceState.SCHEDULED, PerformanceState.HELD),
    *(PerformanceState.WRITTEN, PerformanceState.SIGNED, PerformanceState.REPORTED),
    *(PerformanceState.FOLLOW_UP, PerformanceState.NOT_ATTENDED),
)
# What is sealed, each text in notes of its own; the latest one counts.
BEHAVIOUR, RESULT, STATEMENT = "behaviour", "result", "statement"
TEXTS = (BEHAVIOUR, RESULT, STATEMENT)
ENDED = (*(PerformanceState.CLOSED, PerformanceState.WITHDRAWN, PerformanceState.NOT_ATTENDED),)


class PerformanceQuerySet(SeenQuerySet["PerformanceCounselling"]):
    resource = "performance_counselling"

    def under_way(self) -> Self:
        return self.exclude(state__in=ENDED)

    def with_part_of(self, user: Any) -> Self:
        """Those in which the user has a part of their own, looked up by the index of each."""
        me = Subquery(Person.objects.filter(user=user).values("pk")[:1])
        parts = ("client", "counsellor", "appraiser", "addressee")
        return self.filter(reduce(or_, (Q(**{part: me}) for part in parts)))


class PerformanceCounselling(Parties, PerformanceMachine):
    """Of no programme. `addressee` is the one who was sent the result."""

    programme = None
    programme_id = None

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="performance_counsellings"
    )
    key = models.OneToOneField(CaseKey, models.PROTECT, related_name="performance_counselling")
    client = models.ForeignKey(Person, models.PROTECT, related_name="performance_counsellings")
    appraiser = models.ForeignKey(Person, models.PROTECT, related_name="+")
    counsellor = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="counsels_on_performance"
    )
    counsellor_kind = models.CharField(max_length=12, choices=CounsellorKind, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    no_shows = models.PositiveSmallIntegerField(default=0)
    held_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    client_signed_at = models.DateTimeField(null=True, blank=True)
    client_signed_by = models.CharField(max_length=8, choices=SignedBy, blank=True)
    client_signature = models.ForeignKey(
        Upload, models.PROTECT, null=True, blank=True, related_name="+"
    )
    counsellor_signed_at = models.DateTimeField(null=True, blank=True)
    counsellor_signed_by = models.CharField(max_length=8, choices=SignedBy, blank=True)
    counsellor_signature = models.ForeignKey(
        Upload, models.PROTECT, null=True, blank=True, related_name="+"
    )
    addressee = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    reported_at = models.DateTimeField(null=True, blank=True)
    follow_up = models.CharField(max_length=20, choices=FollowUp, blank=True)
    follow_up_until = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=20, choices=CounsellingWithdrawal, blank=True)

    objects = PerformanceQuerySet.as_manager()

    related: ClassVar[tuple[str, ...]] = (
        "organisation__calendar",
        "client__user",
        "client__unit__calendar",
        "appraiser__user",
        "appraiser__unit__calendar",
        "counsellor__user",
        "counsellor__unit__calendar",
        "addressee__user",
        "addressee__unit__calendar",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(client=F("appraiser")), name="nobody_appraises_themselves"
            ),
            models.CheckConstraint(
                condition=Q(counsellor=None) | ~Q(client=F("counsellor")),
                name="nobody_counsels_themselves",
            ),
            models.CheckConstraint(
                condition=Q(counsellor=None, counsellor_kind="")
                | (Q(counsellor__isnull=False) & ~Q(counsellor_kind="")),
                name="a_counsellor_is_of_a_kind",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ASSIGNED) | Q(counsellor__isnull=False),
                name="counselling_has_a_counsellor",
            ),
            models.CheckConstraint(
                condition=Q(state=PerformanceState.WITHDRAWN) ^ Q(withdrawn_reason=""),
                name="a_withdrawn_counselling_says_why",
            ),
            models.UniqueConstraint(
                fields=["client", "appraiser"],
                condition=~Q(state__in=ENDED),
                name="one_open_counselling_by_an_appraiser",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    def people_in(self, role: str) -> Sequence[Person]:
        held: dict[Role, Person | None] = {
            Role.CLIENT: self.client,
            Role.COUNSELLOR: self.counsellor,
            Role.APPRAISER: self.appraiser,
            Role.ADDRESSEE: self.addressee,
        }
        if role == Role.UNSIGNED:
            return self._unsigned()
        found = held[Role(role)]
        return [found] if found else []

    def _unsigned(self) -> Sequence[Person]:
        """Who is awaited for the form: its author until it is written, then who has not signed."""
        sides = [self.counsellor]
        if self.state == PerformanceState.WRITTEN:
            marks = (
                (self.client, self.client_signed_at),
                (self.counsellor, self.counsellor_signed_at),
            )
            sides = [person for person, at in marks if at is None]
        return [person for person in sides if person]

    def policy_scopes(self) -> Sequence[str]:
        return (f"organisation:{self.organisation.uid}",)

    def colleague(self, uid: UUID) -> Person | None:
        """Looked up once per subject read, so that the transition's body finds them at hand."""
        held: dict[UUID, Person | None] = self.__dict__.setdefault("_colleagues", {})
        if uid not in held:
            rows = Person.objects.filter(organisation=self.organisation_id, user__is_active=True)
            held[uid] = rows.select_related("user", "unit__calendar").filter(uid=uid).first()
        return held[uid]

    def upload(self, uid: UUID) -> Upload | None:
        """Looked up once per subject read, like a colleague; its content stays unread."""
        held: dict[UUID, Upload | None] = self.__dict__.setdefault("_uploads", {})
        if uid not in held:
            rows = Upload.objects.filter(note__key=self.key_id, uid=uid).defer("ciphertext")
            held[uid] = rows.select_related("note").first()
        return held[uid]

    def form_officers(self, day: date) -> set[int]:
        rows = Appointment.objects.at(day).filter(organisation=self.organisation, programme=None)
        return set(
            rows.filter(role=AppointedRole.FORM_OFFICER).values_list("person__user", flat=True)
        )

    def is_qualified(self, person: Person, day: date) -> bool:
        return person.qualifications.filter(discipline=COUNSELLING).at(day).exists()

    def is_official(self, person: Person, day: date) -> bool:
        rows = Appointment.objects.at(day).filter(person=person, organisation=self.organisation)
        return rows.filter(role=AppointedRole.COUNSELLING_OFFICIAL).exists()

    def is_near(self, person: Person, day: date) -> bool:
        return person.pk == self.appraiser_id or are_in_line(person.pk, self.client_id, day)

    def is_under_client(self, person: Person, day: date) -> bool:
        return (person.pk, self.client_id) in all_over({person.pk}, day)

    def receiver(self, day: date) -> Person | None:
        """Never the client or the counsellor: past them the next one above."""
        held: dict[date, Person | None] = self.__dict__.setdefault("_receivers", {})
        if day not in held:
            held[day] = self._receiver(day)
        return held[day]

    def _receiver(self, day: date) -> Person | None:
        besides = {self.client_id, self.counsellor_id}
        match self.counsellor_kind:
            case CounsellorKind.APPRAISER:
                return nearest_superior(self.appraiser, day, besides)
            case CounsellorKind.OFFICIAL:
                return nearest_superior(self.client, day, besides)
        heads = Appointment.objects.at(day).filter(
            organisation=self.organisation, role=AppointedRole.HEAD, programme=None
        )
        rows = heads.exclude(person__in=[pk for pk in besides if pk]).order_by("valid_from", "pk")
        first = rows.select_related("person__user", "person__unit__calendar").first()
        return first.person if first else None

    def was_read(self) -> bool:
        notes = SealedNote.objects.filter(key=self.key_id, field=RESULT)
        last = notes.order_by("-pk").values("pk")[:1]
        rows = AccessRecord.objects.filter(note__in=Subquery(last), actor=self.client.user_id)
        return rows.exists()
