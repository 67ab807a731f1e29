"""Who changed the rules: appointments, policies, calendars, permissions; one chain a house."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class JournalEntry(models.Model):
    """Append-only; `scope` is `organisation:<uid>`, or empty for what counts everywhere.

    `about` is a uid or a code, `facts` ids, codes, dates and numbers. `process` acted where nobody
    did.
    """

    class What(models.TextChoices):
        APPOINTED = "appointed", _("Somebody was appointed")
        APPOINTMENT_ENDED = "appointment_ended", _("An appointment was ended")
        POLICY_PUBLISHED = "policy_published", _("A policy was published")
        POLICY_WITHDRAWN = "policy_withdrawn", _("A policy was withdrawn")
        DAYS_PUBLISHED = "days_published", _("Days of a calendar were published")
        WEEK_CHOSEN = "week_chosen", _("Another working week was chosen")
        SHIPPED_LOADED = "shipped_loaded", _("Shipped policies or calendars were renewed")
        CONSENT_PUBLISHED = "consent_published", _("A text of consent was published")
        RETENTION_CHANGED = "retention_changed", _("How long records are kept was changed")
        REGISTER_TAKEN = (
            "register_taken",
            _("A list of closed counselling on performance was taken along"),
        )
        EVIDENCE_TAKEN = "evidence_taken", _("Evidence was taken along")
        PERMISSIONS = "permissions", _("The permission table changed")
        RIGHTS_CHANGED = "rights_changed", _("What a user may do was changed")
        GROUP_CHANGED = "group_changed", _("What a group of users may do was changed")
        TOKEN_ISSUED = "token_issued", _("A token for programs was issued")
        TOKEN_REVOKED = "token_revoked", _("A token for programs was revoked")
        POST_CHANGED = "post_changed", _("A post was given or changed")
        QUALIFICATION_CHANGED = (
            "qualification_changed",
            _("A qualification was entered or changed"),
        )
        ORGANISATION_CHANGED = (
            "organisation_changed",
            _("An organisation was entered, or its rules were changed"),
        )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scope = models.CharField(max_length=80, blank=True)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    process = models.CharField(max_length=40, blank=True)
    what = models.CharField(max_length=30, choices=What)
    about = models.CharField(max_length=100)
    facts = models.JSONField(default=dict)
    key_id = models.CharField(max_length=40)
    previous = models.CharField(max_length=64, blank=True)
    mac = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "number"], name="one_journal_entry_of_a_number"
            ),
            models.CheckConstraint(
                condition=models.Q(actor=None) ^ models.Q(process=""),
                name="a_journal_entry_says_who",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope or 'everywhere'} {self.number} {self.what}"
