"""Relationships of a mentee and a practitioner, with their offers, agreements and reflections."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from mentoring import rules
from mentoring.machines.reasons import Applied, EndReason, OfferAnswer, Status
from mentoring.machines.relationship import RelationshipMachine, RelationshipState
from mentoring.models.organisation import Organisation
from mentoring.models.parties import Parties, is_above
from mentoring.models.person import Person
from mentoring.models.practitioner import Practitioner, Qualification
from mentoring.models.programme import Programme
from mentoring.models.reporting import ReportingLine
from mentoring.models.seen import SeenQuerySet
from mentoring.vocabulary import Discipline, LineKind, MentorAsSuperior, Role
from workflows.kept import Kept
from workflows.reading import seldom

TOGETHER = (
    RelationshipState.AGREEMENT,
    RelationshipState.ACTIVE,
    RelationshipState.PAUSED,
    RelationshipState.CLOSING,
)


class RelationshipQuerySet(SeenQuerySet["Relationship"]):
    resource = "relationship"

    def together(self) -> Self:
        """Those that take up a place of their practitioner."""
        return self.filter(state__in=TOGETHER)


class Relationship(Parties, RelationshipMachine):
    """`aim` is content (class A). `offered_to` stays after an offer is answered: the last asked."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="relationships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="relationships")
    discipline = models.CharField(max_length=20, choices=Discipline)
    mentee = models.ForeignKey(Person, models.PROTECT, related_name="relationships")
    named_practitioner = models.ForeignKey(
        Practitioner, models.PROTECT, null=True, blank=True, related_name="+"
    )
    offered_to = models.ForeignKey(
        Practitioner, models.PROTECT, null=True, blank=True, related_name="+"
    )
    offer_rank = models.PositiveIntegerField(default=0)
    practitioner = models.ForeignKey(
        Practitioner, models.PROTECT, null=True, blank=True, related_name="relationships"
    )
    previous_practitioner = models.ForeignKey(
        Practitioner, models.PROTECT, null=True, blank=True, related_name="+"
    )
    aim = models.TextField(blank=True)
    agreement_version = models.PositiveIntegerField(default=0)
    mentee_signed_at = models.DateTimeField(null=True, blank=True)
    practitioner_signed_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)
    last_session_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, blank=True)
    status_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=24, choices=EndReason, blank=True)
    mentee_reflected_at = models.DateTimeField(null=True, blank=True)
    practitioner_reflected_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    applied = models.CharField(max_length=6, choices=Applied, blank=True)

    objects = RelationshipQuerySet.as_manager()

    related: ClassVar[tuple[str, ...]] = (
        "programme",
        "organisation__calendar",
        "mentee__user",
        "mentee__unit__calendar",
        "practitioner__person__user",
        "practitioner__person__unit__calendar",
        "offered_to__person__user",
        "offered_to__person__unit__calendar",
        "previous_practitioner__person__user",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mentee", "practitioner", "discipline"],
                condition=Q(state__in=TOGETHER),
                name="one_active_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=TOGETHER) | Q(practitioner__isnull=False),
                name="together_means_with_a_practitioner",
            ),
            models.CheckConstraint(
                condition=~Q(state="paused") | Q(paused_until__isnull=False),
                name="a_pause_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_discipline_display()} {self.uid}"

    def people_in(self, role: str) -> Sequence[Person]:
        match Role(role):
            case Role.MENTEE | Role.PRACTITIONER as side:
                return self._present(side)
            case Role.OFFERED_PRACTITIONER:
                return [self.offered_to.person] if self.offered_to else []
            case Role.UNSIGNED:
                return self._still_to("signed")
            case Role.UNREFLECTED:
                return self._still_to("reflected")
        raise KeyError(role)

    def policy_scopes(self) -> Sequence[str]:
        return (f"programme:{self.programme.uid}", f"organisation:{self.organisation.uid}")

    def label(self) -> str:
        return str(self.get_discipline_display())

    def candidate(self, uid: uuid.UUID) -> Practitioner | None:
        """Looked up once per subject read, so that the transition's body finds it at hand."""
        held: tuple[uuid.UUID, Practitioner | None] | None = self.__dict__.get("_candidate")
        if held is None or (held[0] is not uid and held[0] != uid):
            found = _CANDIDATE(
                uid=uid,
                pk=self.pk,
                discipline=self.discipline,
                mentee=self.mentee_id,
                now=self.as_of,
            )
            held = self.__dict__["_candidate"] = uid, found[0] if found else None
        return held[1]

    def is_qualified(self, candidate: Practitioner, day: date) -> bool:
        """Known already of a candidate who was looked up here."""
        known: bool | None = getattr(candidate, "qualified", None)
        if known is not None and day == rules.office_day(self.as_of):
            return known
        return candidate.person.qualifications.filter(discipline=self.discipline).at(day).exists()

    def meets_superior_rule(self, candidate: Practitioner, day: date) -> bool:
        """Required: the mentee's direct superior. Forbidden: anybody above, at any level."""
        match self.programme.mentor_as_superior:
            case MentorAsSuperior.REQUIRED:
                lines = ReportingLine.objects.filter(
                    person=self.mentee_id,
                    superior=candidate.person_id,
                    kind=LineKind.DIRECT_SUPERIOR,
                )
                return lines.at(day).exists()
            case MentorAsSuperior.FORBIDDEN:
                return not is_above(candidate.person_id, self.mentee_id, day)
        return True

    def is_paired_with(self, candidate: Practitioner) -> bool:
        """Known already of a candidate who was looked up here."""
        known: bool | None = getattr(candidate, "paired", None)
        return self._together_with(candidate.pk).exists() if known is None else known

    def _together_with(self, practitioner: Any) -> RelationshipQuerySet:
        return _together(self.pk, self.discipline, self.mentee_id, practitioner)

    def _present(self, side: str) -> list[Person]:
        if side == Role.MENTEE:
            return [self.mentee]
        return [self.practitioner.person] if self.practitioner else []

    def _still_to(self, what: str) -> list[Person]:
        return [
            person
            for side in (Role.MENTEE, Role.PRACTITIONER)
            if getattr(self, f"{side.value}_{what}_at") is None
            for person in self._present(side)
        ]


def _together(pk: Any, discipline: Any, mentee: Any, practitioner: Any) -> RelationshipQuerySet:
    others = Relationship.objects.together().exclude(pk=pk)
    return others.filter(discipline=discipline, mentee=mentee, practitioner=practitioner)


def _candidate(
    uid: Any, pk: Any, discipline: Any, mentee: Any, now: Any
) -> "models.QuerySet[Practitioner]":
    held = Qualification.objects.filter(person=OuterRef("person"), discipline=discipline)
    belonging = ("person__user", "person__unit__calendar")
    rows = Practitioner.objects.select_related(*belonging).annotate(
        paired=Exists(_together(pk, discipline, mentee, OuterRef("pk"))),
        qualified=Exists(held.at(rules.office_day(now))),
    )
    return rows.filter(uid=uid).defer(*Practitioner.seldom, *seldom(Practitioner, *belonging))


_CANDIDATE = Kept(_candidate)


class Offer(models.Model):
    """The request as put to one practitioner; a refusal is a row, not a lost line."""

    relationship = models.ForeignKey(Relationship, models.PROTECT, related_name="offers")
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="offers")
    rank = models.PositiveIntegerField()
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=12, choices=OfferAnswer, blank=True)
    reason = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["relationship", "rank"], name="one_offer_per_rank"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="answered_offer_has_a_time",
            ),
        ]


class Agreement(models.Model):
    """A version of what the two agreed on. `goals` are content (class A), for the pair only."""

    relationship = models.ForeignKey(Relationship, models.PROTECT, related_name="agreements")
    version = models.PositiveIntegerField()
    goals = models.TextField(blank=True)
    frequency_days = models.PositiveSmallIntegerField()
    ends_on = models.DateField()
    created_at = models.DateTimeField()
    mentee_signed_at = models.DateTimeField(null=True, blank=True)
    practitioner_signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["relationship", "version"], name="one_agreement_per_version"
            )
        ]


class Reflection(models.Model):
    """What one side took from it, written while closing. `body` is content, for its author."""

    relationship = models.ForeignKey(Relationship, models.PROTECT, related_name="reflections")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    body = models.TextField(blank=True)
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
