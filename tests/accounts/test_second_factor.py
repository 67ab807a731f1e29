"""The second factor: proven before it counts, asked for when signing in, each code good once."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts import second_factor
from tests.accounts.conftest import NOON, PASSWORD
from tests.accounts.digits import code_at

pytestmark = pytest.mark.usefixtures("clock")

HALF_MINUTE = timedelta(seconds=30)


@pytest.fixture
def page(client, maya, sign_in):
    sign_in()
    address = reverse("account_second_factor")
    return lambda **data: client.post(address, data) if data else client.get(address)


@pytest.fixture
def secret(maya):
    """Maya has a second factor already; its code of noon is spent."""
    kept = generate_totp_secret()
    second_factor.set_up(maya, kept, code_at(kept, NOON), now=NOON)
    return kept


def step(client, code):
    return client.post(reverse("account_second_step"), {"code": code})


def signed_in(client):
    return "_auth_user_id" in client.session


def test_it_counts_once_the_authenticator_has_proven_it(page, maya):
    shown = page().context
    kept, sent = shown["secret"].replace(" ", ""), {"offered": shown["offered"]}
    assert page(code="000000", oldpassword=PASSWORD, **sent).status_code == 422
    again = page(code=code_at(kept, NOON), oldpassword="wrong", **sent)
    assert again.context["secret"] == shown["secret"], "what was scanned stays good"
    assert not second_factor.is_set_up(maya)
    done = page(code=code_at(kept, NOON), oldpassword=PASSWORD, **sent)
    assert second_factor.is_set_up(maya)
    assert done.content.decode().count("<code") == 10
    assert "no-store" in done["Cache-Control"]


def test_nobody_sets_up_what_was_offered_to_another_or_made_up(page, maya, budi):
    foreign = second_factor.offer(budi)
    kept = second_factor.secret_of(budi, foreign)
    for signed in (foreign, "made up", ""):
        answer = page(code=code_at(kept, NOON), oldpassword=PASSWORD, offered=signed)
        assert answer.status_code == 422
    assert not second_factor.is_set_up(maya)


def test_nothing_of_it_lies_open_in_the_database(maya, secret):
    assert secret not in str([row.data for row in Authenticator.objects.all()])


def test_the_picture_is_one_an_authenticator_reads(page):
    assert "data:image/svg+xml" in page().content.decode()


def test_the_password_alone_signs_nobody_in(client, maya, secret, sign_in, clock):
    answer = sign_in()
    assert answer["Location"] == reverse("account_second_step")
    assert not signed_in(client)
    assert client.get(reverse("portal:inbox")).status_code == 302
    assert step(client, "123456").status_code == 422
    assert not signed_in(client)
    clock.shift(HALF_MINUTE)
    assert step(client, code_at(secret, NOON + HALF_MINUTE)).status_code == 302
    assert signed_in(client)


def test_a_code_works_once_even_beside_itself(client, maya, secret, clock):
    clock.shift(HALF_MINUTE)
    at = NOON + HALF_MINUTE
    second_factor.check(maya, code_at(secret, at), now=at)
    for again in (at, at + HALF_MINUTE):
        with pytest.raises(ValidationError):
            second_factor.check(maya, code_at(secret, at), now=again)


@pytest.mark.parametrize(("late", "good"), [(0, True), (1, True), (-1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_wrong(maya, secret, late, good):
    at = NOON + 10 * HALF_MINUTE
    shown = code_at(secret, at - late * HALF_MINUTE)
    if good:
        second_factor.check(maya, shown, now=at)
    else:
        with pytest.raises(ValidationError):
            second_factor.check(maya, shown, now=at)


def test_a_code_on_paper_works_once(client, maya, sign_in):
    kept = generate_totp_secret()
    first, *_others = second_factor.set_up(maya, kept, code_at(kept, NOON), now=NOON)
    sign_in()
    assert step(client, first).status_code == 302
    assert signed_in(client)
    client.logout()
    sign_in()
    assert step(client, first).status_code == 422


def test_guessing_codes_gets_slow(client, maya, secret, sign_in, clock):
    clock.shift(10 * HALF_MINUTE)
    sign_in()
    for guess in range(5):
        step(client, f"{guess:06}")
    assert step(client, code_at(secret, NOON + 10 * HALF_MINUTE)).status_code == 422
    assert not signed_in(client)
    clock.shift(2 * HALF_MINUTE)
    step(client, code_at(secret, NOON + 12 * HALF_MINUTE))
    assert signed_in(client)


def test_the_step_is_nothing_without_the_password(client, secret):
    answer = client.get(reverse("account_second_step"))
    assert answer["Location"] == reverse("account_login")


def test_it_is_taken_away_with_the_password_only(client, maya, secret):
    client.force_login(maya)
    address = reverse("account_second_factor")
    assert client.post(address, {"oldpassword": "wrong"}).status_code == 422
    assert second_factor.is_set_up(maya)
    client.post(address, {"oldpassword": PASSWORD})
    assert not Authenticator.objects.exists()


def test_whoever_runs_the_system_takes_it_away(client, maya, secret):
    call_command("remove_second_factor", "maya-contoh")
    assert not second_factor.is_set_up(maya)
    with pytest.raises(CommandError):
        call_command("remove_second_factor", "maya-contoh")
