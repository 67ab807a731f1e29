"""How far a subject has come, put into the shapes of the API."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Subquery

from mentoring.models import (
    Breach,
    Correction,
    DataRequest,
    Destruction,
    LegalHold,
    Matter,
    PerformanceCounselling,
    Relationship,
)
from mentoring.models.parties import OFFICES
from mentoring.queries import worklist
from mentoring.queries.worklist import Turn
from mentoring.services import acts
from mentoring.vocabulary import Role
from workflows.forecast import forecast as expected
from workflows.machine import SYSTEM, Machine
from workflows.models import Deadline, Record

SUPERIORS = {
    Role.SUPERIOR_OF_MENTEE.value: Role.MENTEE.value,
    Role.SUPERIOR_OF_PRACTITIONER.value: Role.PRACTITIONER.value,
}
Duties = Mapping[tuple[str, int], Sequence[Deadline]]


def turn(
    subject: Machine, rows: Sequence[Deadline], user: Any, relations: Collection[str], now: datetime
) -> dict[str, Any] | None:
    return worded(worklist.turn_of(subject, rows, user, relations), now) if rows else None


def worded(turn: Turn, now: datetime) -> dict[str, Any]:
    return {
        "deadline": turn.deadline,
        "role": turn.role,
        "yours": turn.yours,
        "due_at": turn.due_at,
        "overdue": turn.due_at < now,
    }


def late(
    subject: Any, rows: Sequence[Deadline], relations: Collection[str], now: datetime
) -> list[Any]:
    """What is overdue; a superior learns it of their own person only."""
    own = {_person(subject, SUPERIORS[name]) for name in relations if name in SUPERIORS}
    office = Role.COORDINATOR.value in relations
    return [
        {"deadline": row.name, "role": row.role, "due_at": row.due_at}
        for row in rows
        if row.due_at < now
        and worklist.is_owed(row)
        and (office or own & _awaited(subject, row.role))
    ]


def transitions(subject: Machine, user: Any, now: datetime) -> list[dict[str, Any]]:
    """Every transition a person can ever make, with the reason where it cannot be made now."""
    return [
        {
            "name": one.transition.name,
            "label": str(one.transition.label),
            "allowed": one.allowed,
            "reason": str(one.reason),
            "inputs": [
                {"name": name, "label": str(field.label), "required": field.required}
                for name, field in one.transition.inputs.items()
            ],
        }
        for one in acts.offered(subject, by=user, now=now)
        if one.transition.allow != {SYSTEM}
    ]


def forecast(subject: Machine) -> list[Any]:
    return list(expected(subject))


def history(subject: Any, user: Any, *, since: str = "") -> list[dict[str, Any]]:
    """The records of a subject, the first one first; one statement.

    `since` names a transition whose last record is the oldest told.
    """
    rows = Record.objects.filter(subject_kind=subject.kind, subject_id=subject.pk)
    if since:
        last = rows.filter(transition=since).order_by("-version").values("version")[:1]
        rows = rows.filter(version__gte=Subquery(last))
    return [
        {
            "version": row.version,
            "transition": row.transition,
            "from_state": row.from_state,
            "to_state": row.to_state,
            "at": row.at,
            "by": _side(subject, row, user),
            "reason": row.reason,
        }
        for row in rows.order_by("version")
    ]


def _side(subject: Any, row: Record, user: Any) -> str:
    """Who acted, as a side; somebody who was of the pair once is called by that side."""
    if row.actor_id is None:
        return SYSTEM
    if row.actor_id == user.pk:
        return "you"
    if isinstance(subject, Matter):
        return Role.COORDINATOR.value
    if isinstance(subject, Correction):
        reported = row.actor_id == subject.superior.user_id
        return Role.REPORTER.value if reported else Role.COORDINATOR.value
    if subject.kind in _PARTS:
        return _part(subject, row)
    if row.actor_id == subject.mentee.user_id:
        return Role.MENTEE.value
    office = isinstance(subject, Relationship) and row.transition in _OFFICE
    return Role.COORDINATOR.value if office else Role.PRACTITIONER.value


def _part(subject: Any, row: Record) -> str:
    """By what was done, since one person may have several parts and a part may change hands."""
    parts, begun_by, otherwise = _PARTS[subject.kind]
    begun = row.transition == "begin"
    allowed = begun_by if begun else subject.transitions()[row.transition].allow
    held = [part for part in parts if part in allowed]
    if len(held) > 1:
        named = [part for part in held if part != otherwise]
        held = [part for part in named if row.actor_id in _users(subject, part)]
    return (held[0] if held else otherwise).value


def _users(subject: Any, role: str) -> set[int]:
    return {person.user_id for person in subject.people_in(role)}


# By kind: the parts in it, those that may begin one, and as what whoever is none of them acted.
_PARTS = {
    PerformanceCounselling.kind: (
        (Role.CLIENT, Role.COUNSELLOR, Role.APPRAISER, Role.ADDRESSEE),
        (Role.APPRAISER,),
        Role.COORDINATOR,
    ),
    Destruction.kind: ((Role.APPROVER, Role.DPO), (Role.DPO,), Role.DPO),
    LegalHold.kind: ((Role.DPO,), (Role.DPO,), Role.DPO),
    Breach.kind: ((Role.FINDER, Role.DPO), (Role.FINDER,), Role.DPO),
    DataRequest.kind: ((Role.REQUESTER, Role.DPO), (Role.REQUESTER, Role.DPO), Role.DPO),
}

_OFFICE = {
    name
    for name, declared in Relationship.transitions().items()
    if declared.allow == {Role.COORDINATOR.value}
}


def _person(subject: Any, role: str) -> int | None:
    people = subject.people_in(role)
    return people[0].pk if people else None


def _awaited(subject: Any, role: str) -> set[int | None]:
    """The people of a role; an office is nobody's staff."""
    return set() if role in OFFICES else {person.pk for person in subject.people_in(role)}
