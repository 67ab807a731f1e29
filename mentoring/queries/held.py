"""One person, those they had to do with, and the records of both: read once for one copy."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db.models import Q

from mentoring.models import Person, Relationship, Session
from workflows.models import Record

Row = dict[str, Any]
SELF, OTHER, SYSTEM = "self", "somebody else", "system"


class Held:
    """What is held about one person, read as it is asked for."""

    def __init__(self, person: Person) -> None:
        self.person = person

    @cached_property
    def pairs(self) -> list[Relationship]:
        rows = Relationship.objects.filter(
            Q(mentee=self.person) | Q(practitioner__person=self.person)
        ).select_related("programme", "mentee", "practitioner__person")
        return list(rows.order_by("pk"))

    @cached_property
    def sessions(self) -> list[Session]:
        rows = Session.objects.filter(
            Q(mentee=self.person) | Q(practitioner__person=self.person)
        ).select_related("mentee", "practitioner__person")
        return list(rows.order_by("starts_at", "pk"))

    @cached_property
    def counterparts(self) -> dict[int, str]:
        """The others of their pairs and sessions, by user."""
        found = [one for row in (*self.pairs, *self.sessions) for one in _two(row)]
        return {one.user_id: one.display_name for one in found if one.pk != self.person.pk}

    def named(self, user: int | None) -> str:
        if user is None:
            return SYSTEM
        return SELF if user == self.person.user_id else self.counterparts.get(user, OTHER)

    def records(self, kind: str, keys: Iterable[int]) -> Iterable[Row]:
        rows = Record.objects.filter(subject_kind=kind, subject_id__in=list(keys))
        for row in rows.order_by("at", "version"):
            yield {
                "at": row.at,
                "about": kind,
                "uid": row.subject_uid,
                "what": row.transition,
                "state": row.to_state,
                "reason": row.reason,
                "by": self.named(row.actor_id),
            }


def _two(row: Any) -> list[Person]:
    return [row.mentee, *([row.practitioner.person] if row.practitioner else [])]
