"""The command that mails first entries: all of those named, or none."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import EntryKey

pytestmark = pytest.mark.django_db


def test_everybody_named_gets_a_link(maya, budi):
    call_command("invite", "maya@example.go.id", "budi-contoh")
    assert set(EntryKey.objects.values_list("user__username", "purpose")) == {
        ("maya-contoh", "invite"),
        ("budi-contoh", "invite"),
    }


def test_one_unknown_and_nobody_gets_one(maya):
    with pytest.raises(CommandError, match="nobody"):
        call_command("invite", "maya-contoh", "nobody")
    assert not EntryKey.objects.exists()
