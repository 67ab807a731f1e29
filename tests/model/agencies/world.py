"""What the engine and the notices promise of the shipped machines, in plain Python.

People's changes are told to it (who did what, and what stands in the fields afterwards); which
clocks run, when they ring, what the system then does and who is told of all that it reckons itself.
"""

from collections import Counter
from itertools import takewhile
from types import SimpleNamespace

from tests.model.agencies import kinds, roles
from tests.model.agencies.anew import Anew
from tests.model.agencies.machines import machines
from tests.model.agencies.roles import Found, Lost
from tests.model.model import TELLING, Item, World

RECORDED = 6  # as many words say that something changed; that something rang needs more


def each_once(found):
    first = {}
    for each in found:
        first.setdefault(each.who, each)
    return list(first.values())


class Agencies(Anew, World):
    """`lines` say who is told of which change; they and the policies are read as data."""

    def __init__(self, people, offices, policies, lines):
        super().__init__(offices, policies)
        self._running = []
        self.people, self.lines = people, lines
        self.machines = machines(people)
        self.by_key, self.to_come = {}, []
        self.notices, self.lists, self.unroutable = Counter(), Counter(), set()
        self.escalated = []

    @property
    def open(self):
        self._running = [clock for clock in self._running if not clock.closed]
        return self._running

    def _arm(self, spec, item, now):
        super()._arm(spec, item, now)
        self._running.append(self.clocks[-1])

    # What people do

    def happened(self, act):
        """The changes that one act made, in their order."""
        for change in act:
            self._happen(change)

    def _happen(self, change):
        machine = self.machines[change.kind]
        item = self.by_key.get((change.kind, change.pk)) or self._begun(change, machine)
        self._in_order(item, change)
        before, item.state, item.fields = item.state, change.fields["state"], change.fields
        item.version += 1
        self._change(item, change.name, before, change.automatic, change.now)
        if change.kind == "correction":
            self._corrected(item, change)
        self._tell_of(item, change)

    def _begun(self, change, machine):
        item = Item(machine, len(self.items), change.fields, "", 0)
        self.items.append(item)
        self.by_key[change.kind, change.pk] = item
        return item

    def _in_order(self, item, change):
        """Only who may changes something, from where it may be changed to where that leads."""
        if change.name == "begin":
            assert (change.before, change.fields["state"]) == ("", item.machine.first)
            return
        step = item.machine.steps[change.name]
        assert change.before == item.state
        assert change.before in step.sources
        assert change.fields["state"] in step.target
        if not change.automatic:
            own = [role for role in step.allow if self._is(change.by, item, role)]
            assert own, (change.name, change.by, step.allow)

    def _is(self, who, item, role):
        return who in roles.awaited(self.people, item.fields, role)

    # What the system does

    def sweep(self, now, acts=()):
        """`acts` are what the engine made of it: the model must come to the same, in its order."""
        self.to_come = list(acts)
        yield from super().sweep(now)
        assert self.to_come == [], "the engine acted where nothing was due"

    def perform(self, item, name, who, now, data, version):
        assert self.to_come, (item.name, name, "was due, and the engine did not act")
        act = self.to_come.pop(0)
        first = act[0]
        expected = (*item.name, name, True, now)
        pk = self.by_key[first.kind, first.pk].number
        assert (first.kind, pk, first.name, first.automatic, first.now) == expected
        self.happened(act)

    def ring(self, clocks, now):
        """What another kind has ended in the meantime is silent."""
        clocks = [clock for clock in clocks if not clock.closed]
        clocks = sorted(clocks, key=lambda clock: (clock.next[0], self.clocks.index(clock)))
        for clock in clocks:
            due = [name for name, at in clock.rings.items() if name not in clock.rung and at <= now]
            telling = list(
                takewhile(lambda name, clock=clock: _action(clock, name) in TELLING, due)
            )
            overtaken = any(_action(clock, name) == "transition" for name in due)
            self._announce(clock, telling, overtaken, now)
            for _name in telling:
                self._tell(clock, now)
        yield
        for clock in clocks:
            if clock.rings_by(now):
                self._act(clock, now)
                yield

    # Who is told

    def _announce(self, clock, names, overtaken, now):
        """Of several steps that are overdue somebody hears the highest only."""
        late = self._late(clock)
        said = [(name, *self._searched(clock, name, late)) for name in names]
        last = {
            found.who: name
            for name, everybody, _lost, _alarmed in said
            for found in (() if self._is_past(clock, name, now) else everybody)
        }
        for name, everybody, lost, alarmed in said:
            past = self._is_past(clock, name, now)
            for found in everybody:
                left_out = overtaken or last.get(found.who, name) != name
                status = "past" if past else "collapsed" if left_out else ""
                self._notice(clock, name, kinds.of_ring(clock, name), found, status)
            if lost and not past:
                self._alarm(clock, name, lost[0], alarmed)

    def _is_past(self, clock, name, now):
        words = clock.policy["steps"][name[0] - 1]
        return words.get("misfire") == "skip_if_past" and now > clock.due

    def _late(self, clock):
        return [each.who for each in self._told(clock.item, clock.role) if isinstance(each, Found)]

    def _told(self, item, role, barred=frozenset()):
        return roles.told(self.people, item.fields, role, barred)

    def _searched(self, clock, name, late):
        words = clock.policy["steps"][name[0] - 1]
        barred = frozenset()
        if words["action"] == "escalate" and clock.item.fields.get("route") != "pool":
            barred = frozenset([*roles.parties(clock.item.fields), *late])
        answers = [x for role in words["audience"] for x in self._told(clock.item, role, barred)]
        return self._with_alarm(clock, answers, late)

    def _with_alarm(self, clock, answers, late):
        """Where a search reached nobody the coordinators are told, those who are late last."""
        found = each_once([each for each in answers if isinstance(each, Found)])
        lost = [each for each in answers if isinstance(each, Lost)]
        if not lost:
            return found, lost, []
        item = clock.item
        alarmed = self._reached(item, frozenset(late)) or self._reached(item, frozenset())
        known = {each.who for each in alarmed}
        return [each for each in found if each.who not in known], lost, alarmed

    def _reached(self, item, barred):
        found = self._told(item, "coordinator", barred)
        return [each for each in found if isinstance(each, Found)]

    def _alarm(self, clock, name, lost, alarmed):
        for found in alarmed:
            self._notice(clock, name, kinds.unroutable(clock), found, "", over=lost.over)
        if not alarmed:
            self.unroutable.add(self._cause(clock, name))

    def _cause(self, clock, name):
        return (*clock.item.name, clock.spec.name, clock.opened, clock.epoch, *name)

    def _notice(self, clock, name, kind, found, status, over=None):
        self.notices[self._cause(clock, name), kind, found.who, status] += 1
        if kind.startswith("escalation.") and not status:
            self.escalated.append((clock, found, over or found.over))
        if not status and len(name) > 1 and kinds.is_listed(kind) and found.role in roles.SERVICE:
            programme = clock.item.fields["programme"]
            if programme:
                at = clock.rings[name].isoformat()
                self.lists[kind, clock.spec.name, programme, at, found.who] += 1

    def _tell_of(self, item, change):
        as_seen = SimpleNamespace(
            before=change.before, subject=SimpleNamespace(**change.fields), data=change.data
        )
        known = set()
        for line in self.lines.get((change.kind, change.name), ()):
            if not line.when(as_seen):
                continue
            for role in line.roles:
                for found in self._told(item, role):
                    self._tell_once(item, line, found, change, known)

    def _tell_once(self, item, line, found, change, known):
        if isinstance(found, Lost) or found.who in known:
            return
        if found.who == change.by and not line.actor_too:
            return
        known.add(found.who)
        self.notices[(*item.name, item.version), line.kind, found.who, ""] += 1

    # All of it, to be held against what is stored

    def rings(self):
        return Counter({said: number for said, number in self.told.items() if len(said) > RECORDED})

    def stored(self):
        return Counter(_words(clock) for clock in self.clocks)

    def lists_by_key(self, persons):
        return {
            f"{kind}:{name}:{programme}:{at}:{persons[who].user.uid}": number
            for (kind, name, programme, at, who), number in self.lists.items()
        }


def _words(clock):
    party = clock.role, clock.who, clock.office
    times = clock.opened, clock.due, clock.next and clock.next[0]
    cursor = len(clock.rung), clock.epoch
    return (*clock.item.name, clock.spec.name, *party, *times, *cursor, clock.closed)


def _action(clock, name):
    return clock.policy["steps"][name[0] - 1]["action"]
