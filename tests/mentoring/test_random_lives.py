"""Lives nobody would plan, people doing anything at any time: every promise holds meanwhile."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django import forms
from django.db.models import Count, Q

from mentoring.machines.relationship import RelationshipState
from mentoring.machines.session import SessionState
from mentoring.models import Booking, Person, Practitioner, Relationship, Session, Unit
from mentoring.queries import audit
from mentoring.services import people
from mentoring.services import relationship as relationships
from mentoring.services import session as sessions
from notifications.models import Incident
from tests.factories.cast import MONDAY, Cast, another_mentor, cast
from tests.mentoring.stories.timetable import run_until, works_elsewhere
from workflows import engine, reading
from workflows.actors import SWEEP
from workflows.errors import Refused
from workflows.machine import Machine, Transition, party
from workflows.models import Deadline

pytestmark = pytest.mark.django_db(transaction=True)

LIVES = int(os.environ.get("RANDOM_LIVES", "3"))
STEPS = 50
WAITS = (
    timedelta(),
    timedelta(minutes=5),
    timedelta(hours=3),
    timedelta(days=1),
    timedelta(days=9),
)
LONG = timedelta(days=45)


@dataclass
class World:
    """One cast whose members act at random; `story` says what they did, for a failure's sake."""

    chance: Random
    crew: Cast
    now: datetime = MONDAY
    story: list[str] = field(default_factory=list)

    @property
    def people(self) -> list[Person]:
        names = ("Maya Contoh", "Budi Contoh", "Tono Contoh", "Citra Contoh")
        return [*Person.objects.filter(name__in=names).select_related("user").order_by("pk")]

    def step(self) -> None:
        deed = self.chance.choices(
            (self.ask, self.propose, self.act, self.wait, self.change_staff), (1, 3, 10, 4, 1)
        )[0]
        try:
            deed()
        except Refused as refused:
            self.story.append(f"  refused: {refused.reason}")

    def ask(self) -> None:
        if Relationship.objects.exclude(state__in=Relationship.final).count() < 2:
            maya = Person.objects.get(pk=self.crew.maya.pk)
            self.story.append(f"{self.now} ask")
            relationships.ask(
                self.crew.programme, maya, "x", by=maya.user, now=self.now, submit=True
            )

    def propose(self) -> None:
        pairs = [*Relationship.objects.filter(state="active").order_by("pk")]
        if pairs:
            pair = self.chance.choice(pairs)
            who = self.chance.choice([pair.mentee, pair.practitioner.person])
            starts = self.now + timedelta(hours=self.chance.choice((1, 3, 26, 24 * 8)))
            self.story.append(f"{self.now} {who} proposes a session of {pair.pk} at {starts}")
            sessions.propose(pair, starts, starts + timedelta(hours=1), by=who.user, now=self.now)

    def act(self) -> None:
        subject = self.chance.choice([*_open()] or [None])
        if subject is None:
            return
        possible = [
            declared
            for declared in subject.transitions().values()
            if not declared.hidden and str(subject.state) in declared.sources
        ]
        # Endings are made rarer, else no life lasts.
        declared = self.chance.choices(
            possible, [1 if _ends(subject, each) else 6 for each in possible]
        )[0]
        who = self._actor(subject, declared)
        if who is not None:
            data = {name: self._entry(name, item) for name, item in declared.inputs.items()}
            self.story.append(f"{self.now} {who} {declared.name} {subject.kind} {subject.pk}")
            engine.perform(subject, declared.name, by=who.user, now=self.now, data=data)

    def _actor(self, subject: Machine, declared: Transition) -> Person | None:
        able = [
            person
            for person in self.people
            if declared.allow
            & reading.read(type(subject), subject.pk, by=person.user, now=self.now).acting_roles
        ]
        return self.chance.choice(able) if able else None

    def _entry(self, name: str, item: forms.Field) -> Any:
        match item:
            case forms.ChoiceField():
                return self.chance.choice([code for code, _label in item.choices])
            case forms.UUIDField():
                return self.chance.choice([*Practitioner.objects.order_by("pk")]).uid
            case forms.IntegerField():
                return item.min_value
            case forms.DateTimeField():
                return self.now + timedelta(days=2, hours=name == "ends_at")
            case forms.DateField():
                return (self.now + timedelta(days=self.chance.choice((1, 2, 20)))).date()
        return "x"

    def wait(self) -> None:
        self.now += LONG if self.chance.random() < 0.15 else self.chance.choice(WAITS)
        run_until(self.now)

    def change_staff(self) -> None:
        """Somebody of the pair begins to work elsewhere, by other hours in another zone."""
        moved = Person.objects.get(
            pk=self.chance.choice([self.crew.maya, self.crew.budi.person]).pk
        )
        unit = self.chance.choice([*Unit.objects.order_by("pk")])
        self.story.append(f"{self.now} {moved} works by {unit.calendar}")
        people.amend(moved, now=self.now, unit=unit)


