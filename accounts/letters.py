"""The mails that carry entry links. They are sent by the engine's rounds, not while somebody waits:
how long an answer takes must not tell whether an address is known.
"""

import logging
import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts import entries
from accounts.models import EntryKey

logger = logging.getLogger(__name__)

AGAIN = timedelta(minutes=5)
MOST_TRIES = 5


def send_due(now: datetime, limit: int = 20) -> int:
    """Send what is due; how many were tried. Must be called outside a transaction."""
    due = EntryKey.objects.to_mail(now).select_related("user").order_by("mail_at", "pk")
    return sum(_send(key, now) for key in due[:limit])


def _send(key: EntryKey, now: datetime) -> bool:
    if not _claim(key, now):
        return False
    try:
        _mail(key).send()
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("entry mail %s was not sent: %s", key.uid, type(error).__name__)
        if key.mail_tries + 1 < MOST_TRIES:
            return True
    EntryKey.objects.filter(pk=key.pk).update(mail_at=None)
    return True


def _claim(key: EntryKey, now: datetime) -> bool:
    """Counted before it is sent: whoever dies while sending leaves it for a later try."""
    mine = EntryKey.objects.filter(pk=key.pk, mail_at=key.mail_at)
    return bool(mine.update(mail_at=now + AGAIN, mail_tries=F("mail_tries") + 1))


def _mail(key: EntryKey) -> EmailMessage:
    user = key.user
    with translation.override(user.language), timezone.override(user.time_zone):
        values = {
            "user": user,
            "first": key.purpose == EntryKey.Purpose.INVITE,
            "link": entries.address_of(entries.token_of(key)),
            "expires_at": key.expires_at,
            "site": settings.SITE_URL,
        }
        subject = render_to_string("accounts/mail/entry_subject.txt", values).strip()
        body = render_to_string("accounts/mail/entry.txt", values)
    return EmailMessage(
        subject=subject, body=body, to=[user.email], headers={"Auto-Submitted": "auto-generated"}
    )
