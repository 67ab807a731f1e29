"""Entry mails: tried again for a while, sent once, in the reader's language, never with a hole."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from accounts import entries, letters
from accounts.models import EntryKey
from tests.accounts.conftest import NOON

pytestmark = pytest.mark.django_db

Purpose = EntryKey.Purpose


class Refusing(EmailBackend):
    """A mail server that is away."""

    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("gone away")


@pytest.mark.parametrize("purpose", [Purpose.INVITE, Purpose.RECOVER])
@pytest.mark.parametrize(("language", "words"), [("id", "Selamat"), ("en", "Good day")])
def test_it_speaks_the_readers_language(maya, purpose, language, words):
    maya.language = language
    maya.save()
    entries.issue_mail(maya, purpose, now=NOON)
    letters.send_due(NOON)
    (letter,) = mail.outbox
    assert words in letter.body
    assert "/accounts/enter/" in letter.body
    assert "Bimbing" in letter.subject
    assert "\n" not in letter.subject


def test_a_server_that_is_away_is_tried_again_and_not_for_ever(maya, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    key = entries.issue_mail(maya, Purpose.INVITE, now=NOON)
    moment = NOON
    for tries in range(1, letters.MOST_TRIES + 1):
        assert letters.send_due(moment) == 1
        assert letters.send_due(moment) == 0
        key.refresh_from_db()
        assert key.mail_tries == tries
        moment += letters.AGAIN
    assert key.mail_at is None
    assert letters.send_due(moment + timedelta(hours=1)) == 0


def test_after_an_outage_it_is_sent_once(maya, settings):
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    entries.issue_mail(maya, Purpose.INVITE, now=NOON)
    letters.send_due(NOON)
    settings.EMAIL_BACKEND = working
    assert letters.send_due(NOON + letters.AGAIN) == 1
    assert letters.send_due(NOON + 2 * letters.AGAIN) == 0
    assert len(mail.outbox) == 1


def test_what_is_spent_or_over_is_not_mailed(maya):
    entries.spend(entries.issue_mail(maya, Purpose.INVITE, now=NOON), now=NOON)
    entries.issue_mail(maya, Purpose.RECOVER, now=NOON)
    assert letters.send_due(NOON + timedelta(hours=2)) == 0


def test_two_senders_do_not_send_the_same(maya):
    first = entries.issue_mail(maya, Purpose.INVITE, now=NOON)
    second = EntryKey.objects.get(pk=first.pk)
    assert letters._send(first, NOON)
    assert not letters._send(second, NOON)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("name", ["Maya\r\nBcc: x@example.go.id", "Maya <b>Contoh"])
def test_a_name_cannot_become_a_header(maya, name):
    maya.display_name = name
    maya.save()
    entries.issue_mail(maya, Purpose.RECOVER, now=NOON)
    letters.send_due(NOON)
    (letter,) = mail.outbox
    assert letter.recipients() == [maya.email]
    assert letter.message()["Bcc"] is None
