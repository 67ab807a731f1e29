"""Keys that let somebody in once without a password: by a link in a mail, or by a printed slip."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User


class EntryKeyQuerySet(models.QuerySet["EntryKey"]):
    def usable(self, now: datetime) -> Self:
        return self.filter(spent_at=None, expires_at__gt=now, user__is_active=True)

    def to_mail(self, now: datetime) -> Self:
        return self.usable(now).filter(mail_at__lte=now)


class EntryKey(models.Model):
    """Good for one entry, for one purpose, for a while. Only digests of its secrets are kept.

    `mail_at` is when its mail is tried next; None when there is nothing (more) to mail.
    """

    class Purpose(models.TextChoices):
        INVITE = "invite", _("invitation")
        RECOVER = "recover", _("recovery")
        SLIP = "slip", _("slip of paper")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="entry_keys")
    purpose = models.CharField(max_length=10, choices=Purpose)
    digest = models.CharField(max_length=64, unique=True)
    code_digest = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True, blank=True)
    mail_at = models.DateTimeField(null=True, blank=True)
    mail_tries = models.PositiveSmallIntegerField(default=0)

    objects = EntryKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="entry_key_lives_for_a_while"
            ),
            models.CheckConstraint(
                condition=Q(purpose="slip") ^ Q(code_digest=""), name="slip_has_a_code"
            ),
        ]
        indexes = [
            models.Index(
                fields=["mail_at"], name="entry_key_to_mail", condition=Q(mail_at__isnull=False)
            )
        ]
