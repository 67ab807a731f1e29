"""What is proposed for destruction, by which rule, and which records it is about."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Q

from mentoring import rules
from mentoring.machines.destruction import DestructionMachine, DestructionState
from mentoring.machines.retention_codes import KeepReason, RecordKind
from mentoring.models.counselling_case import CounsellingCase
from mentoring.models.data_request import DataRequest, OfTheOfficer, appointed, officers
from mentoring.models.legal_hold import held
from mentoring.models.organisation import Organisation
from mentoring.models.performance import PerformanceCounselling
from mentoring.models.person import Person
from mentoring.models.relationship import Relationship
from mentoring.models.retention import RetentionRule
from mentoring.models.seen import SeenQuerySet
from mentoring.vocabulary import AppointedRole, Role

RECORDS: Final[Mapping[str, Any]] = {
    RecordKind.RELATIONSHIP: Relationship,
    RecordKind.PERFORMANCE: PerformanceCounselling,
    RecordKind.CASE: CounsellingCase,
    RecordKind.DATA_REQUEST: DataRequest,
    RecordKind.PERSON: Person,
}
# Records whose texts are sealed under a key of their own.
SEALED_KINDS: Final = frozenset({RecordKind.PERFORMANCE, RecordKind.CASE, RecordKind.DATA_REQUEST})

APPROVING: Final = [(one.value, one.label) for one in (AppointedRole.DPO, AppointedRole.HEAD)]


class DestructionQuerySet(SeenQuerySet["Destruction"]):
    resource = "destruction"


class Destruction(OfTheOfficer, DestructionMachine):
    """By a `rule`, or for a `request` of a `person`.

    `counts` are numbers by kind of record; of one person it says nothing about counselling cases.
    `office` is the one whose holder approves, decided when it was proposed.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    rule = models.ForeignKey(RetentionRule, models.PROTECT, null=True, blank=True, related_name="+")
    request = models.ForeignKey(
        DataRequest, models.PROTECT, null=True, blank=True, related_name="destructions"
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField()
    office = models.CharField(max_length=10, choices=APPROVING)
    kinds = models.JSONField()
    counts = models.JSONField()
    keep_reason = models.CharField(max_length=12, choices=KeepReason, blank=True)
    keep_until = models.DateField(null=True, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    objects = DestructionQuerySet.as_manager()

    related: ClassVar[tuple[str, ...]] = (
        "organisation__calendar",
        "rule",
        "request",
        "person__user",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "number"], name="one_certificate_of_a_number"
            ),
            models.CheckConstraint(
                condition=Q(rule=None) ^ Q(request=None), name="a_destruction_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state=DestructionState.DESTROYED) ^ Q(number=None),
                name="what_is_destroyed_has_a_certificate",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def about(self) -> Person | None:
        return self.person

    def office_of(self, role: str) -> str:
        """An approval is the officer's, or the head of service's where it was proposed by them."""
        by_head = role == Role.APPROVER and self.office == AppointedRole.HEAD
        return Role.HEAD if by_head else super().office_of(Role.DPO)

    @property
    def can_be_listed(self) -> bool:
        """Whether what is sealed among it can be kept from coming back with an older backup."""
        return bool(settings.ERASURE_LIST) or not SEALED_KINDS & set(self.kinds)

    @property
    def is_held(self) -> bool:
        """Whether a legal hold stands on any of its records."""
        return any(
            RECORDS[kind]
            ._base_manager.filter(
                held(kind), pk__in=self.items.filter(kind=kind).values("subject_id")
            )
            .exists()
            for kind in self.kinds
        )

    @property
    def kind_labels(self) -> list[str]:
        return [str(RecordKind(kind).label) for kind in self.kinds]

    def people_in(self, role: str) -> Sequence[Person]:
        if role != Role.APPROVER:
            return super().people_in(role)
        day = rules.office_day(self.as_of)
        return approvers(self.organisation_id, day, self.office, self.proposed_by_id, self.person)


def approvers(
    organisation: Any, day: Any, office: str, proposer: int | None, person: Person | None
) -> Sequence[Person]:
    """Who may approve: holders of that office, neither who proposed nor whose data it is."""
    if office == AppointedRole.DPO:
        held = officers(organisation, day, person.pk if person else None)
    else:
        held = [row.person for row in appointed(organisation, day) if row.role == office]
    return [one for one in held if one.user_id != proposer and one != person]


class DestructionItem(models.Model):
    """One record of a destruction: its kind and internal number, nothing about anybody."""

    destruction = models.ForeignKey(Destruction, models.PROTECT, related_name="items")
    kind = models.CharField(max_length=30, choices=RecordKind)
    subject_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["destruction", "kind", "subject_id"], name="a_record_is_destroyed_once"
            )
        ]
        indexes = [models.Index(fields=["kind", "subject_id"], name="destruction_of_a_record")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"
