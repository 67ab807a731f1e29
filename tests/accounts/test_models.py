"""The user: created without a password until invited, found by a random uid, named for people."""

import pytest
from django.db import IntegrityError

from accounts.models import TimeZone, User

pytestmark = pytest.mark.django_db


def test_a_new_user_cannot_sign_in_until_invited():
    maya = User.objects.create_user("maya", "Maya@EXAMPLE.go.id")
    assert not maya.has_usable_password()
    assert maya.email == "Maya@example.go.id"
    assert (maya.language, maya.time_zone) == ("id", TimeZone.WIB)


def test_a_superuser_can_sign_in():
    root = User.objects.create_superuser("root", password="a-long-enough-password")
    assert root.check_password("a-long-enough-password")
    assert root.is_staff
    assert root.is_superuser


def test_a_user_is_shown_by_name_else_by_username():
    assert str(User(username="maya", display_name="Maya Contoh")) == "Maya Contoh"
    assert str(User(username="maya")) == "maya"


def test_uids_differ_and_usernames_must():
    first, second = User.objects.create_user("maya"), User.objects.create_user("budi")
    assert first.uid != second.uid
    with pytest.raises(IntegrityError):
        User.objects.create_user("maya")
