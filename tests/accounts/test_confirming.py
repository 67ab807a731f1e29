"""Saying once more who one is: for a day, in this browser, until it is closed again."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.urls import reverse

from accounts import confirming, second_factor
from tests.accounts.conftest import NOON, PASSWORD
from tests.accounts.digits import code_at

pytestmark = pytest.mark.usefixtures("clock")

HOUR = timedelta(hours=1)


@pytest.fixture
def page(client, maya, sign_in):
    sign_in()
    address = reverse("account_confirm")
    return lambda **data: client.post(address, data) if data else client.get(address)


def holds(client, user, moment=NOON):
    return confirming.holds(client.session, user, now=moment)


def test_the_password_opens_until_the_day_ends(page, client, maya):
    assert not holds(client, maya)
    assert page(oldpassword="wrong").status_code == 422
    assert not holds(client, maya)
    assert page(oldpassword=PASSWORD, next="/inbox/")["Location"] == "/inbox/"
    assert holds(client, maya, NOON + 11 * HOUR)
    assert not holds(client, maya, NOON + 12 * HOUR)


def test_a_day_is_that_of_its_user(page, client, maya):
    page(oldpassword=PASSWORD)
    maya.time_zone = "Asia/Jayapura"
    assert not holds(client, maya, NOON + 10 * HOUR)


def test_whoever_has_a_second_factor_gives_it_as_well(page, client, maya):
    kept = generate_totp_secret()
    second_factor.set_up(maya, kept, code_at(kept, NOON - HOUR), now=NOON - HOUR)
    assert page(oldpassword=PASSWORD).status_code == 422
    assert page(oldpassword=PASSWORD, code="000000").status_code == 422
    assert not holds(client, maya)
    assert page(oldpassword="wrong", code=code_at(kept, NOON)).status_code == 422
    page(oldpassword=PASSWORD, code=code_at(kept, NOON))
    assert holds(client, maya)


def test_it_closes_at_once(page, client, maya):
    page(oldpassword=PASSWORD)
    client.post(reverse("account_close"))
    assert not holds(client, maya)


@pytest.mark.parametrize("wanted", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_it_leads_nowhere_else(page, wanted):
    assert page(oldpassword=PASSWORD, next=wanted)["Location"] == "/"


def test_another_browser_is_not_open(page, maya):
    page(oldpassword=PASSWORD)
    assert not confirming.holds({}, maya, now=NOON)
