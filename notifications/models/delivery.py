"""A delivery: the copy of a notice that leaves by one channel, at least once."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from notifications.kinds import Manner
from notifications.models.day_mail import DayMail
from notifications.models.endpoint import Endpoint
from notifications.models.notice import Notice


class DeliveryState(models.TextChoices):
    PENDING = "pending", _("waiting")
    LEASED = "leased", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class CancelReason(models.TextChoices):
    EXPIRED = "expired", _("too late to be of use")
    INACTIVE = "inactive", _("the recipient's account is closed")
    NO_ADDRESS = "no_address", _("the recipient has no address")
    WITHDRAWN = "withdrawn", _("no longer true")
    SKIPPED = "skipped", _("given up by a person")
    UNWANTED = "unwanted", _("in the portal only, as the recipient wishes")
    SWITCHED_OFF = "switched_off", _("the address is switched off")


STOPPED = (DeliveryState.FAILED, DeliveryState.CANCELLED)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> Self:
        return self.filter(state=DeliveryState.PENDING, next_attempt_at__lte=now)

    def abandoned(self, now: datetime) -> Self:
        """Leased by a sender that did not come back in time."""
        return self.filter(state=DeliveryState.LEASED, lease_until__lte=now)

    def gathered(self) -> Self:
        """Those that leave in the mail of the day."""
        return self.filter(gathered_for__isnull=False)

    def held(self, *copies: "Delivery") -> Self:
        """These rows under one lease, as long as nobody else has taken them over."""
        return self.filter(pk__in=[copy.pk for copy in copies], lease_token=copies[0].lease_token)


def _exactly_when(state: Q, times: Q, no_times: Q) -> Q:
    return (state & times) | (~state & no_times)


class Delivery(models.Model):
    """`due_at` is the time it should leave; `next_attempt_at` moves with retries.

    `gathered_for` is whose mail of the day it leaves in, None if it leaves by itself; `day_mail` is
    that mail. Once rendered it is fixed: what comes later is due on the next working day, unless
    that were after `latest_at`. Apart from that `due_at` never moves.

    `to_forget`: what its notice says was taken out while the copy was on its way (`forgetting`).

    `endpoint` is the program a webhook goes to; None for what goes to the recipient.

    `in_flight_since` is set before an attempt and cleared once its outcome is known; an attempt
    that finds it set may be a second copy and is counted in `possible_duplicate`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notice = models.ForeignKey(
        Notice, on_delete=models.PROTECT, related_name="deliveries", db_index=False
    )
    channel = models.CharField(max_length=20)
    endpoint = models.ForeignKey(
        Endpoint,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="copies",
        db_index=False,
    )
    manner = models.PositiveSmallIntegerField(default=1, db_default=1)  # ALONE
    gathered_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    day_mail = models.ForeignKey(
        DayMail, null=True, blank=True, on_delete=models.PROTECT, related_name="copies"
    )
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    due_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    latest_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    possible_duplicate = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    in_flight_since = models.DateTimeField(null=True, blank=True)
    rendered_at = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=320, blank=True, default="")
    subject = models.CharField(max_length=250, blank=True, default="")
    text = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="")
    calendar = models.TextField(blank=True, default="")
    to_forget = models.BooleanField(default=False, db_default=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=20, choices=CancelReason, blank=True, default="")
    error_code = models.CharField(max_length=40, blank=True, default="")
    error_text = models.CharField(max_length=500, blank=True, default="")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                name="delivery_due",
                condition=Q(state=DeliveryState.PENDING),
            ),
            models.Index(
                fields=["gathered_for", "state"],
                name="delivery_gathered",
                condition=Q(gathered_for__isnull=False),
            ),
            models.Index(
                fields=["endpoint", "-due_at"],
                name="delivery_posted",
                condition=Q(endpoint__isnull=False),
            ),
            models.Index(
                fields=["lease_token"],
                name="delivery_token",
                condition=Q(lease_token__isnull=False),
            ),
            models.Index(
                fields=["lease_until"],
                name="delivery_leased",
                condition=Q(state=DeliveryState.LEASED),
            ),
            models.Index(fields=["id"], name="delivery_to_forget", condition=Q(to_forget=True)),
        ]
        constraints = [
            # By notice as well: there is no other index for it.
            models.UniqueConstraint(
                F("notice"),
                F("channel"),
                Coalesce(F("endpoint"), Value(0)),
                name="delivery_once_per_channel",
            ),
            models.CheckConstraint(
                name="delivery_state", condition=Q(state__in=DeliveryState.values)
            ),
            models.CheckConstraint(
                name="delivery_leased_has_lease",
                condition=_exactly_when(
                    Q(state=DeliveryState.LEASED),
                    Q(lease_token__isnull=False, lease_until__isnull=False),
                    Q(lease_token=None, lease_until=None),
                ),
            ),
            models.CheckConstraint(
                name="delivery_sent_has_time",
                condition=_exactly_when(
                    Q(state=DeliveryState.SENT),
                    Q(sent_at__isnull=False, attempts__gte=1, in_flight_since=None)
                    & ~Q(message_id=""),
                    Q(sent_at=None),
                ),
            ),
            models.CheckConstraint(
                name="delivery_stopped_has_time",
                condition=_exactly_when(
                    Q(state__in=STOPPED), Q(stopped_at__isnull=False), Q(stopped_at=None)
                ),
            ),
            models.CheckConstraint(
                name="delivery_cancelled_has_reason",
                condition=_exactly_when(
                    Q(state=DeliveryState.CANCELLED), ~Q(reason=""), Q(reason="")
                ),
            ),
            models.CheckConstraint(
                name="delivery_failed_has_error",
                condition=~Q(state=DeliveryState.FAILED) | ~Q(error_code=""),
            ),
            models.CheckConstraint(
                name="delivery_rendered_has_message_id",
                condition=_exactly_when(Q(rendered_at=None), Q(message_id=""), ~Q(message_id="")),
            ),
            models.CheckConstraint(
                name="delivery_gathered_by_manner",
                condition=_exactly_when(
                    Q(manner__gt=Manner.ALONE),
                    Q(gathered_for__isnull=False),
                    Q(gathered_for=None, day_mail=None),
                ),
            ),
            models.CheckConstraint(
                name="delivery_never_before_due",
                condition=Q(next_attempt_at__gte=F("due_at")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
