"""Sessions of a pair, and notes."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from accounts.models import TimeZone
from mentoring.machines.reasons import Missed, NoteKind, SessionCancel, SessionMode
from mentoring.machines.session import SessionMachine, SessionState
from mentoring.models.booking import taken
from mentoring.models.organisation import Organisation
from mentoring.models.parties import Parties
from mentoring.models.person import Person
from mentoring.models.practitioner import Practitioner
from mentoring.models.programme import Programme
from mentoring.models.relationship import Relationship
from mentoring.models.seen import SeenQuerySet
from mentoring.vocabulary import Role


class SessionQuerySet(SeenQuerySet["Session"]):
    resource = "session"

    def planned(self, relationship: Relationship, now: datetime) -> Self:
        """Confirmed sessions of a relationship that are still to come."""
        return self.filter(
            relationship=relationship, state=SessionState.CONFIRMED, starts_at__gt=now
        )


class Session(Parties, SessionMachine):
    """The pair is kept here too: another practitioner later on never sees these sessions."""

    relationship = models.ForeignKey(Relationship, models.PROTECT, related_name="sessions")
    mentee = models.ForeignKey(Person, models.PROTECT, related_name="sessions")
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    zone = models.CharField(max_length=40, choices=TimeZone)
    mode = models.CharField(max_length=10, choices=SessionMode)
    place = models.CharField(max_length=200, blank=True)
    link = models.CharField(max_length=500, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    moved_count = models.PositiveIntegerField(default=0)
    mentee_confirmed_at = models.DateTimeField(null=True, blank=True)
    practitioner_confirmed_at = models.DateTimeField(null=True, blank=True)
    missed_by = models.CharField(max_length=12, choices=Missed, blank=True)
    cancelled_reason = models.CharField(max_length=20, choices=SessionCancel, blank=True)
    note_filed = models.BooleanField(default=False)

    objects = SessionQuerySet.as_manager()

    related: ClassVar[tuple[str, ...]] = (
        "relationship__programme",
        "relationship__organisation__calendar",
        "relationship__mentee",
        "relationship__practitioner__person",
        "mentee__user",
        "mentee__unit__calendar",
        "practitioner__person__user",
        "practitioner__person__unit__calendar",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} UTC"

    @property
    def organisation(self) -> Organisation:
        return self.relationship.organisation

    @property
    def programme(self) -> Programme:
        return self.relationship.programme

    def people_in(self, role: str) -> Sequence[Person]:
        practitioner = self.practitioner.person
        pair = (self.mentee, practitioner)
        found: dict[Role, list[Person]] = {
            Role.MENTEE: [self.mentee],
            Role.PRACTITIONER: [practitioner],
            Role.PROPOSER: [person for person in pair if person.pk == self.proposed_by_id],
            Role.INVITED: [person for person in pair if person.pk != self.proposed_by_id],
            Role.UNCONFIRMED: [
                person
                for person, at in zip(
                    pair, (self.mentee_confirmed_at, self.practitioner_confirmed_at), strict=True
                )
                if at is None
            ],
        }
        return found[Role(role)]

    def policy_scopes(self) -> Sequence[str]:
        return self.relationship.policy_scopes()

    def who_is_taken(self) -> "models.QuerySet[Person]":
        """Of the pair, who has something else at that time or is away on that day."""
        pair = (self.mentee, self.practitioner.person)
        return taken(pair, self.starts_at, self.ends_at, besides=self.pk)


class NoteQuerySet(SeenQuerySet["Note"]):
    """One's own notes, and those the other of the pair shared."""

    resource = "note"


class Note(models.Model):
    """What was noted of a session (class A content). Its body stands here and nowhere else."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="notes")
    author = models.ForeignKey(Person, models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=8, choices=NoteKind)
    body = models.TextField()
    created_at = models.DateTimeField()

    objects = NoteQuerySet.as_manager()
