"""Whose turn it is: of one subject, of a page of them, and of everything a person takes part in."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from mentoring import rules
from mentoring.machines.correction import CorrectionState
from mentoring.machines.matter import MatterState
from mentoring.machines.session import AHEAD
from mentoring.models import (
    Appointment,
    Correction,
    Matter,
    PerformanceCounselling,
    Relationship,
    Session,
)
from mentoring.models.data_request import OfTheOfficer
from mentoring.models.parties import OFFICES
from mentoring.vocabulary import AppointedRole, Role
from workflows.machine import Machine
from workflows.models import Deadline
from workflows.registry import machine

Subject = TypeVar("Subject", bound=Machine)
Key = tuple[str, int]
_SIDES = (Role.MENTEE, Role.PRACTITIONER, Role.OFFERED_PRACTITIONER)


@dataclass(frozen=True, slots=True)
class Turn:
    """What is awaited next of a subject: of whom, until when, and whether that is the reader."""

    deadline: str
    role: str
    due_at: datetime
    yours: bool


@dataclass(frozen=True, slots=True)
class Item:
    subject: Machine
    turn: Turn


@dataclass(frozen=True, slots=True)
class Worklist:
    """Items by due time; sessions by their beginning."""

    my_turn: Sequence[Item]
    waiting: Sequence[Item]
    next_sessions: Sequence[Session]


def turns(subjects: Iterable[Machine], user: Any, roles: Collection[str] = ()) -> dict[Key, Turn]:
    """The turn of each subject that has an open deadline; one statement.

    `roles` are the offices the reader holds for all of them.
    """
    found = duties(subjects := list(subjects))
    keyed = {(subject.kind, subject.pk): subject for subject in subjects}
    return {key: turn_of(keyed[key], rows, user, roles) for key, rows in found.items()}


def duties(subjects: Iterable[Machine]) -> dict[Key, list[Deadline]]:
    """The open deadlines of each subject that has any, what comes first ahead; one statement.

    Deadlines that only announce stand behind all that is owed.
    """
    found: dict[Key, list[Deadline]] = defaultdict(list)
    for row in _open_deadlines([(subject.kind, subject.pk) for subject in subjects]):
        found[row.subject_kind, row.subject_id].append(row)
    return dict(found)


def turn(
    subject: Machine, due: Sequence[Deadline], user: Any, roles: Collection[str]
) -> Turn | None:
    """The turn by all open deadlines of a subject, read already, in the order they are due."""
    rows = sorted(due, key=lambda row: not is_owed(row))
    return turn_of(subject, rows, user, roles) if rows else None


def turn_of(subject: Any, rows: Sequence[Deadline], user: Any, roles: Collection[str]) -> Turn:
    """The turn by a subject's open deadlines; `roles` are the offices the reader holds for it.

    What only the data protection officer answers for is read by nobody whose `roles` are not known.
    """
    row = rows[0]
    if row.role in OFFICES or isinstance(subject, OfTheOfficer):
        yours = row.role in roles
    else:
        yours = any(person.user_id == user.pk for person in subject.people_in(row.role))
    return Turn(row.name, row.role, row.due_at, yours)


def is_owed(row: Deadline) -> bool:
    """Whether its end says anything about somebody's lateness."""
    specs = machine(row.subject_kind).deadlines
    return all(spec.duty for spec in specs if spec.name == row.name)


def worklist(user: Any, now: datetime) -> Worklist:
    """Everything open that the person acts in, in thirteen statements at most, however much."""
    pairs = list(_of_pairs(user, now))
    sessions = list(_sessions(user, now))
    office: list[Machine] = list(_awaiting_office(user, now))
    reported, decided = _corrections(user, now)
    parts, served = _counsellings(user, now)
    office += [*decided, *_matters(user, now), *served]
    own = turns([*pairs, *sessions, *reported, *parts], user)
    office_turns = turns(office, user, OFFICES)
    items = [*_items((*pairs, *sessions, *reported, *parts), own)]
    mine = {item.subject for item in items if item.turn.yours}
    items += [item for item in _items(office, office_turns) if item.subject not in mine]
    items.sort(key=lambda item: (item.turn.due_at, item.subject.pk))
    return Worklist(
        [item for item in items if item.turn.yours],
        [item for item in items if not item.turn.yours],
        sorted((row for row in sessions if row.ends_at > now), key=lambda row: row.starts_at),
    )


