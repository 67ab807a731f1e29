"""Legal holds: on everything of a person, or on the one case of a number."""

from collections.abc import Mapping
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from mentoring.machines.legal_hold import (
    HoldReason,
    LegalHoldMachine,
    LegalHoldState,
    LiftReason,
)
from mentoring.machines.retention_codes import RecordKind
from mentoring.models.data_request import OfTheOfficer
from mentoring.models.organisation import Organisation
from mentoring.models.person import Person
from mentoring.models.seen import SeenQuerySet

# By kind of record whose hold counts for it.
PARTIES: Final[Mapping[str, tuple[str, ...]]] = {
    RecordKind.RELATIONSHIP: ("mentee", "practitioner__person", "previous_practitioner__person"),
    RecordKind.PERFORMANCE: ("client", "counsellor", "appraiser", "addressee"),
    RecordKind.CASE: ("client", "counsellor", "previous_counsellor"),
    RecordKind.DATA_REQUEST: ("person",),
    RecordKind.PERSON: ("pk",),
}


class LegalHoldQuerySet(SeenQuerySet["LegalHold"]):
    resource = "legal_hold"


class LegalHold(OfTheOfficer, LegalHoldMachine):
    """`case_uid` is the number of an item as its page shows it; whether there is one is not said.

    `document` is the letter it rests on.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="legal_holds"
    )
    case_uid = models.UUIDField(null=True, blank=True, db_index=True)
    hold_reason = models.CharField(max_length=12, choices=HoldReason)
    document = models.CharField(max_length=200)
    placed_at = models.DateTimeField()
    review_at = models.DateTimeField()
    lift_reason = models.CharField(max_length=12, choices=LiftReason, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = LegalHoldQuerySet.as_manager()

    related: ClassVar[tuple[str, ...]] = ("organisation__calendar", "person__user")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None) ^ Q(case_uid=None), name="a_hold_is_on_one_thing"
            ),
            models.CheckConstraint(condition=~Q(document=""), name="a_hold_rests_on_something"),
            models.CheckConstraint(
                condition=Q(state=LegalHoldState.LIFTED) ^ Q(lift_reason=""),
                name="a_lifted_hold_says_why",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def about(self) -> Person | None:
        return self.person


def held(kind: str) -> Q:
    """Of the records of a kind those on which a hold stands."""
    standing = LegalHold.objects.filter(state=LegalHoldState.STANDING)
    people = standing.exclude(person=None).values("person")
    found = Q(uid__in=standing.exclude(case_uid=None).values("case_uid"))
    for path in PARTIES[kind]:
        found |= Q(**{f"{path}__in": people})
    return found