def _open() -> Iterator[Machine]:
    for model in (Relationship, Session):
        yield from model._base_manager.exclude(state__in=model.final).order_by("pk")


def _ends(subject: Machine, declared: Transition) -> bool:
    return bool(set(declared.targets) & (subject.final | {"closing", "rematch", "closed"}))


def broken(now: datetime) -> Iterator[str]:
    """Every promise that does not hold, in words."""
    yield from map(str, audit.verdict(now).findings)
    yield from _unattended(now)
    yield from _misdirected(now)
    yield from _miscounted()
    yield from _unplanned(now)
    for incident in Incident.objects.open():
        yield f"incident: {incident.kind} {incident.reason} {incident.facts}"


def _unattended(now: datetime) -> Iterator[str]:
    """Open without a deadline, or with a bell that should have rung."""
    for subject in _open():
        rows = Deadline.objects.open().of(subject.kind, subject.pk)
        if not rows.exists():
            yield f"{subject.kind} {subject.pk} is {subject.state} and nobody has a deadline"
        for row in rows.filter(next_due_at__lte=now - timedelta(days=1)):
            yield f"{row} should have rung at {row.next_due_at}"
    closed = [*_finished()]
    for kind, pk in closed:
        if Deadline.objects.open().of(kind, pk).exists():
            yield f"{kind} {pk} is over and still has a deadline"


def _finished() -> Iterator[tuple[str, int]]:
    for model in (Relationship, Session):
        rows = model._base_manager.filter(state__in=model.final)
        yield from ((model.kind, pk) for pk in rows.values_list("pk", flat=True))


def _misdirected(now: datetime) -> Iterator[str]:
    """A deadline of somebody, or by a calendar, that its role does not mean."""
    for subject in _open():
        fresh = reading.read(type(subject), subject.pk, by=SWEEP, now=now)
        for row in Deadline.objects.open().of(subject.kind, subject.pk):
            who = party(fresh, row.role)
            meant = (who.single.pk if who.single else None, who.calendar.pk)
            if (row.responsible_id, row.calendar_id) != meant:
                yield f"{row} awaits {(row.responsible_id, row.calendar_id)}, meant is {meant}"


def _miscounted() -> Iterator[str]:
    together = Count("relationships", Q(relationships__in=Relationship.objects.together()))
    for each in Practitioner.objects.annotate(together=together):
        if each.active != each.together:
            yield f"{each.person} is counted {each.active} times, lives {each.together}"
    booked = Booking.objects.filter(released_at=None, session__state__in=["proposed", "cancelled"])
    for booking in booked:
        yield f"{booking.person} is booked for a session that is {booking.session.state}"


def _unplanned(now: datetime) -> Iterator[str]:
    """Active, no session agreed on or still to be settled, and nobody is asked to plan one."""
    for pair in Relationship.objects.filter(state=RelationshipState.ACTIVE):
        asked = Deadline.objects.open().of(pair.kind, pair.pk)
        asked = asked.filter(name__in=["first_session", "next_session"])
        agreed = pair.sessions.filter(practitioner=pair.practitioner, state=SessionState.CONFIRMED)
        if not asked.exists() and not agreed.exists():
            yield f"relationship {pair.pk} is active and nobody is asked for a session"


@pytest.mark.parametrize("seed", range(LIVES))
def test_whatever_people_do_nothing_is_forgotten(seed, smtp_settings):
    crew = cast()
    another_mentor(crew)
    for calendar in ("wib_6", "wit_5"):
        works_elsewhere(crew.eko, calendar=calendar)
    world = World(Random(seed), crew)
    for _ in range(STEPS):
        world.step()
        found = [*broken(world.now)]
        assert not found, "\n".join([*found, "after:", *world.story[-25:]])
