"""What somebody began to write into a form and has not sent: theirs alone, sealed where it lies."""

from django.conf import settings
from django.db import models

from mentoring.models.seen import SeenQuerySet


class DraftQuerySet(SeenQuerySet["Draft"]):
    resource = "draft"


class Draft(models.Model):
    """One for each form of each person; `address` is where that form stands.

    `kek` is the id of the key it is under; empty: of a release that sealed under SECRET_KEY.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    address = models.CharField(max_length=200)
    sealed = models.BinaryField()
    kek = models.CharField(max_length=40, blank=True, default="", db_default="")
    updated_at = models.DateTimeField(db_index=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "address"], name="one_draft_for_a_form"),
        ]

    def __str__(self) -> str:
        return "[sealed]"
