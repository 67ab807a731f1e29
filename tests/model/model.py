"""What the engine promises, in plain Python: no Django, no database, everything planned anew."""

from collections import Counter
from dataclasses import dataclass, field

from workflows.reference.planning import quiet_until, times

TELLING = ("remind", "escalate")


class Refused(Exception):
    """With the code of the refusal."""


@dataclass(frozen=True)
class ClockSpec:
    name: str
    states: frozenset
    awaits: str
    anchor: str = ""
    answered_by: frozenset = frozenset()
    renewed_by: frozenset = frozenset()
    met_on_leaving: frozenset = frozenset()
    armed_by: frozenset = frozenset()
    duty: bool = True
    policy: object = None  # which policy by the fields of its item; None: the one of its name


@dataclass(frozen=True)
class Step:
    """A transition: `act(fields, roles, data, now)` may name the state it leads to."""

    sources: frozenset
    target: str
    allow: frozenset
    wrong: object = lambda data: False
    guard: object = lambda fields: True
    act: object = lambda fields, roles, data, now: None


@dataclass(frozen=True)
class MachineData:
    kind: str
    first: str
    parties: tuple
    steps: dict
    clocks: tuple
    awaited: object
    office_of: object
    unique: str = ""


@dataclass(eq=False)
class Item:
    machine: MachineData
    number: int
    fields: dict
    state: str
    version: int = 1

    @property
    def name(self):
        return self.machine.kind, self.number

    def party(self, role):
        people = self.machine.awaited(self.fields, role)
        return people[0] if len(people) == 1 else None, self.machine.office_of(self.fields, role)


@dataclass(eq=False)
class Clock:
    item: Item
    spec: ClockSpec
    role: str
    who: str
    office: str
    policy: dict
    opened: object
    anchor: object
    due: object = None
    rings: dict = field(default_factory=dict)
    rung: set = field(default_factory=set)
    epoch: int = 1
    closed: tuple = ()
    extensions: list = field(default_factory=list)
    quiet: tuple = ()

    @property
    def next(self):
        """The next ring: its moment and its (step, repeat); None when all have rung."""
        left = [(at, name) for name, at in self.rings.items() if name not in self.rung]
        return min(left, key=lambda ring: ring[0], default=None)

    def rings_by(self, now):
        return not self.closed and self.next is not None and self.next[0] <= now

    def rings_before(self, now):
        return self.rings_by(now) and self.next[0] < now

    def action(self):
        return self.policy["steps"][self.next[1][0] - 1]["action"]


