"""The mail of the day: what several copies to one person leave as, at most once a day."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class DayMail(models.Model):
    """`day` is the recipient's own; `part` is 0, and counts on for what came after it had left and
    cannot wait for the next day. Rendered, it is fixed: it has left or may have left.

    Its text stands here once; the copies that are in it carry its Message-ID.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    channel = models.CharField(max_length=20)
    day = models.DateField()
    part = models.PositiveSmallIntegerField(default=0, db_default=0)
    rendered_at = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=320, blank=True, default="")
    subject = models.CharField(max_length=250, blank=True, default="")
    text = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="day_mail_once_a_day", fields=["recipient", "channel", "day", "part"]
            ),
            models.CheckConstraint(
                name="day_mail_rendered_has_message_id",
                condition=Q(rendered_at=None, message_id="")
                | (Q(rendered_at__isnull=False) & ~Q(message_id="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
