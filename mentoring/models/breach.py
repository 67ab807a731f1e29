"""Failures of the protection of personal data: what is known of them, and who is told."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q

from mentoring.machines.breach import BreachMachine
from mentoring.machines.breach_codes import EVERYBODY, Cause, Dismissal, FoundBy, Way
from mentoring.models.data_request import OfTheOfficer
from mentoring.models.organisation import Organisation
from mentoring.models.person import Person, called
from mentoring.models.sealed import AccessRecord, CaseKey
from mentoring.models.seen import SeenQuerySet
from mentoring.vocabulary import Role


class BreachQuerySet(SeenQuerySet["Breach"]):
    resource = "breach"


class Breach(OfTheOfficer, BreachMachine):
    """Codes and times only. `finder` is who reported it; they may be of no organisation."""

    key = models.OneToOneField(CaseKey, models.PROTECT, related_name="breach")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    finder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    cause = models.CharField(max_length=12, choices=Cause, blank=True)
    happened_from = models.DateTimeField(null=True, blank=True)
    happened_until = models.DateTimeField(null=True, blank=True)
    described_at = models.DateTimeField(null=True, blank=True)
    notified_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    dismissed_for = models.CharField(max_length=20, choices=Dismissal, blank=True)

    objects = BreachQuerySet.as_manager()

    related: ClassVar[tuple[str, ...]] = ("key", "organisation__calendar", "finder")
    being_told: Sequence[Person] = ()

    def __str__(self) -> str:
        return str(self.uid)

    def people_in(self, role: str) -> Sequence[Person]:
        """The persons concerned are those who are being told now."""
        return list(self.being_told) if role == Role.AFFECTED else super().people_in(role)

    def colleague(self, who: str) -> Person | None:
        """The one person here of that whole name or number; looked up once per subject read."""
        held: dict[str, Person | None] = self.__dict__.setdefault("_called", {})
        if who not in held:
            held[who] = called(who, self.organisation_id)
        return held[who]

    def concerned(self, since: datetime, until: datetime, who: str) -> Sequence[Person]:
        """Whose sealed texts were opened in that time, of this organisation and not on the list.

        By anybody but themselves, or by the one colleague called so.
        """
        opened = AccessRecord.objects.filter(at__gte=since, at__lte=until, note__isnull=False)
        if who and (reader := self.colleague(who)):
            opened = opened.filter(actor=reader.user_id)
        found: dict[int, Person] = {}
        listed = self.people.filter(person__isnull=False, matter=None).values("person")
        for path, owner in _OWNERS.items():
            pairs = opened.filter(**{f"{path}__isnull": False}).exclude(
                actor=models.F(f"{owner}__user")
            )
            people = Person.objects.filter(
                pk__in=pairs.values(owner), organisation=self.organisation_id
            ).exclude(pk__in=listed)
            found |= {person.pk: person for person in people.order_by("pk")}
        return list(found.values())

    def of_account(self, since: datetime, until: datetime, who: str) -> Sequence[Person]:
        """The owner of an account and whose texts were opened with it, if they are not listed."""
        owner = self.colleague(who)
        found = [] if owner is None or self.is_listed(owner) else [owner]
        return [*found, *(one for one in self.concerned(since, until, who) if one not in found)]

    def matter(self, identifier: str) -> "Matter | None":
        """What that identifier belongs to; looked up once per subject read."""
        held: dict[str, Matter | None] = self.__dict__.setdefault("_matters", {})
        if identifier not in held:
            held[identifier] = self._matter(_uid(identifier))
        return held[identifier]

    def _matter(self, uid: UUID) -> "Matter | None":
        ways = ("uid", "notes__uid", "notes__file__uid", *(f"{one}__uid" for one in _SUBJECTS))
        named = reduce(or_, (Q(**{way: uid}) for way in ways))
        key = CaseKey.objects.filter(pk__in=CaseKey.objects.filter(named).values("pk")).first()
        for subject, owner in _SUBJECTS.items() if key else ():
            row = getattr(key, subject, None)
            if row is not None and row.organisation_id == self.organisation_id:
                return Matter(uid, getattr(row, owner), known=subject == "data_request")
        return None

    def is_matter_listed(self, identifier: str) -> bool:
        """Nothing is looked at that would tell whose it is."""
        found = self.matter(identifier)
        if found is not None and found.known:
            return self.is_listed(found.person)
        return found is not None and self.people.filter(matter=found.uid).exists()

    def is_listed(self, person: Person | None) -> bool:
        return person is not None and self.people.filter(person=person, matter=None).exists()

    def to_be_told(self, which: str = "", way: str = "") -> "Sequence[BreachPerson]":
        """As the machine says. An authority is told by itself, and not in the portal.

        Who is known by an identifier only is told there and nowhere else.
        """
        held: dict[tuple[str, str], Sequence[BreachPerson]] = self.__dict__.setdefault("_told", {})
        if (which, way) not in held:
            rows = self.people.filter(told_at=None)
            if which and which != EVERYBODY:
                rows = rows.filter(uid=_uid(which))
            if which == EVERYBODY or way in {Way.PORTAL, Way.NOT_CONCERNED}:
                rows = rows.filter(person__isnull=False)
            if which == EVERYBODY and way == Way.NOT_CONCERNED:
                rows = rows.none()
            if way in {Way.HANDED, Way.SENT}:
                rows = rows.filter(matter=None)
            people = ("person__user", "person__unit__calendar")
            held[which, way] = list(rows.select_related(*people).order_by("pk"))
        return held[which, way]


# Whose a sealed text is, by what its key belongs to.
_SUBJECTS = {
    "counselling_case": "client",
    "performance_counselling": "client",
    "data_request": "person",
}
_OWNERS = {f"key__{subject}": f"key__{subject}__{owner}" for subject, owner in _SUBJECTS.items()}


@dataclass(frozen=True, slots=True)
class Matter:
    """What an identifier belongs to, and whether the officer may know whose it is."""

    uid: UUID
    person: Person
    known: bool


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


class BreachPerson(models.Model):
    """Somebody who is to be told in writing; without a person it is the authority.

    With `matter`, an identifier, the officer is not told who it is. The same person may stand there
    by name as well: that they do not is what must not be seen.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    breach = models.ForeignKey(Breach, models.PROTECT, related_name="people")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    matter = models.UUIDField(null=True)
    found_by = models.CharField(max_length=10, choices=FoundBy)
    told_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=15, choices=Way, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["breach", "person"], condition=Q(matter=None), name="listed_once"
            ),
            models.UniqueConstraint(fields=["breach", "matter"], name="matter_listed_once"),
            models.UniqueConstraint(
                fields=["breach"], condition=Q(person=None), name="one_authority_of_a_breach"
            ),
            models.CheckConstraint(
                condition=Q(told_at=None, way="") | (Q(told_at__isnull=False) & ~Q(way="")),
                name="told_in_some_way",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)
