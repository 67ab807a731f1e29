"""The same acts made with the real engine, and what it has stored told in the model's words."""

import json
from collections import Counter
from datetime import date
from itertools import count
from unittest import mock

import yaml
from django.contrib.auth import get_user_model
from django.db import transaction

from tests.model.toys import PEOPLE
from tests.workflows.parcels.models import Parcel, Scribble, Visit
from workflows import (
    audit,
    engine,
    extending,
    hooks,
    pauses,
    pausing,
    policies,
    policy_files,
    quieting,
    replanning,
)
from workflows import sweep as sweeping
from workflows.calendar_publishing import publish
from workflows.calendar_values import CalendarPlan, Covers, DayKind, SpecialDay, Week
from workflows.change import Tidings
from workflows.clock import DayHours, WeekPlan
from workflows.models import Calendar, Deadline, Pause
from workflows.turns import follow

MODELS = {"parcel": Parcel, "visit": Visit}
COVERS = Covers(date(2026, 1, 1), date(2027, 6, 30), "")
USERS = ("sender", "carrier", "host", "guest")


class Crash(BaseException):
    """The process is gone: nobody catches this."""


def hooked():
    """Every change and every ring leaves one row, and nobody else listens."""
    return mock.patch.multiple(
        hooks,
        _consequences={},
        _general=[],
        _after={},
        _owners={},
        _followers={},
        _change_listeners=[_changed],
        _ring_listeners=[_rang],
        _incident_listeners=[_broken],
        _wakers=[],
    )


def _changed(change):
    record = change.record
    words = [record.version, change.name, change.before, str(change.subject.state)]
    return _said(change.cause, change.subject, words)


def _rang(events, now):
    return [_said(event.cause, event.subject, _ringing(event)) for event in events]


def _ringing(event):
    row, ring = event.deadline, event.ring
    who = row.responsible.username if row.responsible else None
    occasion = [row.name, row.opened_at.isoformat(), row.epoch, ring.step, ring.n]
    return [*occasion, event.step.action, event.past, row.role, who]


def _said(cause, subject, words):
    return Tidings([Scribble(cause=cause, text=json.dumps([subject.kind, subject.pk, *words]))], 1)


def _broken(subject, reason, facts, now):
    return [Scribble(cause=f"incident:{facts}"[:200], text=json.dumps(["incident", 0]))]


class EngineSide:
    def __init__(self, offices, words, now):
        self.people = {name: get_user_model().objects.create_user(name) for name in PEOPLE}
        self.items, self.pauses = [], []
        for office in offices:
            self.publish_office(office, now)
        for policy in words:
            self.publish(policy, "", now)

    def publish_office(self, office, now):
        days = [
            SpecialDay(
                day, DayKind.REGIONAL, "toy", "toy", "toy", DayHours(hours) if hours else None
            )
            for day, hours in sorted(office.special.items())
        ]
        week = WeekPlan({day: DayHours(hours) for day, hours in office.week.items()})
        held = Week("toy", week, week, "toy")
        zone = str(office.zone)
        publish(CalendarPlan(office.code, office.code, zone, held, tuple(days), COVERS), now=now)

    def publish(self, words, scope, now):
        [policy] = policy_files.parse(yaml.safe_dump([words]), source="toy")
        policies.publish(policy, now=now, scope=scope)

    def begin(self, machine, fields, now):
        subject = MODELS[machine.kind](**self._stored(fields))
        by = self.people[fields[machine.parties[0]]]
        engine.begin(subject, by=by, now=now)
        self.items.append(subject)

    def _stored(self, fields):
        found = dict(fields)
        for name in found.keys() & set(USERS):
            found[name] = self.people[found[name]]
        for name in found.keys() & {"calendar", "carrier_calendar"}:
            found[name] = Calendar.objects.filter(code=found[name]).first()
        return found

    def perform(self, number, name, who, now, data, version):
        by, item = self.people[who], self.items[number]
        engine.perform(item, name, by=by, now=now, data=data, expected_version=version)

    def reassign(self, number, name, value, now):
        item = self.items[number]
        with transaction.atomic():
            type(item).objects.filter(pk=item.pk).update(**self._stored({name: value}))
            follow(Deadline.objects.of(item.kind, item.pk), now=now)

    def pause(self, target, start, end, now):
        self.pauses.append(pausing.pause(self.word(target), start, end, "", by=None, now=now))

    def word(self, target):
        kind, *rest = target
        if kind == "item":
            return pauses.of_item(rest[0], self.items[rest[1]].pk)
        return pauses.of_person(self.people[rest[0]].pk) if kind == "person" else rest[0]

    def end_early(self, number, at, now):
        pausing.end_early(Pause.objects.get(pk=self.pauses[number].pk), at, by=None, now=now)

    def extend(self, number, days, now):
        by, row = self.people[PEOPLE[0]], Deadline.objects.order_by("pk")[number]
        extending.extend(row.uid, days, "toy", by=by, now=now, expected=row.due_at)

    def acknowledge(self, number, now):
        quieting.quiet(Deadline.objects.order_by("pk")[number].uid, now)

    def sweep(self, now):
        while sweeping.ring_due(now) or replanning.go_on(now):
            pass

    def crash_in_sweep(self, after, now):
        """Die in the transaction that follows so many; whether there was one to die in."""
        advance, seen = sweeping._advance, count()

        def dying(*given):
            advance(*given)
            if next(seen) == after:
                raise Crash

        with mock.patch.object(sweeping, "_advance", dying):
            try:
                self.sweep(now)
            except Crash:
                return True
        return False

    def stale_sweep(self, kind, now, meanwhile):
        """A sweep reads, then something else happens, then it writes; False if it was too late."""
        rows = Deadline.objects.open().filter(subject_kind=kind, next_due_at__lte=now)
        pks = list(rows.order_by("next_due_at", "pk").values_list("pk", flat=True))
        locked, read = sweeping._locked, [sweeping._locked(kind, pks, now)]
        meanwhile()

        def stale(*given):
            return read.pop() if read else locked(*given)

        with mock.patch.object(sweeping, "_locked", stale):
            try:
                sweeping._ring_batch(kind, pks, now)
            except sweeping.Overtaken:
                return False
        return True

    # What is stored, in the words of the model

    def states(self):
        found = {
            (kind, pk): (kind, state, version)
            for kind, model in MODELS.items()
            for pk, state, version in model.objects.values_list("pk", "state", "version")
        }
        return [found[item.kind, item.pk] for item in self.items]

    def deadlines(self):
        rows = Deadline.objects.select_related("responsible", "calendar").order_by("pk")
        numbers = self._numbers()
        return [(numbers[row.subject_kind, row.subject_id], *_words(row)) for row in rows]

    def told(self):
        said = [json.loads(text) for text in Scribble.objects.values_list("text", flat=True)]
        numbers = self._numbers()
        return Counter((kind, numbers.get((kind, pk)), *rest) for kind, pk, *rest in said)

    def _numbers(self):
        return {(item.kind, item.pk): number for number, item in enumerate(self.items)}

    def differences(self):
        return list(replanning.differences())

    def findings(self, now):
        with mock.patch.object(audit, "machines", return_value=MODELS):
            return sorted(finding.code for finding in audit.findings(now))


def _words(row):
    who = row.responsible.username if row.responsible else None
    party = row.role, who, row.calendar.code
    closed = (row.closed_at, row.outcome) if row.closed_at else ()
    return row.name, *party, row.due_at, row.next_due_at, row.step, row.epoch, closed
