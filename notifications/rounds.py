"""Rounds: one small commit a mail says how far a sender has come; the copies are settled together.

A sender that dies leaves its round. What it had begun before the last is known to have been taken
over; the last may have arrived, so it is sent again under the same Message-ID and counted.
Locks are taken on copies first, then on rounds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Case, F, When

from notifications import endpoints, parcels, prepared
from notifications.held import UNLEASED
from notifications.models import Delivery, DeliveryState, Round
from notifications.parcels import Parcel

STEP = "UPDATE notifications_round SET begun = %s WHERE token = %s"
ATTEMPTED: dict[str, Any] = {
    "attempts": F("attempts") + 1,
    "possible_duplicate": Case(
        When(in_flight_since=None, then=F("possible_duplicate")),
        default=F("possible_duplicate") + 1,
    ),
}
SENT: dict[str, Any] = {
    **UNLEASED,
    **ATTEMPTED,
    "state": DeliveryState.SENT,
    "in_flight_since": None,
    "error_code": "",
    "error_text": "",
}


@dataclass(slots=True)
class Going:
    """A round as its sender knows it."""

    token: Any
    at: datetime
    parcels: list[Parcel]
    begun: int = 0

    @property
    def left(self) -> list[Parcel]:
        """Those whose conversation has not begun."""
        return self.parcels[self.begun :]


def start(batch: Sequence[Parcel], now: datetime) -> Going:
    """Store the words of these mails and their order, leaving out what was taken over."""
    with transaction.atomic():
        mine = parcels.write_down(batch, now)
        until = batch[0].first.lease_until or now
        row = Round(mails=[str(each.token) for each in mine], at=now, until=until)
        Round.objects.bulk_create([row])
    stored = Round._meta.pk.get_db_prep_value(row.token, connection)
    return Going(stored, now, mine)


def step(going: Going, parcel: Parcel) -> bool:
    """Commit that the conversation of the next one begins; False if the round was taken over."""
    going.begun += 1
    parcel.begin()
    with prepared.cursor() as cursor:
        cursor.execute(STEP, [going.begun, going.token])
        return bool(cursor.rowcount)


def finish(going: Going, sent: Sequence[Parcel]) -> int:
    """Settle what was taken over; how many copies that were."""
    with transaction.atomic():
        settled = _settle_sent([each.token for each in sent], going.at) if sent else 0
        Round.objects.filter(pk=going.token).delete()
    return settled


def take_back(now: datetime) -> None:
    """Settle, or give back, what senders left behind that did not come back in time."""
    if not Delivery.objects.abandoned(now).exists():
        return
    with transaction.atomic():
        # From here on nobody else settles them; who was about to start has, and is seen below.
        list(Delivery.objects.abandoned(now).select_for_update().order_by("pk").values_list("pk"))
        for left in Round.objects.filter(until__lte=now).select_for_update().order_by("pk"):
            _settle(left)
            left.delete()
        Delivery.objects.abandoned(now).update(state=DeliveryState.PENDING, **UNLEASED)


def _settle(left: Round) -> None:
    mails = [UUID(mail) for mail in left.mails]
    last = max(left.begun - 1, 0)
    if left.begun:
        _settle_sent(mails[:last], left.at)
        Delivery.objects.filter(lease_token=mails[last]).update(
            **UNLEASED, **ATTEMPTED, state=DeliveryState.PENDING, in_flight_since=left.at
        )
    parcels.unword(
        Delivery.objects.filter(lease_token__in=mails[left.begun :], rendered_at=left.at)
    )


def _settle_sent(mails: Sequence[Any], at: datetime) -> int:
    copies = Delivery.objects.filter(lease_token__in=mails)
    endpoints.took(copies, at)
    return copies.update(**SENT, sent_at=at)
