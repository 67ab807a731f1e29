"""The hourly round forgets what is over, and nothing that still counts."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from accounts import delays, entries, upkeep
from accounts.models import Delay, EntryKey, Visit
from tests.accounts.conftest import NOON

pytestmark = pytest.mark.django_db


def test_what_is_over_is_forgotten_and_what_counts_is_kept(client, maya, clock, sign_in):
    sign_in()
    delays.take_turn({"a" * 64: delays.PASSWORD}, now=NOON)
    entries.issue_mail(maya, EntryKey.Purpose.INVITE, now=NOON)
    tables = (Session, Visit, Delay, EntryKey)
    upkeep.forget_old(NOON + timedelta(hours=11))
    assert all(table.objects.exists() for table in tables)
    later = timedelta(days=100)
    clock.shift(later)
    upkeep.forget_old(NOON + later)
    assert not any(table.objects.exists() for table in tables)
