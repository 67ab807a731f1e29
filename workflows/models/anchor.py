"""That heads of chains were written down outside: which file, when, and its digest."""

from django.db import models


class Anchor(models.Model):
    """A file of `workflows.anchors`; the row only says what ought to be there."""

    number = models.PositiveIntegerField(primary_key=True)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    heads = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"anchor {self.number}"
