"""A random life, lived by the model and by the engine at once, compared after every step."""

from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from unittest import mock

from hypothesis import strategies as st

from tests.model import engine_side, toys
from tests.model.engine_side import Crash, EngineSide, hooked
from tests.model.model import Refused, World
from tests.moments import at
from workflows import engine, errors, replanning

START = at("2026-03-02 09:00")
HOUR = timedelta(hours=1)
LATE = timedelta(minutes=2)
LAST_MOMENTS = ((engine, "_store"), (replanning, "begin"), (engine_side, "follow"))

people = st.sampled_from(toys.PEOPLE)
offices = st.sampled_from(["west", "middle", "east", "abroad"])
anything = st.integers(0, 11)  # which of those there are, counted round
half_hours = st.integers(-60, 240)

parcels = st.tuples(
    st.just("parcel"), people, people, offices, st.sampled_from(["", "west", "east"]),
    st.sampled_from(toys.REGIONS),
)  # fmt: skip
visits = st.tuples(st.just("visit"), people, people, offices, half_hours)
acts = st.tuples(
    st.just("act"),
    anything,
    st.sampled_from([*toys.PARCEL.steps, *toys.VISIT.steps]),
    st.sampled_from(["right", "right", "right", *toys.PEOPLE]),
    st.sampled_from(toys.ADDRESSES),
    half_hours,
    st.sampled_from([None, None, None, 1]),
)
goes = st.tuples(st.just("go"), anything, anything, half_hours)  # something that is in order
reassignments = st.tuples(st.just("reassign"), anything, st.booleans(), people, st.none() | offices)
targets = st.one_of(
    st.tuples(st.just("item"), anything),
    st.tuples(st.just("person"), people),
    st.just(("scope", "north")),
)
pauses = st.tuples(st.just("pause"), targets, half_hours, st.integers(0, 200))
resumptions = st.tuples(st.just("resume"), anything, half_hours)
extensions = st.tuples(st.just("extend"), anything, st.integers(1, 20))
acknowledgements = st.tuples(st.just("acknowledge"), anything)
days_off = st.tuples(
    st.just("day"), offices, st.integers(0, 8), st.sampled_from([None, (), (), toys.SHORT])
)
publishings = st.tuples(
    st.just("policy"), st.sampled_from(toys.CODES), anything, st.sampled_from(toys.REGIONS)
)
changes = st.one_of(
    acts,
    goes,
    reassignments,
    pauses,
    resumptions,
    extensions,
    acknowledgements,
    days_off,
    publishings,
)
waits = st.tuples(st.just("wait"), st.integers(1, 100))
steps = st.one_of(
    parcels,
    visits,
    goes,
    goes,
    goes,
    changes,
    pauses,
    extensions,
    acknowledgements,
    days_off,
    waits,
    st.just(("wait for the next",)),
    st.just(("sweep",)),
    st.just(("sweep",)),
    st.tuples(st.just("crash in sweep"), st.integers(0, 3)),
    st.tuples(st.just("stale sweep"), st.sampled_from(["parcel", "visit"]), changes),
    st.tuples(st.just("two sweeps"), st.sampled_from(["parcel", "visit"])),
    st.tuples(st.just("crash"), st.one_of(acts, parcels, reassignments, pauses, days_off)),
)


