"""Which copies senders have in hand at this moment, and how far their rounds have come.

Read from the rounds, so saying it costs a sender nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from notifications.models import Delivery, DeliveryState, Round


class Hand(StrEnum):
    """WAITS: leased, no conversation has begun. BEGUN: it is the one being handed over. OVER: it
    was handed over, and the round is not settled yet. LEFT: its sender did not come back."""

    WAITS = "waits"
    BEGUN = "begun"
    OVER = "over"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Rounds:
    """`steps` counts by lease token how many mails of its round have begun after this one."""

    steps: Mapping[str, int]
    begun: int
    mails: int

    def of(self, copy: Delivery, now: datetime) -> Hand | None:
        """None if nobody has it in hand."""
        if copy.state != DeliveryState.LEASED or copy.lease_until is None:
            return None
        if copy.lease_until <= now:
            return Hand.LEFT
        steps = self.steps.get(str(copy.lease_token), -1)
        if steps < 0:
            return Hand.WAITS
        return Hand.OVER if steps else Hand.BEGUN


def rounds(now: datetime) -> Rounds:
    """Those that go on now: as many rows as there are senders at work."""
    found = list(Round.objects.filter(until__gt=now).order_by("pk"))
    steps = {
        token: row.begun - place for row in found for place, token in enumerate(row.mails, start=1)
    }
    return Rounds(steps, sum(row.begun for row in found), sum(len(row.mails) for row in found))
