"""Copies whose notice must not say any more what it said when they were put into words.

The words of what has left go; what has yet to leave is put into words anew. A copy that is on its
way keeps its words as long as that takes: it is marked, and whoever sends looks for it afterwards.
"""

from typing import Final
from uuid import UUID

from django.db import transaction

from notifications import parcels
from notifications.models import DayMail, Delivery, DeliveryState
from notifications.models.delivery import DeliveryQuerySet

SETTLED: Final = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.CANCELLED)


def forget(copies: DeliveryQuerySet) -> None:
    """In the transaction that changes the notices; twice is once.

    Who is about to lease one of them waits for its end, and reads the notice as it is then.
    """
    _lock(copies.exclude(state__in=SETTLED))
    copies.filter(state=DeliveryState.LEASED).update(to_forget=True)
    _wordless(copies)


def catch_up() -> None:
    """Those that were on their way, once they are not: sent, failed, given up or put off."""
    marked = Delivery.objects.filter(to_forget=True).exclude(state=DeliveryState.LEASED)
    if not marked.exists():
        return
    with transaction.atomic():
        found = Delivery.objects.filter(pk__in=_lock(marked))
        _wordless(found)
        found.update(to_forget=False)


def _lock(copies: DeliveryQuerySet) -> list[UUID]:
    rows = copies.select_for_update(of=("self",)).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def _wordless(copies: DeliveryQuerySet) -> None:
    settled = copies.filter(state__in=SETTLED)
    mails = settled.exclude(day_mail=None).values("day_mail")
    DayMail.objects.filter(pk__in=mails).update(**parcels.BLANK)
    settled.update(**parcels.BLANK, calendar="")
    parcels.unword(copies.filter(state=DeliveryState.PENDING, rendered_at__isnull=False))
