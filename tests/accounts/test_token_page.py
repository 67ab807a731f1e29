"""The page of one's own tokens: shown once, asked for with the password, revoked with a tap."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import tokens
from accounts.models import ApiToken
from tests.accounts.conftest import NOON, PASSWORD

pytestmark = pytest.mark.usefixtures("clock")

DAY = timedelta(days=1)
ASKED = {"name": "Laporan", "scope": "read", "days": "30", "oldpassword": PASSWORD}


@pytest.fixture
def page(client, maya, sign_in):
    """Maya's page: read without data, sent with."""
    sign_in()
    address = reverse("account_tokens")
    return lambda **data: client.post(address, data) if data else client.get(address)


def secret_of(answer):
    found = answer.content.decode().partition('<code class="secret">')[2].partition("<")[0]
    return found if found.startswith(tokens.PREFIX) else ""


def test_a_token_is_shown_once_and_works_for_as_long_as_was_said(page, maya):
    secret = secret_of(page(**ASKED))
    assert tokens.recognise(secret, now=NOON).user == maya
    assert tokens.recognise(secret, now=NOON + 30 * DAY) is None
    again = page()
    assert secret not in again.content.decode()
    assert "Laporan" in again.content.decode()
    assert "no-store" in again["Cache-Control"]


@pytest.mark.parametrize("password", ["", "wrong"])
def test_without_the_password_nothing_is_made(page, password):
    answer = page(**{**ASKED, "oldpassword": password})
    assert answer.status_code == 422
    assert secret_of(answer) == ""
    assert not ApiToken.objects.exists()


def test_guessing_the_password_here_gets_slow(page):
    for _ in range(6):
        page(**{**ASKED, "oldpassword": "wrong"})
    assert page(**ASKED).status_code == 422
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    ("field", "bad"),
    [("name", ""), ("name", "x" * 101), ("name", "a\x00b"), ("scope", "counselling"),
     ("days", "9999"), ("days", "-1")],
)  # fmt: skip
def test_what_makes_no_sense_is_said_at_the_field(page, field, bad):
    answer = page(**{**ASKED, field: bad})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_a_form_sent_twice_makes_one_token(page):
    page(**ASKED)
    assert page(**ASKED).status_code == 422
    assert ApiToken.objects.count() == 1


def test_a_revoked_token_is_gone_and_lets_nobody_in(page):
    secret = secret_of(page(**ASKED))
    token = ApiToken.objects.get()
    assert page(revoke=token.uid.hex).status_code == 302
    assert tokens.recognise(secret, now=NOON) is None
    assert token.uid.hex not in page().content.decode()
    assert page(**ASKED).status_code == 200


def test_nobody_sees_or_revokes_the_token_of_another(page, budi):
    other, secret = tokens.issue(
        budi, name="Milik Budi", scope=ApiToken.Scope.READ, life=DAY, now=NOON
    )
    assert "Milik Budi" not in page().content.decode()
    for uid in (other.uid.hex, str(other.uid), "", "\x00"):
        page(revoke=uid)
    assert tokens.recognise(secret, now=NOON) is not None


def test_it_says_when_a_token_was_used_and_when_it_ran_out(page, maya):
    token, _secret = tokens.issue(maya, name="Lama", scope=ApiToken.Scope.READ, life=DAY, now=NOON)
    assert "belum dipakai" in page().content.decode()
    ApiToken.objects.filter(pk=token.pk).update(
        last_used_at=NOON, created_at=NOON - 2 * DAY, expires_at=NOON - DAY
    )
    shown = page().content.decode()
    assert "terakhir dipakai 17 Mar 2026 12.00" in shown
    assert "habis masa berlakunya pada 16 Mar 2026 12.00" in shown


@pytest.mark.parametrize(("language", "said"), [("id", "90 hari"), ("en", "90 days")])
def test_it_speaks_the_language_of_its_reader(page, maya, language, said):
    type(maya).objects.update(language=language)
    assert said in page().content.decode()


def test_a_stranger_is_sent_to_sign_in(client):
    assert client.get(reverse("account_tokens")).status_code == 302
