"""The notice of record: somebody was told something, once; what the portal's inbox shows."""

import uuid
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from notifications.kinds import CODE_LENGTH, Disclosure
from notifications.recipient import Recipient

LISTED = "listed"
_IN_A_LIST = Q(not_sent=LISTED, listed_in__isnull=False)
_BY_ITSELF = ~Q(not_sent=LISTED) & Q(listed_in=None)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def inbox_of(self, recipient: Recipient) -> Self:
        """What this person was told; notices that were not sent are left out."""
        return self.to(recipient.pk)

    def to(self, user: Any) -> Self:
        """The same by the key of a user."""
        return self.filter(recipient_id=user, not_sent="")

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def mark_read(self, now: datetime) -> int:
        return self.unread().update(read_at=now)


class Notice(models.Model):
    """`list_key` makes it the first of a list; the others of it are `listed_in` it and not sent.

    `facts` hold ids, codes, dates and display-safe values only: no text a person wrote.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=300, unique=True)
    kind = models.CharField(max_length=CODE_LENGTH)
    cause = models.CharField(max_length=200, db_index=True)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    disclosure = models.CharField(max_length=1, choices=[(d, d) for d in Disclosure])
    path = models.JSONField(default=list)
    copies = models.PositiveSmallIntegerField(default=0)
    list_key = models.CharField(max_length=300, unique=True, null=True, blank=True)
    listed_in = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="listed"
    )
    not_sent = models.CharField(max_length=60, blank=True, default="")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="notice_inbox"),
            models.Index(fields=["subject_kind", "subject_id"], name="notice_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                name="notice_disclosure", condition=Q(disclosure__in=list(Disclosure))
            ),
            models.CheckConstraint(
                name="notice_listed_is_not_sent",
                condition=_IN_A_LIST | _BY_ITSELF,
            ),
            models.CheckConstraint(
                name="notice_not_sent_has_no_copy", condition=Q(not_sent="") | Q(copies=0)
            ),
            models.CheckConstraint(
                name="notice_read_after_created",
                condition=Q(read_at=None) | Q(read_at__gte=F("created_at")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
