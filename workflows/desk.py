"""What one act works on: subjects locked and read once, their open deadlines, what was decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from django.db.models import Q

from workflows import opening, reading
from workflows.actors import Actor
from workflows.change import Change, Effects, Moved
from workflows.machine import Machine
from workflows.models import Deadline
from workflows.pauses import Standstills, of_item
from workflows.policies import Book

Subject = TypeVar("Subject", bound=Machine)
Key = tuple[str, int]


@dataclass
class Desk:
    """Nothing here writes: the writer is handed the desk when everything is decided."""

    by: Actor
    now: datetime
    book: Book = field(default_factory=Book)
    standstills: Standstills = field(default_factory=Standstills)
    changes: list[Change] = field(default_factory=list)
    effects: list[Effects] = field(default_factory=list)
    told: list[Any] = field(default_factory=list)
    _subjects: dict[Key, Machine] = field(default_factory=dict)
    _stored: dict[Key, Mapping[str, Any]] = field(default_factory=dict)
    _open: dict[Key, list[Deadline]] = field(default_factory=dict)

    def take(self, model: type[Machine], which: Q) -> None:
        """Lock and read subjects; those that belong together are taken in the order of locks."""
        for subject in reading.locked(model, which, by=self.by, now=self.now):
            self._lay(subject)

    def take_one(self, subject: Subject) -> Subject:
        """The subject as it now stands, locked; at once if it lies here already."""
        key = _key(subject)
        if key not in self._subjects:
            self._lay(reading.locked_one(subject, by=self.by, now=self.now))
        found: Any = self._subjects[key]
        fresh: Subject = found
        return fresh

    def lay_new(self, subject: Machine) -> None:
        """A subject inserted a moment ago, which nobody else can see."""
        self._lay(subject)
        self._open[_key(subject)] = []

    def beside(self, subject: Machine) -> tuple[Machine, ...]:
        return tuple(other for other in self._subjects.values() if other is not subject)

    def open_deadlines(self, subject: Machine) -> list[Deadline]:
        """Those open at present, of all subjects at hand; read with the pauses expected so far."""
        key = _key(subject)
        if key not in self._open:
            self._read_deadlines()
        return self._open[key]

    def rearranged(self, change: Change) -> None:
        """What is open once this change counts."""
        gone = {id(row) for row, _outcome in change.clocks.closed}
        rows = [row for row in self.open_deadlines(change.subject) if id(row) not in gone]
        self._open[_key(change.subject)] = [*rows, *change.clocks.armed]

    def moved(self) -> list[Moved]:
        """The subjects that have changed, with the columns that differ from what is stored."""
        found = []
        for key in dict.fromkeys(_key(change.subject) for change in self.changes):
            subject, stored = self._subjects[key], self._stored[key]
            now = _columns(subject)
            changed = {name: value for name, value in now.items() if value != stored[name]}
            found.append(Moved(subject, stored["version"], changed))
        return found

    def _lay(self, subject: Machine) -> None:
        """What lies here already may have been changed: it stays."""
        key = _key(subject)
        if key not in self._subjects:
            self._subjects[key] = subject
            self._stored[key] = _columns(subject)
            self.standstills.expect([of_item(*key)])
            self.book.edition = subject.__dict__.get("policies_edition") or self.book.edition

    def _read_deadlines(self) -> None:
        unread = [key for key in self._subjects if key not in self._open]
        targets = self.standstills.missing()
        rows, pauses = opening.read(unread, targets)
        self.standstills.learn(targets, pauses)
        self._open |= {key: [] for key in unread}
        for row in rows:
            self._open[row.subject_kind, row.subject_id].append(row)


def _key(subject: Machine) -> Key:
    return subject.kind, subject.pk


def _columns(subject: Machine) -> dict[str, Any]:
    held = subject.__dict__
    return {name: held[name] for name in _names(type(subject))}


@cache
def _names(model: type[Machine]) -> tuple[str, ...]:
    return tuple(item.attname for item in model._meta.concrete_fields)