class World:
    def __init__(self, offices, policies):
        self.offices = {office.code: office for office in offices}
        self.policies = {("", policy["code"]): policy for policy in policies}
        self.pauses, self.items, self.clocks, self.told = [], [], [], Counter()

    @property
    def open(self):
        return [clock for clock in self.clocks if not clock.closed]

    # What people do

    def begin(self, machine, fields, now):
        item = Item(machine, len(self.items), fields, machine.first)
        self.items.append(item)
        self._change(item, "begin", "", False, now)

    def perform(self, item, name, who, now, data, version):
        roles = {"system"} if who == "system" else self._roles(item, who)
        step = item.machine.steps[name]
        if version not in (None, item.version):
            raise Refused("conflict")
        if not roles & step.allow:
            raise Refused("not_permitted")
        if item.state not in step.sources:
            raise Refused("out_of_order")
        if step.wrong(data):
            raise Refused("invalid_input")
        if not step.guard(item.fields) or self._taken(item, data):
            raise Refused("guarded")
        before, item.version = item.state, item.version + 1
        item.state = step.act(item.fields, roles, data, now) or step.target
        self._change(item, name, before, who == "system", now)

    def reassign(self, item, name, value, now):
        item.fields[name] = value
        for clock in self._of(item):
            self._repoint(clock)

    def pause(self, target, start, end):
        self.pauses.append([target, start, end])
        self._plan_those_of(target)

    def end_early(self, pause, at):
        target, start, end = pause
        if end > max(at, start):
            pause[2] = max(at, start)
            self._plan_those_of(target)

    def extend(self, clock, days, now):
        spent = len(clock.extensions) == 3
        if clock.policy["clock"] == "elapsed" or not clock.spec.duty or spent:
            raise Refused("guarded")
        office = self.offices[clock.office]
        day = office.day_of(max(now, clock.due))
        goal = office.closing(office.working_day(day, days))
        clock.extensions.append(days)
        self._time(clock)
        while clock.due < goal:
            clock.extensions[-1] += 1
            self._time(clock)
        past = [name for name, at in clock.rings.items() if at <= now]
        clock.rung = set(past[: len(clock.rung)])
        clock.epoch += 1

    def acknowledge(self, clock, now):
        until = quiet_until(clock.policy, now, self.offices[clock.office])
        if until is None or until <= now:
            return
        goes_on = clock.quiet and clock.quiet[0] <= now < clock.quiet[1]
        clock.quiet = (clock.quiet[0], max(until, clock.quiet[1])) if goes_on else (now, until)
        self._plan([clock])

    def publish_office(self, office):
        if self.offices[office.code].special != office.special:
            self.offices[office.code] = office
            self._plan([clock for clock in self.open if clock.office == office.code])

    def publish(self, policy, scope):
        self.policies[scope, policy["code"]] = policy

    # What the system does

    def sweep(self, now):
        """Ring until nothing is due; yields wherever the engine has made something lasting."""
        while due := [clock for clock in self.open if clock.rings_by(now)]:
            for kind in sorted({clock.item.machine.kind for clock in due}):
                yield from self.ring([c for c in due if c.item.machine.kind == kind], now)

    def ring(self, clocks, now):
        clocks = sorted(clocks, key=lambda clock: (clock.next[0], self.clocks.index(clock)))
        for clock in clocks:
            while clock.rings_by(now) and clock.action() in TELLING:
                self._tell(clock, now)
        yield
        for clock in clocks:
            if clock.rings_by(now):
                self._act(clock, now)
                yield

    def _act(self, clock, now):
        step = clock.policy["steps"][clock.next[1][0] - 1]
        self._tell(clock, now)
        if step["action"] == "hand_over":
            clock.role = step["audience"][0]
            clock.who, _office = clock.item.party(clock.role)
            self._time(clock)
        else:
            self.perform(clock.item, step["transition"], "system", now, {}, None)

    def _tell(self, clock, now):
        _at, (step, n) = clock.next
        words = clock.policy["steps"][step - 1]
        past = words.get("misfire") == "skip_if_past" and now > clock.due
        clock.rung.add((step, n))
        occasion = (*clock.item.name, clock.spec.name, clock.opened.isoformat(), clock.epoch)
        self.told[(*occasion, step, n, words["action"], past, clock.role, clock.who)] += 1

    # What follows from a change

    def _roles(self, item, who):
        return {role for role in item.machine.parties if item.fields[role] == who}

    def _taken(self, item, data):
        name = item.machine.unique
        others = [other for other in self.items if other.machine is item.machine]
        return name in data and any(
            other is not item and other.fields[name] == data[name] for other in others
        )

    def _of(self, item):
        return [clock for clock in self.open if clock.item is item]

    def _change(self, item, name, before, automatic, now):
        ended = set()
        for clock in self._of(item):
            if self._ends(clock, name):
                clock.closed = now, self._outcome(clock, name, automatic, now)
                ended.add(clock.spec.name)
            elif clock.role == clock.spec.awaits:
                self._repoint(clock)
        running = {clock.spec.name for clock in self._of(item)}
        for spec in item.machine.clocks:
            if spec.name not in running and self._arms(spec, item, name, before, ended):
                self._arm(spec, item, now)
        self.told[(*item.name, item.version, name, before, item.state)] += 1

    def _ends(self, clock, name):
        spec, item = clock.spec, clock.item
        moved = spec.anchor and item.fields[spec.anchor] != clock.anchor
        acted = name in spec.answered_by | spec.renewed_by | spec.armed_by
        return item.state not in spec.states or acted or moved

    def _outcome(self, clock, name, automatic, now):
        spec, late = clock.spec, now > clock.due
        if not spec.duty:
            return "void"
        if automatic:
            return "missed" if late else "void"
        if name in spec.answered_by | spec.renewed_by | spec.met_on_leaving:
            return "missed" if late else "met"
        return "void"

    def _arms(self, spec, item, name, before, ended):
        if item.state not in spec.states:
            return False
        begun = name in spec.armed_by if spec.armed_by else before not in spec.states
        anchor_moved = spec.name in ended and name not in spec.answered_by
        return begun or name in spec.renewed_by or anchor_moved

    def _arm(self, spec, item, now):
        code = spec.policy(item.fields) if spec.policy else spec.name
        scopes = [item.fields.get("region", ""), ""]
        policy = next(
            self.policies[scope, code] for scope in scopes if (scope, code) in self.policies
        )
        anchor = item.fields[spec.anchor] if spec.anchor else now
        clock = Clock(item, spec, spec.awaits, *item.party(spec.awaits), policy, now, anchor)
        self._time(clock)
        self.clocks.append(clock)
        while clock.next and clock.next[0] <= now and self._skipped(clock):
            clock.rung.add(clock.next[1])

    def _skipped(self, clock):
        return clock.policy["steps"][clock.next[1][0] - 1].get("misfire") == "skip_if_past"

    def _repoint(self, clock):
        party = clock.item.party(clock.role)
        if party != (clock.who, clock.office):
            clock.who, clock.office = party
            self._plan([clock])

    def _plan_those_of(self, target):
        self._plan([clock for clock in self.open if target in self._targets(clock)])

    def _plan(self, clocks):
        for clock in clocks:
            self._time(clock)
            clock.epoch += 1

    def _targets(self, clock):
        region = clock.item.fields.get("region")
        return {("item", *clock.item.name), ("person", clock.who), ("scope", region)}

    def _time(self, clock):
        held = self._targets(clock)
        paused = [(start, end) for target, start, end in self.pauses if target in held]
        office = self.offices[clock.office]
        more = sum(clock.extensions)
        clock.due, clock.rings = times(
            clock.policy, clock.anchor, office, paused, more, clock.quiet
        )
