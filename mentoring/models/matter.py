"""Matters for a coordinator: what came about by itself, whom it is about, what was decided."""

from collections.abc import Sequence
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from mentoring.machines.matter import MatterMachine, MatterState
from mentoring.machines.reasons import MatterDecision
from mentoring.models.correction import Correction
from mentoring.models.organisation import Organisation
from mentoring.models.parties import Parties
from mentoring.models.person import Person
from mentoring.models.programme import Programme
from mentoring.models.relationship import Relationship
from mentoring.models.rotation import RotationMove
from mentoring.models.seen import SeenQuerySet
from mentoring.vocabulary import Concern


class MatterQuerySet(SeenQuerySet["Matter"]):
    resource = "matter"


class Matter(Parties, MatterMachine):
    """`person` is who moves or is away, `pair` the one it bears on, `move` the move it came of.

    `since` is the day it came about, `until` the last day away. Days only, never why.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="matters")
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="matters"
    )
    concern = models.CharField(max_length=20, choices=Concern)
    person = models.ForeignKey(Person, models.PROTECT, related_name="matters")
    pair = models.ForeignKey(
        Relationship, models.PROTECT, null=True, blank=True, related_name="matters"
    )
    move = models.ForeignKey(
        RotationMove, models.PROTECT, null=True, blank=True, related_name="matters"
    )
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=20, choices=MatterDecision, blank=True)

    objects = MatterQuerySet.as_manager()

    related: ClassVar[tuple[str, ...]] = (
        "organisation__calendar",
        "programme",
        "person__user",
        "person__unit",
        "pair__mentee",
        "pair__practitioner__person",
        "move",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "person", "pair"],
                condition=Q(state=MatterState.OPEN),
                name="one_open_matter_of_a_pair",
            ),
            models.UniqueConstraint(
                fields=["concern", "person"],
                condition=Q(state=MatterState.OPEN, pair=None),
                name="one_open_matter",
            ),
            models.CheckConstraint(
                condition=Q(state=MatterState.DECIDED) ^ Q(decision=""),
                name="a_decided_matter_says_what",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state=MatterState.OPEN), name="matters_open")
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def other(self) -> Person | None:
        """The other one of the pair."""
        if self.pair is None:
            return None
        if self.pair.mentee_id != self.person_id:
            return self.pair.mentee
        return self.pair.practitioner.person if self.pair.practitioner else None

    def people_in(self, role: str) -> Sequence[Person]:
        return ()

    def policy_scopes(self) -> Sequence[str]:
        return (f"organisation:{self.organisation.uid}",)


# Subjects of the coordinator's own, of which nobody is the mentee or the mentor.
OF_THE_OFFICE: Final = (Correction, Matter)
