"""An escalation told anew: a superior says "not my staff", and once it is settled who is right."""

from tests.model.agencies import kinds, roles
from tests.model.agencies.roles import SUPERIORS


class Anew:
    def _corrected(self, item, change):
        """What a correction does to who is over whom, and to what was told of it."""
        person, superior = item.fields["person"], item.fields["superior"]
        if change.name == "begin":
            self.people.disputes.add((person, superior))
        elif change.before == "open":
            self.people.disputes.discard((person, superior))
        if change.name == "settle":
            right = item.fields["right_superior"]
            self.people.is_corrected(person, right, item.fields["valid_from"])
        if change.name in ("begin", "inform"):
            told = self._told_in_dispute(person, superior)
            if change.name == "inform":
                told |= self._told_over(person)
            for clock, (role, over) in told.items():
                self._tell_anew(clock, role, over, (change.name, item.number))

    def _told_in_dispute(self, person, superior):
        """The last word to the superior about each deadline, if it is about this person."""
        last = {
            clock: (found, over)
            for clock, found, over in self.escalated
            if found.who == superior and found.role in SUPERIORS
        }
        return {
            clock: (found.role, over)
            for clock, (found, over) in last.items()
            if found.below == person and not clock.closed
        }

    def _told_over(self, person):
        own = [(clock, found, over) for clock, found, over in self.escalated if over == person]
        return {
            clock: (self._sought(clock), over)
            for clock, found, over in own
            if not clock.closed and self._is_of(person, clock.item.fields)
        }

    def _is_of(self, person, fields):
        sides = ("mentee", "practitioner", "appraiser")
        return person in [fields.get(side) for side in sides]

    def _sought(self, clock):
        return next(role for role in self._superiors_told(clock))

    def _superiors_told(self, clock):
        steps = [step for step in clock.policy["steps"] if step["action"] == "escalate"]
        return [role for step in steps for role in step["audience"] if role in SUPERIORS]

    def _tell_anew(self, clock, role, over, why):
        if over is None or not self._superiors_told(clock):
            return
        late = self._late(clock)
        barred = frozenset([*roles.parties(clock.item.fields), *late])
        answer = roles.superior(self.people, role, over, barred)
        found, lost, alarmed = self._with_alarm(clock, [answer], late)
        known = {
            each.who
            for other, each, _over in self.escalated
            if other is clock and each.role in SUPERIORS
        }
        for each in found:
            if each.who not in known:
                self._notice(clock, (why,), kinds.of_escalation(clock), each, "")
        if lost:
            self._alarm(clock, (why,), lost[0], alarmed)
