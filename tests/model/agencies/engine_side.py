"""The engine at work on the shipped machines, overheard; what it stored in the model's words."""

from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from unittest import mock

from django.db import transaction

from mentoring.models import Person, Practitioner
from notifications.models import Incident, Notice
from tests.model.agencies.machines import KINDS
from workflows import engine, hooks, replanning
from workflows import sweep as sweeping
from workflows.actors import SystemProcess
from workflows.change import Tidings
from workflows.models import Deadline, Record
from workflows.registry import machine

CODES = ("level", "kind", "status")  # entries on which it depends who is told


@dataclass(frozen=True)
class Change:
    """One change as it was made; `fields` are those of the subject afterwards, as plain values."""

    kind: str
    pk: int
    name: str
    before: str
    automatic: bool
    by: int | None
    now: datetime
    fields: dict[str, Any]
    data: dict[str, Any]


class EngineSide:
    def __init__(self):
        self.users = dict(Person.objects.values_list("pk", "user_id"))
        guides = Practitioner.objects.values_list("pk", "person__user_id")
        self.keys = {Person: self.users, Practitioner: dict(guides)}
        self.acts, self.rung = [], Counter()

    @contextmanager
    def overheard(self):
        """Every act that is committed is kept in `acts`, every ring counted."""
        decide, store = engine._decide, engine._store

        def deciding(desk, change):
            made = decide(desk, change)
            desk.__dict__.setdefault("heard", []).append(self._plain(made))
            return made

        def storing(desk):
            store(desk)
            transaction.on_commit(partial(self.acts.append, desk.__dict__.pop("heard")))

        with ExitStack() as stack:
            stack.enter_context(mock.patch.object(engine, "_decide", deciding))
            stack.enter_context(mock.patch.object(engine, "_store", storing))
            listeners = [*hooks._ring_listeners, self._rang]
            stack.enter_context(mock.patch.object(hooks, "_ring_listeners", listeners))
            yield

    def _plain(self, change):
        subject, actor = change.subject, change.record.actor_id
        return Change(
            subject.kind,
            subject.pk,
            change.name,
            change.before,
            isinstance(change.by, SystemProcess),
            actor,
            change.now,
            self._fields(subject),
            {
                name: change.data[name]
                for name in ("level", "kind", "status")
                if name in change.data
            },
        )

    def _fields(self, subject):
        held = {each.name: self._value(subject, each) for each in subject._meta.concrete_fields}
        programme = subject.programme
        return held | {
            "kind": subject.kind,
            "state": str(subject.state),
            "home": subject.organisation.pk,
            "programme": str(programme.uid) if programme else None,
            "region": next(iter(subject.policy_scopes()), ""),
            "out": {self.users[pk] for pk in getattr(subject, "out", ())},
            "being_told": [self.users[one.pk] for one in getattr(subject, "being_told", ())],
            "is_taken_on": getattr(subject, "is_taken_on", False),
        }

    def _value(self, subject, column):
        value = subject.__dict__[column.attname]
        known = self.keys.get(column.related_model)
        return known[value] if known and value is not None else value

    def _rang(self, events, now):
        self.rung.update((event.deadline.pk, self._ringing(event)) for event in events)
        return [Tidings() for _event in events]

    def _ringing(self, event):
        row, ring = event.deadline, event.ring
        occasion = (row.name, row.opened_at.isoformat(), row.epoch, ring.step, ring.n)
        return (*occasion, str(event.step.action), event.past, str(row.role), row.responsible_id)

    def sweep(self, now):
        while sweeping.ring_due(now) or replanning.go_on(now):
            pass

    def made(self):
        """The acts since the last time this was asked."""
        acts = list(self.acts)
        self.acts.clear()
        return acts

    # What is stored, in the words of the model

    def states(self):
        return {
            (kind, pk): (state, version)
            for kind in KINDS
            for pk, state, version in machine(kind).objects.values_list("pk", "state", "version")
        }

    def deadlines(self, keys):
        rows = Deadline.objects.select_related("calendar").order_by("pk")
        return Counter(self._words(row, keys) for row in rows)

    def _words(self, row, keys):
        item = keys[row.subject_kind, row.subject_id].name
        party = str(row.role), row.responsible_id, row.calendar.code
        closed = (row.closed_at, str(row.outcome)) if row.closed_at else ()
        times = row.opened_at, row.due_at, row.next_due_at
        return (*item, row.name, *party, *times, row.step, row.epoch, closed)

    def rings(self, keys):
        items = {
            pk: keys[kind, subject].name
            for pk, kind, subject in Deadline.objects.values_list(
                "pk", "subject_kind", "subject_id"
            )
        }
        found = Counter()
        for (pk, ringing), number in self.rung.items():
            found[(*items[pk], *ringing)] += number
        return found

    def notices(self, keys):
        """Of changes and rings; everything else is nobody's business here."""
        causes = self._causes(keys)
        rows = Notice.objects.values_list("cause", "kind", "recipient_id", "not_sent")
        about = [row for row in rows.iterator() if row[0].startswith(("record:", "deadline:"))]
        return Counter(
            (causes(cause), kind, who, "" if why == "listed" else why)
            for cause, kind, who, why in about
        )

    def unroutable(self, keys):
        causes = self._causes(keys)
        found = Incident.objects.values_list("key", "kind")
        assert {kind for _key, kind in found} <= {"unroutable"}, list(found)
        return {causes(key.removeprefix("unroutable:")) for key, _kind in found}

    def lists(self):
        """How many lines each list has; its key is told by its parts."""
        heads = Notice.objects.exclude(list_key=None).prefetch_related("listed")
        return {head.list_key: 1 + head.listed.count() for head in heads.iterator(chunk_size=500)}

    def _causes(self, keys):
        records = {
            str(pk): (*keys[kind, subject].name, version)
            for pk, kind, subject, version in Record.objects.values_list(
                "pk", "subject_kind", "subject_id", "version"
            )
        }
        armed = {
            str(uid): (*keys[kind, subject].name, name, opened)
            for uid, kind, subject, name, opened in Deadline.objects.values_list(
                "uid", "subject_kind", "subject_id", "name", "opened_at"
            )
        }
        corrections = {
            str(uid): keys["correction", pk].number
            for pk, uid in machine("correction").objects.values_list("pk", "uid")
        }

        def words(cause):
            origin, uid, *rest = cause.split(":")
            if origin == "record":
                return records[uid]
            epoch, step, last = rest
            if step.isdigit():
                return (*armed[uid], int(epoch), int(step), int(last))
            return (*armed[uid], int(epoch), (step, corrections[last]))

        return words
