"""The balance of the demo: every notice that was planned, against the mails that really arrived."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from config.demo import letters
from notifications.models import Delivery, DeliveryState, Notice

WAITING = (DeliveryState.PENDING, DeliveryState.LEASED)


@dataclass(frozen=True, slots=True)
class Balance:
    """`skipped` were not sent on purpose, each with a reason; `failed` could not be.

    `doubled` mails came more often than their delivery says they may have; what a killed sender
    may have sent a second time is declared there, and counted as `repeated`.
    """

    planned: int
    sent: int
    portal: int
    skipped: int
    pending: int
    failed: int
    lost: int
    doubled: int
    repeated: int = 0

    @property
    def is_even(self) -> bool:
        adds_up = self.planned == self.sent + self.portal + self.skipped + self.pending
        return adds_up and not (self.failed or self.lost or self.doubled)

    def rows(self) -> Sequence[tuple[str, object]]:
        return (
            (_("planned"), self.planned),
            (_("= sent"), self.sent),
            (_("+ in the portal only"), self.portal),
            (_("+ skipped, with a reason"), self.skipped),
            (_("+ still to come"), self.pending),
            (_("failed"), self.failed),
            (_("lost"), self.lost),
            (_("doubled"), self.doubled),
        )


def strike(folder: Path) -> Balance:
    """Counts the rows, and holds what they call sent against the folder of caught mails."""
    states = Counter(Delivery.objects.order_by().values_list("state", flat=True))
    not_sent = Notice.objects.exclude(not_sent="").count()
    portal = Notice.objects.filter(copies=0, not_sent="").count()
    declared = dict(
        Delivery.objects.exclude(message_id="").values_list("message_id", "possible_duplicate")
    )
    sent = set(
        Delivery.objects.filter(state=DeliveryState.SENT).values_list("message_id", flat=True)
    )
    arrived = Counter(letter.message_id for letter in letters.caught(folder))
    again = sum(times - 1 for times in arrived.values())
    repeated = sum(min(times - 1, declared.get(message, 0)) for message, times in arrived.items())
    return Balance(
        planned=sum(states.values()) + portal + not_sent,
        sent=states[DeliveryState.SENT],
        portal=portal,
        skipped=states[DeliveryState.CANCELLED] + not_sent,
        pending=sum(states[state] for state in WAITING),
        failed=states[DeliveryState.FAILED],
        lost=len(sent - arrived.keys()),
        doubled=again - repeated,
        repeated=repeated,
    )