def _items(subjects: Iterable[Machine], found: Mapping[Key, Turn]) -> Iterable[Item]:
    for subject in subjects:
        if turn := found.get((subject.kind, subject.pk)):
            yield Item(subject, turn)


def _open_deadlines(subjects: Collection[Key]) -> list[Deadline]:
    keys = Q(pk__in=[])
    for kind in {kind for kind, _pk in subjects}:
        keys |= Q(subject_kind=kind, subject_id__in=[pk for own, pk in subjects if own == kind])
    rows = Deadline.objects.open().filter(keys).order_by("due_at", "pk")
    return sorted(rows, key=lambda row: not is_owed(row))


def _of_pairs(user: Any, now: datetime) -> "Iterable[Relationship]":
    sides = [rules.RELATIONSHIP[role.value](user, now) for role in _SIDES]
    rows = Relationship.objects.exclude(state__in=Relationship.final)
    return _read(_any_of(rows, sides))


def _sessions(user: Any, now: datetime) -> "Iterable[Session]":
    sides = [rules.is_mentee(user, now), rules.is_practitioner(user, now)]
    return _read(_any_of(Session.objects.filter(state__in=AHEAD), sides))


def _any_of(rows: "QuerySet[Subject]", relations: Sequence[Q]) -> "QuerySet[Subject]":
    """Those in one of these relations, each looked up by its own index; a single OR of them over
    several tables would read every row there is."""
    first, *others = [rows.filter(each).order_by().values_list("pk") for each in relations]
    return rows.filter(pk__in=[pk for (pk,) in first.union(*others)])


def _read(rows: "QuerySet[Subject]") -> "QuerySet[Subject]":
    return rows.select_related(*rows.model.related).order_by("pk")


def _awaiting_office(user: Any, now: datetime) -> "Iterable[Relationship]":
    """Where the coordinator is awaited and the person is one for it. Which these are is asked
    first: with all that is read along the database would begin at the wrong end."""
    held = Appointment.objects.filter(person__user=user, role=AppointedRole.COORDINATOR)
    if not held.exists():
        return []
    serving = Relationship.objects.filter(rules.RELATIONSHIP[Role.COORDINATOR.value](user, now))
    awaited = Deadline.objects.open().filter(
        subject_kind=Relationship.kind, subject_id=OuterRef("pk"), role=Role.COORDINATOR
    )
    found = serving.filter(Exists(awaited)).order_by("pk").values_list("pk", flat=True)
    return _read(Relationship.objects.filter(pk__in=list(found)))


def _corrections(user: Any, now: datetime) -> tuple[list[Correction], list[Correction]]:
    """Open ones that the person waits for, and those they are to decide as coordinator."""
    same = Correction.objects.filter(pk=OuterRef("pk"))
    serving = Exists(same.filter(rules.CORRECTION[Role.COORDINATOR.value](user, now)))
    rows = Correction.objects.filter(state=CorrectionState.OPEN).annotate(_serving=serving)
    rows = rows.filter(rules.is_reporter(user, now) | Q(_serving=True))
    found = list(rows.select_related(*Correction.related).order_by("pk"))
    decided = [row for row in found if row.__dict__["_serving"]]
    return [row for row in found if row not in decided], decided


def _matters(user: Any, now: datetime) -> "Iterable[Matter]":
    same = Matter.objects.filter(pk=OuterRef("pk"))
    serving = Exists(same.filter(rules.MATTER[Role.COORDINATOR.value](user, now)))
    return _read(Matter.objects.filter(serving, state=MatterState.OPEN))


def _counsellings(
    user: Any, now: datetime
) -> tuple[Sequence[PerformanceCounselling], Sequence[PerformanceCounselling]]:
    """Those the person has a part in, and those where the coordinator is awaited."""
    rows = PerformanceCounselling.objects.under_way()
    serving = rows.filter(rules.PERFORMANCE[Role.COORDINATOR.value](user, now))
    awaited = Deadline.objects.open().filter(
        subject_kind=PerformanceCounselling.kind,
        subject_id=OuterRef("pk"),
        role=Role.COORDINATOR,
    )
    asked = PerformanceCounselling.objects.filter(Exists(awaited), pk__in=serving.values("pk"))
    return list(_read(rows.with_part_of(user))), list(_read(asked))
