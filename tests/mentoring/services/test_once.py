"""Tokens of forms and keys of requests: remembered for as long as is said, then forgotten."""

import hashlib
from datetime import timedelta

import pytest

from mentoring import tasks
from mentoring.models import Draft, IdempotencyKey
from mentoring.services import drafts, once
from tests.architecture import source
from tests.factories.cast import MONDAY
from tests.factories.person import person
from workflows import now as clock

pytestmark = pytest.mark.django_db


def spend(user, key, at):
    IdempotencyKey.objects.create(
        user=user, key=once.PREFIX + key, digest="", status=once.DONE, created_at=at
    )


def test_the_hourly_round_forgets_old_keys_and_old_drafts_and_nothing_else(monkeypatch):
    monkeypatch.setattr(clock, "database_time", lambda: MONDAY)
    user = person("Maya Contoh").user
    for name, age in (("young", once.LIFE), ("old", once.LIFE + timedelta(seconds=1))):
        spend(user, name, MONDAY - age)
    for name, age in (("young", drafts.LIFE), ("old", drafts.LIFE + timedelta(seconds=1))):
        drafts.keep(user, name, {"aim": "contoh"}, now=MONDAY - age)
    tasks.hourly()
    assert once.is_spent("young", by=user)
    assert not once.is_spent("old", by=user)
    assert [draft.address for draft in Draft.objects.all()] == ["young"]


def test_what_was_sent_cannot_be_guessed_from_the_rows_alone(settings):
    """Neither by hashing guesses, nor with the rows of another installation at hand."""
    body = '{"text": "ya"}'
    kept = once.digest_of(body)
    assert kept == once.digest_of(body)
    assert kept != once.digest_of(body + " ")
    assert kept != hashlib.sha256(body.encode()).hexdigest()
    settings.SECRET_KEY = "of-another-installation"
    assert once.digest_of(body) != kept


def test_nobody_keeps_a_plain_digest_of_what_was_sent():
    """A hash of a short text told in confidence tells the text to whoever tries some."""
    sent = ("mentoring/api/", "mentoring/portal/views/step.py", "mentoring/portal/views/meeting.py")
    plain = source.found(lambda node: source.last(node) == "sha256")
    assert [place for place in plain if place.startswith(sent)] == []
