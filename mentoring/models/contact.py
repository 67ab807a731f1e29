"""A contact: somebody was told by hand, as reported by whoever did it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mentoring.models.person import Person


class Contact(models.Model):
    """Moves no clock and reads no notice: it says that a person was reached outside the system."""

    class Way(models.TextChoices):
        CALL = "call", _("by telephone")
        MESSAGE = "message", _("by WhatsApp or text message")
        PERSON = "person", _("in person")
        SLIP = "slip", _("with the slip in their hand")
        TRIED = "tried", _("tried in vain")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contacts")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    way = models.CharField(max_length=10, choices=Way)
    note = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return str(self.uid)
