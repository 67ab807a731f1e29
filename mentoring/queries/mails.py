"""How many mails somebody has been sent."""

from datetime import datetime

from django.db.models import Count, Q

from notifications.models import Delivery, DeliveryState


def mails_since(user: int, since: datetime) -> int:
    """Those planned since then that were not called off; a mail of several matters counts once."""
    rows = Delivery.objects.filter(
        notice__recipient=user, notice__created_at__gte=since, channel="email"
    ).exclude(state=DeliveryState.CANCELLED)
    found = rows.aggregate(
        alone=Count("pk", filter=Q(gathered_for=None)),
        joined=Count("gathered_for", distinct=True),
    )
    return int(found["alone"] + found["joined"])
