"""Whose turn it is: of one subject, of a page of them, and of everything a person takes part in."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from mentoring import rules
from mentoring.machines.session import AHEAD
from mentoring.models import Relationship, Session
from mentoring.models.parties import OFFICES
from mentoring.vocabulary import Role
from workflows.machine import Machine
from workflows.models import Deadline

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
    found: dict[Key, Turn] = {}
    by_key = {(subject.kind, subject.pk): subject for subject in subjects}
    for row in _open_deadlines(by_key):
        key = (row.subject_kind, row.subject_id)
        if key not in found:
            found[key] = _turn(row, by_key[key], user, roles)
    return found


def worklist(user: Any, now: datetime) -> Worklist:
    """Everything open that the person acts in, in four statements however much it is."""
    pairs = list(_of_pairs(user, now))
    sessions = list(_sessions(user, now))
    office = list(_awaiting_office(user, now))
    own = turns([*pairs, *sessions], user)
    office_turns = turns(office, user, OFFICES)
    items = [Item(subject, own[key]) for subject in (*pairs, *sessions)
             if (key := (subject.kind, subject.pk)) in own]  # fmt: skip
    seen = {(item.subject.kind, item.subject.pk) for item in items if item.turn.yours}
    items += [Item(subject, office_turns[key]) for subject in office
              if (key := (subject.kind, subject.pk)) in office_turns and key not in seen]  # fmt: skip
    items.sort(key=lambda item: (item.turn.due_at, item.subject.pk))
    return Worklist(
        [item for item in items if item.turn.yours],
        [item for item in items if not item.turn.yours],
        sorted((row for row in sessions if row.ends_at > now), key=lambda row: row.starts_at),
    )


def _turn(row: Deadline, subject: Any, user: Any, roles: Collection[str]) -> Turn:
    if row.role in OFFICES:
        yours = row.role in roles or row.role in getattr(subject, "acting_roles", ())
    else:
        yours = any(person.user_id == user.pk for person in subject.people_in(row.role))
    return Turn(row.name, row.role, row.due_at, yours)


def _open_deadlines(by_key: Collection[Key]) -> list[Deadline]:
    """In order of due time, those that are only announcements behind all that is owed."""
    keys = Q(pk__in=[])
    for kind in {kind for kind, _pk in by_key}:
        keys |= Q(subject_kind=kind, subject_id__in=[pk for own, pk in by_key if own == kind])
    rows = Deadline.objects.open().filter(keys).order_by("due_at", "pk")
    return sorted(rows, key=lambda row: not _is_duty(row))


def _is_duty(row: Deadline) -> bool:
    model = Relationship if row.subject_kind == Relationship.kind else Session
    return all(spec.duty for spec in model.deadlines if spec.name == row.name)


def _of_pairs(user: Any, now: datetime) -> "Iterable[Relationship]":
    sides = Q(pk__in=[])
    for role in _SIDES:
        sides |= rules.RELATIONSHIP[role.value](user, now)
    rows = Relationship.objects.filter(sides).exclude(state__in=Relationship.final)
    return rows.select_related(*Relationship.related).order_by("pk")


def _sessions(user: Any, now: datetime) -> "Iterable[Session]":
    pair = rules.is_mentee(user, now) | rules.is_practitioner(user, now)
    rows = Session.objects.filter(pair, state__in=AHEAD)
    return rows.select_related(*Session.related).order_by("pk")


def _awaiting_office(user: Any, now: datetime) -> "Iterable[Relationship]":
    """Where the coordinator is awaited and the person is one for it."""
    same = Relationship.objects.filter(pk=OuterRef("pk"))
    serving = same.filter(rules.RELATIONSHIP[Role.COORDINATOR.value](user, now))
    awaited = Deadline.objects.open().filter(
        subject_kind=Relationship.kind, subject_id=OuterRef("pk"), role=Role.COORDINATOR
    )
    rows = Relationship.objects.filter(Exists(serving), Exists(awaited))
    return rows.select_related(*Relationship.related).order_by("pk")
