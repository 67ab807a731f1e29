"""What rows of an earlier release stand in that no machine declares any more, and moving them on.

A server that does not know a state can neither show nor time what stands in it, so it does not
start; `manage.py move_state` and `move_deadline` bring the rows along.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet

from workflows import records, writer
from workflows.actors import SystemProcess
from workflows.arming import Passage, rearrange
from workflows.change import Change
from workflows.desk import Desk
from workflows.machine import Machine
from workflows.models import Deadline, Record
from workflows.registry import machine_hash, machines

UPDATE = SystemProcess("update")
MOVED = "move_state"

Counted = Iterable[tuple[str, int]]


class Unknown(LookupError):
    """There is no such machine, state or deadline; the text says which there are."""


@dataclass(frozen=True, slots=True)
class Leftover:
    """So many rows of a machine under a name it does not declare."""

    kind: str
    what: str
    name: str
    count: int

    def __str__(self) -> str:
        rows = "row stands" if self.count == 1 else "rows stand"
        where = f"the {self.what} {self.name!r} of {self.kind}"
        return f"{self.count} {rows} in {where}, which this release does not have."

    @property
    def remedy(self) -> str:
        return f"Move on what stands there: manage.py move_{self.what} {self.kind} {self.name} …"


def leftovers() -> Iterator[Leftover]:
    """All there are; two statements a machine."""
    for kind, model in machines().items():
        for state, count in _in_strange_states(model):
            yield Leftover(kind, "state", state, count)
        for name, count in _under_strange_clocks(model):
            yield Leftover(kind, "deadline", name, count)


def _in_strange_states(model: type[Machine]) -> Counted:
    rows: Any = model._base_manager.get_queryset()
    strange = rows.exclude(state__in=model.State.values)
    found: Counted = strange.values_list("state").annotate(Count("pk")).order_by("state")
    return found


def _under_strange_clocks(model: type[Machine]) -> Counted:
    known = {spec.name for spec in model.deadlines}
    rows: Any = Deadline.objects.open().filter(subject_kind=model.kind)
    strange = rows.exclude(name__in=known)
    found: Counted = strange.values_list("name").annotate(Count("pk")).order_by("name")
    return found


def move_state(kind: str, old: str, new: str, *, now: datetime) -> int:
    """Bring all that stands in `old` to `new`, each in a transaction of its own; how many.

    Clocks that the new state does not have end as no longer needed, those it has begin now.
    Nobody is told: for the people nothing has happened. It may be stopped and run again.
    """
    model = _machine(kind)
    if new not in model.State.values:
        raise Unknown(f"{kind} has no state {new!r}; it has {', '.join(model.State.values)}")
    if old in model.State.values:
        raise Unknown(f"{old!r} is a state of {kind}: only its own steps lead out of it")
    rows: QuerySet[Any] = model._base_manager.get_queryset()
    found = list(rows.filter(state=old).order_by("pk"))
    return sum(_move(subject, old, new, now) for subject in found)


@transaction.atomic
def _move(subject: Machine, old: str, new: str, now: datetime) -> bool:
    desk = Desk(UPDATE, now)
    fresh = desk.take_one(subject)
    if str(fresh.state) != old:
        return False
    column: Any = fresh.__class__.__dict__["state"].field
    column.set_state(fresh, new)
    record = _record(fresh, old, new, now)
    passage = Passage(MOVED, old, new, automatic=True)
    clocks = rearrange(fresh, passage, desk.open_deadlines(fresh), now, desk.book, desk.standstills)
    for row, outcome in clocks.closed:
        row.closed_at, row.outcome = now, outcome
    desk.changes.append(Change(fresh, old, None, record, UPDATE, now, {}, clocks))
    records.seal(record, "")
    writer.advance(fresh, record)
    writer.write(desk)
    return True


def _record(fresh: Machine, old: str, new: str, now: datetime) -> Record:
    return Record(
        subject_kind=fresh.kind,
        subject_id=fresh.pk,
        subject_uid=fresh.uid,
        version=fresh.version + 1,
        transition=MOVED,
        from_state=old,
        to_state=new,
        process=UPDATE.name,
        at=now,
        machine_hash=machine_hash(type(fresh)),
        previous=fresh.chain_head,
    )


def move_deadline(kind: str, old: str, new: str, *, now: datetime) -> int:
    """Let open deadlines called `old` go on as `new`; how many.

    Where a subject has one called `new` already, the old one ends as no longer needed.
    """
    model = _machine(kind)
    names = sorted(spec.name for spec in model.deadlines)
    if new not in names:
        raise Unknown(f"{kind} has no deadline {new!r}; it has {', '.join(names)}")
    if old in names:
        raise Unknown(f"{old!r} is a deadline of {kind}: it ends by its own rules")
    rows = Deadline.objects.open().filter(subject_kind=kind)
    with transaction.atomic():
        taken = rows.filter(name=new).values("subject_id")
        doubled = rows.filter(name=old, subject_id__in=taken)
        ended = doubled.update(closed_at=now, outcome=Deadline.Outcome.VOID)
        return ended + rows.filter(name=old).update(name=new)


def _machine(kind: str) -> type[Machine]:
    if kind not in machines():
        raise Unknown(f"there is no machine {kind!r}; there are {', '.join(sorted(machines()))}")
    return machines()[kind]
