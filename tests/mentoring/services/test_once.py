"""Tokens of forms and keys of requests: remembered for as long as is said, then forgotten."""

from datetime import timedelta

import pytest

from mentoring import tasks
from mentoring.models import Draft, IdempotencyKey
from mentoring.services import drafts, once
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