def lives(longest):
    """By which policies it begins and what there is to look at first; then anything."""
    begun = st.tuples(
        *[st.tuples(st.just("policy"), st.just(code), anything, st.just("")) for code in toys.CODES]
    )
    first = st.tuples(parcels, visits, parcels)
    rest = st.lists(steps, min_size=longest // 2, max_size=longest - 3)
    return st.builds(lambda *parts: [step for part in parts for step in part], begun, first, rest)


@dataclass
class Life:
    world: World = field(init=False)
    real: EngineSide = field(init=False)
    now: datetime = START

    def __post_init__(self):
        first = [toys.variants(code)[0] for code in toys.CODES]
        self.world = World(toys.offices(), first)
        self.real = EngineSide(self.world.offices.values(), first, self.now)

    def live(self, drawn):
        with hooked():
            for step in drawn:
                self.take(step)
                self.compare()
                if "sweep" in step[0]:
                    self.audit()
            self.audit()

    def take(self, step):
        name, *given = step
        getattr(self, f"_{name.replace(' ', '_')}")(*given)

    # One method a kind of step

    def _parcel(self, sender, carrier, office, carrier_office, region):
        fields = {
            "sender": sender,
            "carrier": carrier,
            "calendar": office,
            "carrier_calendar": carrier_office,
            "region": region,
            "address": "",
            "sender_signed": False,
            "carrier_signed": False,
        }
        self._begin(toys.PARCEL, fields)

    def _visit(self, host, guest, office, ahead):
        starts_at = self.now + HOUR / 2 * ahead
        fields = {"host": host, "guest": guest, "calendar": office, "starts_at": starts_at}
        self._begin(toys.VISIT, fields)

    def _begin(self, machine, fields):
        self.real.begin(machine, fields, self.now)
        self.world.begin(machine, dict(fields), self.now)

    def _act(self, which, name, who, address, ahead, version):
        able = [item for item in self.world.items if name in item.machine.steps]
        if not able:
            return
        item = able[which % len(able)]
        if who == "right":
            role = min(item.machine.steps[name].allow)
            who = item.fields.get(role, toys.PEOPLE[0])
        data = {
            "label_it": {"address": address},
            "move": {"starts_at": self.now + ahead * HOUR / 2},
        }
        given = name, who, self.now, data.get(name, {}), version
        refused = self._refusal(lambda: self.real.perform(item.number, *given), errors.Refused)
        expected = self._refusal(lambda: self.world.perform(item, *given), Refused)
        assert refused == expected, given

    def _go(self, which, kind, ahead):
        item = self.world.items[which % len(self.world.items)]
        names = [
            name
            for name, step in item.machine.steps.items()
            if item.state in step.sources and "system" not in step.allow and step.guard(item.fields)
        ]
        names = [name for name in names if name != "label_it" or not item.fields["address"]]
        if names:
            kind %= len(names)
            able = [other for other in self.world.items if names[kind] in other.machine.steps]
            address = f"Jl. Contoh {item.number}"
            self._act(able.index(item), names[kind], "right", address, ahead, None)

    def _refusal(self, act, kind):
        try:
            act()
        except kind as error:
            return getattr(error, "code", str(error))

    def _reassign(self, which, first, person, office):
        item = self.world.items[which % len(self.world.items)]
        name = "calendar" if office else item.machine.parties[0 if first else 1]
        self.real.reassign(item.number, name, office or person, self.now)
        self.world.reassign(item, name, office or person, self.now)

    def _pause(self, target, begins, length):
        kind, which = target
        if kind == "item":
            target = kind, *self.world.items[which % len(self.world.items)].name
        start = self.now + begins * HOUR / 2
        span = start, start + length * HOUR / 2
        self.real.pause(target, *span, self.now)
        self.world.pause(target, *span)

    def _resume(self, which, ahead):
        if not self.world.pauses:
            return
        number, moment = which % len(self.world.pauses), self.now + ahead * HOUR / 2
        self.real.end_early(number, moment, self.now)
        self.world.end_early(self.world.pauses[number], moment)

    def _extend(self, which, days):
        if not self.world.open:
            return
        clock = self.world.open[which % len(self.world.open)]
        number = self.world.clocks.index(clock)
        refused = self._refusal(lambda: self.real.extend(number, days, self.now), errors.Refused)
        expected = self._refusal(lambda: self.world.extend(clock, days, self.now), Refused)
        assert refused == expected, clock.spec.name

    def _acknowledge(self, which):
        if not self.world.open:
            return
        clock = self.world.open[which % len(self.world.open)]
        self.real.acknowledge(self.world.clocks.index(clock), self.now)
        self.world.acknowledge(clock, self.now)

    def _day(self, code, ahead, hours):
        day = (self.now + timedelta(days=ahead)).date()
        office = self.world.offices[code].with_hours(day, hours)
        self.real.publish_office(office, self.now)
        self.world.publish_office(office)

    def _policy(self, code, which, scope):
        self.publish(toys.variants(code)[which % len(toys.variants(code))], scope)

    def publish(self, policy, scope=""):
        self.real.publish(policy, scope, self.now)
        self.world.publish(policy, scope)

    def _wait(self, hours):
        self.now += hours * HOUR

    def _wait_for_the_next(self):
        moments = [clock.next[0] for clock in self.world.open if clock.next]
        self.now = max(self.now, min(moments, default=self.now))

    def _sweep(self):
        self.real.sweep(self.now)
        list(self.world.sweep(self.now))

    def _crash_in_sweep(self, after):
        if self.real.crash_in_sweep(after, self.now):
            list(islice(self.world.sweep(self.now), after))
        else:
            list(self.world.sweep(self.now))

    def _two_sweeps(self, kind):
        self._stale_sweep(kind, ("sweep",))

    def _stale_sweep(self, kind, change):
        due = [clock for clock in self.world.open if clock.rings_by(self.now)]
        due = [clock for clock in due if clock.item.machine.kind == kind]
        telling = [(clock, _stands(clock)) for clock in due if clock.action() != "transition"]
        telling = [(clock, stood) for clock, stood in telling if clock.action() != "hand_over"]
        in_time = self.real.stale_sweep(kind, self.now, lambda: self.take(change))
        assert in_time == all(_stands(clock) == stood for clock, stood in telling)
        if in_time:
            still = [clock for clock in due if clock.rings_by(self.now)]
            list(self.world.ring(still, self.now))

    def _crash(self, step):
        """The process dies when everything is written and nothing yet counts."""
        with dying(), suppress(Crash):
            self.take(step)

    # Both sides beside each other

    def compare(self):
        world, real = self.world, self.real
        assert real.states() == [(i.machine.kind, i.state, i.version) for i in world.items]
        assert real.deadlines() == [_words(clock) for clock in world.clocks]
        assert real.told() == world.told
        assert real.differences() == []

    def audit(self):
        late = [clock.next for clock in self.world.open if clock.rings_before(self.now - LATE)]
        assert self.real.findings(self.now) == ["overdue" for _clock in late]


@contextmanager
def dying():
    """Every act dies at its last moment, before the commit."""

    def after(function):
        def dies(*given, **options):
            function(*given, **options)
            raise Crash

        return dies

    with ExitStack() as stack:
        for module, name in LAST_MOMENTS:
            stack.enter_context(mock.patch.object(module, name, after(getattr(module, name))))
        yield


def _stands(clock):
    return len(clock.rung), clock.epoch, clock.closed


def _words(clock):
    closed = clock.closed
    at_next = clock.next and clock.next[0]
    party = clock.role, clock.who, clock.office
    return (
        clock.item.number, clock.spec.name, *party,
        clock.due, at_next, len(clock.rung), clock.epoch, closed,
    )  # fmt: skip
