"""Who opened what of a case, when and why: for its client to see."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from mentoring.models import AccessRecord, CaseKey, Person
from mentoring.queries.break_glass import kept_from
from mentoring.vocabulary import Purpose

A_PAGE = 200
ABOUT = ("counselling_case", "performance_counselling", "data_request")


@dataclass(frozen=True, slots=True)
class Access:
    """One opening: who read which note and why; an erasure has no note.

    `field` and `written_at` say which text it was, as far as that can be said without opening it.
    """

    at: datetime
    who: User | None
    purpose: Purpose
    note: UUID | None
    field: str
    written_at: datetime | None


def owned(user: User) -> QuerySet[AccessRecord]:
    """Openings of what somebody told in counselling or asked about their data, as far as told."""
    own = Q(key__counselling_case__client__user=user)
    own |= Q(key__performance_counselling__client__user=user)
    own |= Q(key__data_request__person__user=user)
    me = Person.objects.filter(user=user).values("pk")[:1]
    return AccessRecord.objects.filter(own).exclude(kept_from(me))


def of_person(user: User) -> list[AccessRecord]:
    """Who opened what of somebody's own, the latest first, with what each belongs to."""
    rows = owned(user).select_related("actor", "note", *(f"key__{one}" for one in ABOUT))
    return list(rows.order_by("-at", "-pk")[:A_PAGE])


def trail(key: CaseKey, hidden: Q | None = None) -> list[Access]:
    """Everything but what is `hidden`, the newest first. The caller has looked who asks."""
    rows = AccessRecord.objects.filter(key=key).select_related("actor__person", "note")
    rows = rows if hidden is None else rows.exclude(hidden)
    return [
        Access(
            row.at,
            row.actor,
            Purpose(row.purpose),
            row.note.uid if row.note else None,
            row.note.field if row.note else "",
            row.note.created_at if row.note else None,
        )
        for row in rows.order_by("-number")
    ]
