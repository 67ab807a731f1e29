"""What a coordinator acts on together, each with the deadline it is about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from mentoring.models import BulkItem, Relationship, Session
from mentoring.queries import caseload
from mentoring.vocabulary import Role
from notifications import lists
from notifications.models import Notice
from workflows.machine import Machine
from workflows.models import Deadline

MODELS: dict[str, type[Relationship] | type[Session]] = {
    model.kind: model for model in (Relationship, Session)
}
AWAITED = {
    "requested": "handle_request",
    "rematch": "handle_rematch",
    "offered": "answer_offer",
}

Key = tuple[str, UUID, str]  # kind, uid of the subject, name of the deadline


@dataclass(frozen=True, slots=True)
class Picked:
    """A subject the coordinator serves; without a deadline it is not awaited any more."""

    subject: Any
    name: str
    deadline: Deadline | None


def read_keys(words: Iterable[str]) -> Sequence[Key]:
    """The keys in what a form sent; what is none is left out."""
    return list(dict.fromkeys(key for word in words if (key := _key(word))))


def _key(word: str) -> Key | None:
    kind, _colon, rest = word.partition(":")
    uid, _colon, name = rest.partition(":")
    try:
        return (kind, UUID(uid), name) if kind in MODELS and name.isidentifier() else None
    except ValueError:
        return None


def picked(keys: Sequence[Key], user: Any, now: datetime) -> Sequence[Picked]:
    """In the order of the keys; what the user does not coordinate is left out."""
    subjects: dict[tuple[str, UUID], Any] = {}
    for kind, model in MODELS.items():
        uids = [uid for of, uid, _name in keys if of == kind]
        rows = _served(model, user, now).filter(uid__in=uids) if uids else ()
        subjects |= {(kind, row.uid): row for row in rows}
    open_ones = _open(subjects.values())
    return [
        Picked(subject, name, open_ones.get((kind, subject.pk, name)))
        for kind, uid, name in keys
        if (subject := subjects.get((kind, uid))) is not None
    ]


def of_requests(which: str, user: Any, now: datetime, most: int) -> Sequence[Key]:
    """Every request of the coordinator that looks for somebody, or that waits for an answer."""
    states = ("offered",) if which == "offered" else caseload.LOOKING
    rows = caseload.requests_of(user, now).filter(state__in=states)
    return [(row.kind, row.uid, AWAITED[str(row.state)]) for row in rows[:most]]


def of_list(head: Notice, most: int) -> Sequence[Key]:
    """What a notice with a list is about."""
    rows = [head, *lists.items(head).order_by("created_at", "pk")[: most - 1]]
    words = (f"{row.subject_kind}:{row.facts['uid']}:{row.facts['deadline']}" for row in rows)
    return read_keys(words)


def of_items(items: Sequence[BulkItem]) -> dict[int, Any]:
    """By item what it is about; one statement for each kind."""
    found: dict[tuple[str, int], Any] = {}
    for kind, model in MODELS.items():
        numbers = [item.subject_id for item in items if item.subject_kind == kind]
        rows = model._base_manager.filter(pk__in=numbers).select_related(*model.related)
        found |= {(kind, row.pk): row for row in rows}
    return {item.pk: found[item.subject_kind, item.subject_id] for item in items}


def _served(model: type[Machine], user: Any, now: datetime) -> Any:
    office = model._base_manager.filter(model.relations[Role.COORDINATOR](user, now))
    rows = model._base_manager.filter(pk__in=office.values("pk"))
    return rows.select_related(*model.related)


def _open(subjects: Iterable[Any]) -> dict[tuple[str, int, str], Deadline]:
    found: dict[tuple[str, int, str], Deadline] = {}
    held = list(subjects)
    for kind in MODELS:
        numbers = [row.pk for row in held if row.kind == kind]
        rows = Deadline.objects.open().filter(subject_kind=kind, subject_id__in=numbers)
        rows = rows.select_related("policy_version__policy", "calendar")
        found |= {(kind, row.subject_id, row.name): row for row in rows}
    return found
