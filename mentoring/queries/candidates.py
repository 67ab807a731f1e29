"""Who could take on a request: qualified, bound by the code of conduct, and with room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from mentoring import rules
from mentoring.models import Offer, Practitioner, Qualification, Relationship

MOST = 30


@dataclass(frozen=True, slots=True)
class Candidate:
    """`named`: the mentee asked for them; `asked`: the request was put to them before."""

    uid: UUID
    name: str
    unit: str
    active: int
    capacity: int
    named: bool
    asked: bool


def for_request(relationship: Relationship, now: datetime) -> Sequence[Candidate]:
    """Named ones first, then whoever was not asked before, then the least busy."""
    held = Qualification.objects.filter(
        person=OuterRef("person"), discipline=relationship.discipline
    )
    offers = Offer.objects.filter(relationship=relationship, practitioner=OuterRef("pk"))
    near = Q(person__organisation=relationship.organisation_id) | Q(
        person__enrolments__programme=relationship.programme_id
    )
    rows = (
        Practitioner.objects.filter(near, active__lt=F("capacity"))
        .filter(Exists(held.at(rules.office_day(now))))
        .exclude(code_of_conduct_version="")
        .exclude(person=relationship.mentee_id)
        .annotate(asked=Exists(offers))
        .select_related("person__unit")
        .distinct()
        .order_by("asked", F("active") - F("capacity"), "person__name", "pk")
    )
    found = [_candidate(row, relationship) for row in rows[:MOST]]
    return sorted(found, key=lambda one: not one.named)


def _candidate(row: Practitioner, relationship: Relationship) -> Candidate:
    return Candidate(
        row.uid,
        row.person.display_name,
        row.person.unit.name,
        row.active,
        row.capacity,
        row.pk == relationship.named_practitioner_id,
        row.__dict__["asked"],
    )
