"""A person's worklist a page at a time: what leads each matter, by due time, from where one is.

It says the same as `queries.worklist` of a whole one. `responsible` is whom a role means if that is
one person; of two who are both awaited there is none, and an office is asked of its appointments.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from mentoring import rules
from mentoring.machines.correction import CorrectionState
from mentoring.machines.matter import MatterState
from mentoring.machines.session import AHEAD
from mentoring.models import (
    WALLED,
    Correction,
    Matter,
    PerformanceCounselling,
    Relationship,
    Session,
)
from mentoring.models.parties import OFFICES
from mentoring.queries.worklist import Item, Key, Turn
from mentoring.vocabulary import Role
from workflows.kept import Kept
from workflows.machine import Machine
from workflows.models import Deadline
from workflows.models.deadline import DeadlineQuerySet

Rows = DeadlineQuerySet
Branches = Callable[[Rows, Any, Any, bool], Iterable[Rows]]

A_PAGE: Final = 20
COUNTED: Final = 99  # of those behind the page
_READ: Final = A_PAGE + COUNTED + 1
_MODELS: Final = (Relationship, Session, Correction, Matter, PerformanceCounselling)
_SHARED: Final = (Role.UNSIGNED, Role.UNREFLECTED, Role.UNCONFIRMED)
ANNOUNCES: Final = Q(
    name__in=[spec.name for model in _MODELS for spec in model.deadlines if not spec.duty]
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class After:
    """Where a page goes on: behind this time, and behind this row of those at the same time."""

    at: datetime
    pk: Any


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a list; `more` of it are behind (at most COUNTED + 1), from `after` on if any are.

    `late` are those of the whole list from here on that are overdue, as far as they are counted.
    """

    rows: Sequence[Any]
    more: int = 0
    after: str = ""
    late: int = 0


def cursor(at: datetime, uid: UUID) -> str:
    return f"{(at - _EPOCH) // timedelta(microseconds=1)}-{uid.hex}"


def after(text: str, model: type[Deadline] | type[Session] = Deadline) -> After | None:
    """What a cursor says; None if it is none of ours. One statement."""
    at, _dash, uid = text.partition("-")
    try:
        moment = _EPOCH + timedelta(microseconds=int(at))
        pk = model._base_manager.filter(uid=UUID(uid)).values_list("pk", flat=True).first()
    except (ValueError, OverflowError):
        return None
    return None if pk is None else After(moment, pk)


def my_turn(user: Any, now: datetime, *, office: bool, since: After | None = None) -> Part:
    """What is awaited of the person, for an office as well if they are in one; one statement."""
    return _part(_kept(mine, office, since is not None), user, now, since)


def waiting(user: Any, now: datetime, *, office: bool, since: After | None = None) -> Part:
    """What is awaited of others where the person takes part; one statement."""
    return _part(_kept(others, office, since is not None), user, now, since)


def sessions(user: Any, now: datetime, since: After | None = None) -> Part:
    """Sessions agreed on, by their beginning; one statement."""
    found = list(ahead(user, now, since)[:_READ])
    return _cut(found, [row.starts_at for row in found])


def ahead(user: Any, now: datetime, since: After | None) -> QuerySet[Session]:
    rows = Session.objects.filter(state__in=AHEAD, ends_at__gt=now).order_by()
    if since:
        same = Q(starts_at=since.at, pk__gt=since.pk)
        rows = rows.filter(Q(starts_at__gt=since.at) | same)
    mentee, practitioner = [
        rows.filter(side(user, now)) for side in (rules.is_mentee, rules.is_practitioner)
    ]
    return mentee.union(practitioner).order_by("starts_at", "pk")


@cache
def _kept(branches: Branches, office: bool, going_on: bool) -> Kept[Deadline]:
    """The first of all branches, each cut by itself so that its index is read no further."""

    def build(user: Any, now: Any, at: Any = None, pk: Any = None) -> QuerySet[Deadline]:
        rows = behind(leading(now), at, pk) if going_on else leading(now)
        return first_of(branches(rows, user, now, office), _READ)

    return Kept(build)


def behind(rows: Rows, at: Any, pk: Any) -> Rows:
    """Those that come after this one by due time."""
    return rows.filter(Q(due_at__gt=at) | Q(due_at=at, pk__gt=pk), due_at__gte=at)


def first_of(branches: Iterable[Rows], read: int) -> QuerySet[Deadline]:
    first, *others = [cut(rows, read) for rows in branches]
    return first.union(*others).order_by("due_at", "pk")[:read]


def cut(rows: Rows, read: int) -> Rows:
    """The first of these by due time, so that they can be put together with others."""
    return Deadline.objects.filter(pk__in=rows.order_by("due_at", "pk").values("pk")[:read])


def mine(leading: Rows, user: Any, now: Any, office: bool) -> Iterable[Rows]:
    own = leading.filter(responsible=user).exclude(role__in=OFFICES)
    yield own.exclude(subject_kind__in=WALLED)
    both = leading.filter(responsible=None, role__in=_SHARED)
    for kind, subjects in _sides(user, now):
        yield both.filter(subject_kind=kind, subject_id__in=subjects.values("pk"))
    if office:
        asked = leading.filter(role=Role.COORDINATOR)
        for kind, subjects in _served(user, now):
            yield asked.filter(subject_kind=kind, subject_id__in=subjects.values("pk"))


