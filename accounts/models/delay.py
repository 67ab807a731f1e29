"""How long one must wait before trying to sign in again, for an account, an address, a browser."""

from django.db import models


class Delay(models.Model):
    """A counter of tries. `bucket` is a digest: neither names nor addresses are kept."""

    bucket = models.CharField(max_length=64, unique=True)
    tries = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)
