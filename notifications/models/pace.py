"""The pace of a channel: when it is free for the next mail."""

from django.db import models


class Pace(models.Model):
    """One row for each channel that may send only so many an hour; its lock is the queue's head."""

    channel = models.CharField(max_length=20, unique=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.channel
