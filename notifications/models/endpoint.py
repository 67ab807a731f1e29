"""An endpoint: the address of a program that is told by signed webhooks."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications import sealing, signing

OWN, OLD = "secret", "former_secret"


class OffReason(models.TextChoices):
    BY_HAND = "by_hand", _("switched off by hand")
    GONE = "gone", _("the address says that it is gone for good")
    FAILING = "failing", _("the address did not answer rightly for too long")


class Endpoint(models.Model):
    """`owner` is the uid of the organisation it serves; this package knows no organisations.

    `topics` are what the owner chose to tell. The secrets are sealed; the former one signs as
    well until `former_until`.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.UUIDField(db_index=True)
    url = models.CharField(max_length=500)
    topics = models.JSONField(default=list)
    secret = models.BinaryField()
    former_secret = models.BinaryField(null=True, blank=True)
    former_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    off_at = models.DateTimeField(null=True, blank=True)
    off_reason = models.CharField(max_length=10, choices=OffReason, blank=True, default="")
    off_told = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="endpoint_once", fields=["owner", "url"]),
            models.CheckConstraint(
                name="endpoint_off_has_reason",
                condition=(Q(off_at=None) & Q(off_reason=""))
                | (Q(off_at__isnull=False) & ~Q(off_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    def renew_secret(self, *, former_until: datetime | None = None) -> str:
        """A new secret, returned this once; the former one counts until then. Not saved."""
        if former_until:
            known = self._opened(OWN, self.secret)
            self.former_secret = sealing.seal(known, about=self._about(OLD)) if known else None
            self.former_until = former_until if known else None
        secret = signing.new_secret()
        self.secret = sealing.seal(secret, about=self._about(OWN))
        return secret

    def secrets(self, now: datetime) -> list[str]:
        """What signs at present, the newest first; none if they can no longer be opened."""
        known = [self._opened(OWN, self.secret)]
        if self.former_secret and self.former_until and now < self.former_until:
            known.append(self._opened(OLD, self.former_secret))
        return [secret for secret in known if secret]

    def _opened(self, which: str, sealed: bytes | memoryview) -> str | None:
        return sealing.unseal(bytes(sealed), about=self._about(which))

    def _about(self, which: str) -> str:
        return f"endpoint:{self.uid}:{which}"
