"""How an endpoint fares: what it took, what it did not, and when it is left alone.

One that fails is asked again by one copy at a time, the others wait as long. It is switched off
once it says that it is gone, or has taken nothing from the first attempt of a copy to the last.
"""

from datetime import datetime, timedelta

from notifications.models import Delivery, DeliveryState, Endpoint, OffReason
from notifications.models.delivery import DeliveryQuerySet

EXPIRES_AFTER = timedelta(days=3)
OVERLAP = timedelta(hours=24)  # in which a replaced secret still signs
GONE = "http_410"


def took(copies: DeliveryQuerySet, now: datetime) -> None:
    posted = copies.filter(endpoint__isnull=False).values("endpoint")
    Endpoint.objects.filter(pk__in=posted).update(taken_at=now)


def wait(copy: Delivery, until: datetime) -> None:
    """The others are held back as long as the one that failed."""
    if copy.endpoint_id:
        _waiting(copy).filter(next_attempt_at__lt=until).update(next_attempt_at=until)


def despair(copy: Delivery, code: str, now: datetime) -> None:
    """A copy was given up: whether the endpoint as a whole is."""
    if not copy.endpoint_id:
        return
    found = Endpoint.objects.filter(pk=copy.endpoint_id, off_at=None)
    if code == GONE:
        found.update(off_at=now, off_reason=OffReason.GONE)
    else:
        idle = found.exclude(taken_at__gte=copy.due_at)
        idle.update(off_at=now, off_reason=OffReason.FAILING)


def _waiting(copy: Delivery) -> DeliveryQuerySet:
    return Delivery.objects.filter(endpoint=copy.endpoint_id, state=DeliveryState.PENDING)
