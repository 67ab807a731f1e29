"""Maya and Budi, a clock that the tests hold, and what a browser does on the pages of sign-in."""

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from tests.moments import at

PASSWORD = "kuda biru terbang"
NOON = at("2026-03-17 12:00", "Asia/Jakarta")


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def maya(db):
    user = User.objects.create_user("maya-contoh", "maya@example.go.id", display_name="Maya Contoh")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def budi(db):
    return User.objects.create_user("budi-contoh", "budi@example.go.id", display_name="Budi Contoh")


@pytest.fixture
def sign_in(client):
    def send(login="maya-contoh", password=PASSWORD, *, browser=None, path="", **data):
        address = reverse("account_login") + path
        return (browser or client).post(address, {"login": login, "password": password, **data})

    return send
