"""A year in agencies of four zones with items of every kind that is shipped, under what is shipped.

People begin and change them through the one door; when their deadlines fall due and ring, what the
system then does, and who is told of all that, must be as the model reckons. YEAR_ALL items begin in
YEAR_WEEKS weeks and ring YEAR_ALL_RINGS times at least; YEAR_SEED says which year it is.
"""

import os
import random
from contextlib import suppress
from datetime import timedelta

import pytest

from mentoring.notices.changes import LINES
from mentoring.services import matters
from notifications.models import Incident
from tests.model.agencies import places
from tests.model.agencies.deeds import KINDS as BEGUN
from tests.model.agencies.deeds import Deeds
from tests.model.agencies.engine_side import EngineSide
from tests.model.agencies.machines import KINDS, NOT_LIVED
from tests.model.agencies.world import Agencies
from tests.moments import at
from workflows import replanning
from workflows.errors import Refused
from workflows.registry import machines

ITEMS = int(os.environ.get("YEAR_ALL", "40"))
WEEKS = int(os.environ.get("YEAR_WEEKS", "9"))
RINGS = int(os.environ.get("YEAR_ALL_RINGS", "100"))
SEED = int(os.environ.get("YEAR_SEED", "1"))
ACTS = 6  # of people, for each item that begins
MENTEES, MENTORS = 8 + ITEMS // 50, 4 + ITEMS // 100  # in each agency
START = at("2026-01-05 07:00")
WEEK, OUTAGE = timedelta(weeks=1), timedelta(days=3)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


class Year:
    """The engine and the model, side by side; `now` is the same for both."""

    def __init__(self):
        self.chance = random.Random(SEED)
        places.found(START, MENTEES, MENTORS)
        people = places.plain_people(START)
        offices, policies = places.plain_offices(), places.shipped_policies()
        self.world = Agencies(people, offices, policies, LINES)
        self.real = EngineSide()
        self.deeds = Deeds(self.chance, self.world, list(people.offices))
        self.walk, self.kinds = matters.Walk(), iter(BEGUN)
        self.now = START

    def live(self):
        with self.real.overheard():
            for week in range(WEEKS):
                self._week(week)
                self.compare_deadlines()
        self.compare()

    def _week(self, week):
        begins = ITEMS * (week + 1) // WEEKS - ITEMS * week // WEEKS
        deeds = ["begin"] * begins + ["act"] * begins * ACTS
        deeds += ["be_away"] * 3 + ["give_time"] * 2 + ["object"]
        end = START + (week + 1) * WEEK
        moments = sorted(self.now + (end - self.now) * self.chance.random() for _deed in deeds)
        self.chance.shuffle(deeds)
        for moment, deed in zip(moments, deeds, strict=True):
            self.until(moment)
            getattr(self, f"_{deed}")()
        self.until(end)
        self._tidy()

    def until(self, moment):
        """From ring to ring; once in a while nobody sweeps for days, and then all at once."""
        if self.chance.random() < 0.02:
            moment += OUTAGE * self.chance.random()
            self._sweep(moment)
        while (due := self._next()) is not None and due <= moment:
            self._sweep(due)
        self._at(moment)

    def _next(self):
        return min((clock.next[0] for clock in self.world.open if clock.next), default=None)

    def _at(self, moment):
        self.now = self.world.people.now = max(self.now, moment)

    def _sweep(self, moment):
        self._at(moment)
        self.real.sweep(self.now)
        for _lasting in self.world.sweep(self.now, self.real.made()):
            pass

    # What people do

    def _begin(self):
        """One more: what is refused or not to be had gives way to something else."""
        so_far, kind = len(self.world.items), next(self.kinds, "")
        while len(self.world.items) == so_far:
            self._done(lambda kind=kind: self.deeds.begin(self.now, kind))
            kind = ""

    def _act(self):
        self._done(lambda: self.deeds.act(self.now))

    def _done(self, deed):
        with suppress(Refused):
            deed()
        for act in self.real.made():
            self.world.happened(act)

    def _object(self):
        self._done(lambda: self.deeds.object(self.now))

    def _be_away(self):
        stated = self.deeds.be_away(self.now)
        if stated is None:
            return
        who, first, last, pause = stated
        self.world.people.absences[who].append((first, last))
        self.world.pause(("person", who), pause.starts_at, pause.ends_at)
        while replanning.go_on(self.now):
            pass

    def _give_time(self):
        if given := self.deeds.give_time(self.now):
            self.world.extend(*given, self.now)

    def _tidy(self):
        """What the engine does by the way: matters that no longer hold, people away too long."""
        matters.follow(self.now, self.walk)
        for act in self.real.made():
            self.world.happened(act)

    # Both sides beside each other

    def compare_deadlines(self):
        keys = self.world.by_key
        self._same(self.real.deadlines(keys), self.world.stored())

    def compare(self):
        real, world, keys = self.real, self.world, self.world.by_key
        assert real.states() == {key: (item.state, item.version) for key, item in keys.items()}
        self._same(real.rings(keys), world.rings())
        self._same(real.notices(keys), world.notices)
        assert real.lists() == world.lists_by_key(self.deeds.persons)
        assert real.unroutable(keys) == world.unroutable
        assert list(replanning.differences()) == []
        assert not Incident.objects.exclude(kind="unroutable").exists()

    def _same(self, real, model):
        wrong = f"YEAR_SEED={SEED}, until {self.now}"
        assert (list((real - model).items())[:9], list((model - real).items())[:9]) == ([], []), (
            wrong
        )


def test_what_is_lived_are_all_machines():
    shipped = {kind for kind, model in machines().items() if model._meta.app_label == "mentoring"}
    assert {*KINDS, *NOT_LIVED} == shipped


def test_a_year_of_all_kinds_rings_as_the_model_says():
    year = Year()
    year.live()
    assert {item.machine.kind for item in year.world.items} == set(KINDS)
    assert len(year.world.items) >= ITEMS
    assert sum(year.world.rings().values()) >= RINGS
