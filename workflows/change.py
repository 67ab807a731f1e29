"""What the engine decides, as values: a change, its effects, and what is told about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from workflows.actors import Actor
from workflows.errors import Refused
from workflows.kept import KeptUpdate
from workflows.machine import Machine, Transition
from workflows.models import Deadline, Record
from workflows.policy import Step
from workflows.schedule import Ring


@dataclass(frozen=True, slots=True)
class Rearrangement:
    """What a change does to the clocks of its subject."""

    closed: tuple[tuple[Deadline, str], ...] = ()
    armed: tuple[Deadline, ...] = ()
    repointed: tuple[Deadline, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One change, decided but not yet written. `transition` is None when the subject begins."""

    subject: Machine
    before: str
    transition: Transition | None
    record: Record
    by: Actor
    now: datetime
    data: Mapping[str, Any]
    clocks: Rearrangement = field(default_factory=Rearrangement)
    beside: Sequence[Machine] = ()
    """Other subjects locked in the same act."""

    @property
    def name(self) -> str:
        return self.transition.name if self.transition else "begin"

    @property
    def cause(self) -> str:
        return f"record:{self.record.pk}"


@dataclass(frozen=True, slots=True)
class GuardedUpdate:
    """An update that must touch so many rows; otherwise the whole act is refused."""

    rows: "models.QuerySet[Any]"
    values: Mapping[str, Any]
    refusal: Refused
    exactly: int = 1


@dataclass(frozen=True, slots=True)
class BulkUpdate:
    """An update that may touch any number of rows."""

    rows: "models.QuerySet[Any]"
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class KnownUpdate:
    """An update compiled before, with its values. With a `refusal` it must touch one row."""

    kept: KeptUpdate
    given: Mapping[str, Any]
    refusal: Refused | None = None

    @property
    def rows(self) -> "models.QuerySet[Any]":
        return self.kept.build(**self.given)[0]

    @property
    def values(self) -> Mapping[str, Any]:
        return self.kept.build(**self.given)[1]


Update = GuardedUpdate | BulkUpdate | KnownUpdate


@dataclass(frozen=True, slots=True)
class Moved:
    """A subject that changes: the version that is stored, and the columns that are new."""

    subject: Machine
    version: int
    columns: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Effects:
    """Further unsaved rows and updates that belong to a change."""

    rows: Sequence[models.Model] = ()
    updates: Sequence[Update] = ()


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A change of another subject that must happen in the same transaction.

    It is decided before anything is written.
    """

    subject: Machine
    transition: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tidings:
    """Unsaved rows that tell people something; `told` counts the notices of record among them."""

    rows: Sequence[models.Model] = ()
    told: int = 0


@dataclass(frozen=True, slots=True)
class RingEvent:
    """A step of a policy whose time has come. `past` means its misfire rule says: too late now.

    `overtaken`: a transition of the same deadline is due as well, and will be performed next.
    """

    subject: Machine
    deadline: Deadline
    step: Step
    ring: Ring
    past: bool
    overtaken: bool = False

    @property
    def cause(self) -> str:
        row = self.deadline
        return f"deadline:{row.uid}:{row.epoch}:{self.ring.step}:{self.ring.n}"
