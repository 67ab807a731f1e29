"""Corrections of reporting lines: whose superior is disputed, by whom, and what was decided."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from mentoring.machines.correction import CorrectionMachine, CorrectionState
from mentoring.machines.reasons import CorrectionRefusal
from mentoring.models.organisation import Organisation
from mentoring.models.parties import Parties, is_above
from mentoring.models.person import Person
from mentoring.models.programme import Programme
from mentoring.models.reporting import ReportingLine
from mentoring.models.seen import SeenQuerySet
from mentoring.vocabulary import LineKind, Role
from notifications.models import Notice

DECIDED = (CorrectionState.NAMED, CorrectionState.SETTLED)


class CorrectionQuerySet(SeenQuerySet["Correction"]):
    resource = "correction"


class Correction(Parties, CorrectionMachine):
    """`superior` says that `person` is not their staff; `notice` is what told them otherwise."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="corrections")
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="corrections")
    superior = models.ForeignKey(Person, models.PROTECT, related_name="reported_corrections")
    notice = models.OneToOneField(Notice, models.PROTECT, related_name="correction")
    right_superior = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    valid_from = models.DateField(null=True, blank=True)
    refused_reason = models.CharField(max_length=20, choices=CorrectionRefusal, blank=True)

    objects = CorrectionQuerySet.as_manager()

    related: ClassVar[tuple[str, ...]] = (
        "organisation__calendar",
        "programme",
        "person__user",
        "person__unit__calendar",
        "superior__user",
        "superior__unit__calendar",
        "right_superior__user",
        "right_superior__unit__calendar",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "superior"],
                condition=Q(state=CorrectionState.OPEN),
                name="one_open_correction",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED) ^ Q(valid_from=None),
                name="a_settled_correction_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    def people_in(self, role: str) -> Sequence[Person]:
        held = {Role.REPORTER: self.superior, Role.RIGHT_SUPERIOR: self.right_superior}
        found = held.get(Role(role))
        return [found] if found else []

    def policy_scopes(self) -> Sequence[str]:
        return (f"organisation:{self.organisation.uid}",)

    def named_superior(self, text: str) -> Person | None:
        """Looked up once per subject read, so that the transition's body finds it at hand."""
        held: dict[str, Person | None] = self.__dict__.setdefault("_named", {})
        if text not in held:
            rows = Person.objects.filter(organisation=self.organisation_id, user__is_active=True)
            held[text] = (
                rows.select_related("user", "unit__calendar").filter(uid=UUID(text)).first()
            )
        return held[text]

    def line_bars(self, day: date, *, ending: bool) -> bool:
        return any(
            line.valid_from > day or (ending and line.valid_from == day) for line in self.lines()
        )

    def has_line(self, day: date) -> bool:
        return any(line.holds(day) for line in self.lines())

    def is_over(self, superior: Person, day: date) -> bool:
        return is_above(self.person_id, superior.pk, day)

    def lines(self) -> list[ReportingLine]:
        """The person's, to direct superiors of all times; read once per subject read."""
        held: list[ReportingLine] | None = self.__dict__.get("_lines")
        if held is None:
            rows = ReportingLine.objects.filter(
                person=self.person_id, kind=LineKind.DIRECT_SUPERIOR
            )
            held = self.__dict__["_lines"] = list(rows.order_by("pk"))
        return held
