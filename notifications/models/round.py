"""A round: the mails a sender has in hand, in the order they leave, and how far it has come."""

import uuid

from django.db import models


class Round(models.Model):
    """There while its sender is about, or until its leases have run out at `until`.

    `mails` are lease tokens. Of `begun` many the conversation has begun; all of these but the last
    are known to have been taken over, unless their copies are no longer under that lease.
    """

    token = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mails = models.JSONField()
    begun = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.token)