def others(leading: Rows, user: Any, now: Any, office: bool) -> Iterable[Rows]:
    yours = Q(responsible=user) & ~Q(role__in=OFFICES)
    theirs = leading.exclude(yours | Q(responsible=None, role__in=_SHARED))
    if office:
        for kind, subjects in _served(user, now):
            served = Exists(subjects.filter(pk=OuterRef("subject_id")))
            theirs = theirs.exclude(served, role=Role.COORDINATOR, subject_kind=kind)
    own = Correction.objects.filter(rules.is_reporter(user, now), state=CorrectionState.OPEN)
    for kind, subjects in (*_sides(user, now), (Correction.kind, own)):
        yield theirs.filter(subject_kind=kind, subject_id__in=subjects.values("pk"))
    if office:
        yield _beside(theirs, user, now)


def read(parts: Iterable[Part]) -> Mapping[Key, Machine]:
    """The subjects of these pages, by kind and key; a statement for each kind there is."""
    wanted: dict[str, set[int]] = {model.kind: set() for model in _MODELS}
    for part in parts:
        for row in part.rows:
            kind, pk = _subject(row)
            wanted[kind].add(pk)
    return {
        (model.kind, subject.pk): subject
        for model in _MODELS
        if wanted[model.kind]  # else Django builds the statement before it sees that it is empty
        for subject in model._base_manager.select_related(*model.related)
        .filter(pk__in=wanted[model.kind])
        .order_by()
    }


def items(part: Part, found: Mapping[Key, Machine], *, yours: bool) -> list[Item]:
    return [
        Item(found[key], Turn(row.name, row.role, row.due_at, yours))
        for row in part.rows
        if (key := _subject(row)) in found
    ]


def _subject(row: Any) -> Key:
    return (row.kind, row.pk) if isinstance(row, Session) else (row.subject_kind, row.subject_id)


def leading(now: Any) -> Rows:
    """Of each subject the open deadline that comes first, what only announces behind what is owed;
    without sessions that are to be confirmed before they have begun."""
    same = {"subject_kind": OuterRef("subject_kind"), "subject_id": OuterRef("subject_id")}
    others = Deadline.objects.open().filter(**same)
    sooner = Q(due_at__lt=OuterRef("due_at"))
    sooner |= Q(due_at=OuterRef("due_at"), pk__lt=OuterRef("pk"))
    owed = ~ANNOUNCES & ~Exists(others.filter(sooner).exclude(ANNOUNCES))
    announced = ANNOUNCES & ~Exists(others.filter(sooner | ~ANNOUNCES))
    ahead = Session.objects.filter(pk=OuterRef("subject_id"), starts_at__gt=now)
    rows = Deadline.objects.open().filter(owed | announced)
    return rows.exclude(Exists(ahead), name="confirm_attendance")


def _sides(user: Any, now: Any) -> Iterable[tuple[str, QuerySet[Any]]]:
    """One's pairs and sessions, each side by its own index; then counsellings, in any part."""
    pairs = Relationship.objects.exclude(state__in=Relationship.final).order_by()
    for role in (Role.MENTEE, Role.PRACTITIONER, Role.OFFERED_PRACTITIONER):
        yield Relationship.kind, pairs.filter(rules.RELATIONSHIP[role.value](user, now))
    meetings = Session.objects.filter(state__in=AHEAD).order_by()
    for side in (rules.is_mentee, rules.is_practitioner):
        yield Session.kind, meetings.filter(side(user, now))
    counsellings = PerformanceCounselling.objects.under_way().with_part_of(user).order_by()
    yield PerformanceCounselling.kind, counsellings


def _served(user: Any, now: Any) -> Iterable[tuple[str, QuerySet[Any]]]:
    """What the person is a coordinator for."""
    role = Role.COORDINATOR.value
    yield Relationship.kind, Relationship.objects.filter(rules.RELATIONSHIP[role](user, now))
    disputed = Correction.objects.filter(state=CorrectionState.OPEN)
    yield Correction.kind, disputed.filter(rules.CORRECTION[role](user, now))
    undecided = Matter.objects.filter(state=MatterState.OPEN)
    yield Matter.kind, undecided.filter(rules.MATTER[role](user, now))
    counsellings = PerformanceCounselling.objects.under_way()
    yield PerformanceCounselling.kind, counsellings.filter(rules.PERFORMANCE[role](user, now))


def _beside(leading: Rows, user: Any, now: Any) -> Rows:
    """Where the office is awaited too, but somebody else first."""
    too = Deadline.objects.open().filter(
        subject_kind=Relationship.kind, subject_id=OuterRef("subject_id"), role=Role.COORDINATOR
    )
    (kind, subjects), *_office = _served(user, now)
    rows = leading.filter(Exists(too), subject_kind=kind, subject_id__in=subjects.values("pk"))
    return rows.exclude(role__in=OFFICES)


def _part(ask: Kept[Deadline], user: Any, now: datetime, since: After | None) -> Part:
    going_on = (since.at, since.pk) if since else (None, None)
    found = ask(user=user.pk, now=now, at=going_on[0], pk=going_on[1])
    return _cut(found, [row.due_at for row in found], late=sum(row.due_at < now for row in found))


def _cut(found: Sequence[Any], times: Sequence[datetime], late: int = 0) -> Part:
    shown, more = found[:A_PAGE], max(0, len(found) - A_PAGE)
    onward = cursor(times[len(shown) - 1], shown[-1].uid) if more else ""
    return Part(shown, more, onward, late)
