"""Signing in by any name one has; whatever is wrong, the answer and the work are the same."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import MD5PasswordHasher
from django.urls import reverse

from accounts.models import User
from tests.accounts.conftest import PASSWORD
from tests.factories import organisation as organisations
from tests.factories import person as people

pytestmark = pytest.mark.usefixtures("clock")

NIP = "199001012015041001"
OWN = re.compile(r'(csrfmiddlewaretoken" value|name="login" value)="[^"]*"')


class CountingHasher(MD5PasswordHasher):
    """Notes how often a password is hashed."""

    algorithm = "counting"
    calls = 0

    def encode(self, password, salt):
        type(self).calls += 1
        return super().encode(password, salt)


@pytest.fixture
def known(db):
    unit = organisations.unit("Dinas A")
    person = people.person("Maya Contoh", unit=unit, email="maya@example.go.id", nip=NIP)
    person.user.set_password(PASSWORD)
    person.user.save()
    return person.user


def signed_in(client):
    return client.session.get(SESSION_KEY)


@pytest.mark.parametrize(
    "login",
    [
        "maya@example.go.id",
        " MAYA@Example.go.id ",
        NIP,
        "19900101 201504 1 001",
        "19900101.201504.1.001",
    ],
)
def test_any_name_one_has_lets_in(client, known, sign_in, login):
    response = sign_in(login)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert signed_in(client) == str(known.pk)


def test_the_user_name_lets_in(client, known, sign_in):
    sign_in(known.username)
    assert signed_in(client) == str(known.pk)


def test_nothing_is_kept_in_a_second_table_of_addresses(known, sign_in):
    sign_in(known.email)
    assert not EmailAddress.objects.exists()


def wrong_ways(known):
    yield from (
        (known.username, "wrong", {}),
        (known.email, "wrong", {}),
        (NIP, "wrong", {}),
        ("nobody", PASSWORD, {}),
        ("nobody@example.go.id", PASSWORD, {}),
        ("199001012015041002", PASSWORD, {}),
        (known.username, PASSWORD, {"is_active": False}),
        (known.username, PASSWORD, {"password": "!unusable"}),
    )


def test_whatever_is_wrong_the_answer_and_the_work_are_the_same(client, known, settings, sign_in):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    known.set_password(PASSWORD)
    known.save()
    hashed = known.password
    answers, work = set(), set()
    for login, password, change in wrong_ways(known):
        User.objects.update(**({"is_active": True, "password": hashed} | change))
        CountingHasher.calls = 0
        response = sign_in(login, password)
        answers.add((response.status_code, OWN.sub("", response.content.decode())))
        work.add(CountingHasher.calls)
        assert signed_in(client) is None
    assert len(answers) == 1
    assert work == {1}


def test_a_shared_address_lets_nobody_in_but_names_do(client, maya, sign_in):
    User.objects.create_user("other", maya.email)
    sign_in(maya.email)
    assert signed_in(client) is None
    sign_in(maya.username)
    assert signed_in(client) == str(maya.pk)


def test_a_user_name_that_is_somebody_elses_address_wins(client, maya, sign_in):
    User.objects.create_user("other", maya.username)
    sign_in(maya.username)
    assert signed_in(client) == str(maya.pk)


def test_a_letter_that_only_looks_alike_is_another(client, maya, sign_in):
    sign_in("maya-contoĥ")
    sign_in("ｍaya-contoh\0")
    assert signed_in(client) is None


def test_the_session_gets_a_new_name_at_sign_in(client, maya, sign_in):
    session = client.session
    session["seen"] = "before"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    sign_in()
    assert client.session.session_key != before


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/inbox/1", "/inbox/1"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:x", "/"),
    ],
)
def test_one_gets_where_one_wanted_but_never_elsewhere(maya, sign_in, wanted, reached):
    assert sign_in(next=wanted)["Location"] == reached


def test_admin_is_entered_by_our_own_sign_in(client):
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert client.post("/admin/login/", {"username": "root", "password": "x"}).status_code == 302


def test_signing_out_takes_a_button_and_clears_what_the_browser_kept(client, maya, sign_in):
    sign_in()
    page = client.get(reverse("account_logout"))
    assert page.status_code == 200
    assert signed_in(client)
    response = client.post(reverse("account_logout"))
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert response.cookies["sessionid"]["max-age"] == 0
    assert signed_in(client) is None


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    "name",
    ["account_login", "account_reset_password", "account_reset_password_done", "account_slip"],
)
def test_strangers_see_the_pages_in_both_languages(client, db, name, language):
    page = client.get(reverse(name), headers={"Accept-Language": language})
    assert page["Content-Language"] == language
    assert f'<html lang="{language}">' in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_changing_the_password_needs_the_present_one_and_ends_other_sessions(client, maya, sign_in):
    other = type(client)()
    sign_in()
    sign_in(browser=other)
    address = reverse("account_change_password")
    new = "sapi hijau menari"
    wrong = client.post(address, {"oldpassword": "x", "password1": new, "password2": new})
    assert wrong.status_code == 200
    other_way = client.post(address, {"oldpassword": PASSWORD, "password1": new, "password2": "y"})
    assert other_way.status_code == 200
    done = client.post(address, {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert done["Location"] == reverse("account_sessions")
    assert client.get(reverse("account_sessions")).status_code == 200
    assert other.get(reverse("account_sessions")).status_code == 302


def test_guessing_the_present_password_gets_slow(client, maya, sign_in, clock):
    sign_in()
    address, new = reverse("account_change_password"), "sapi hijau menari"
    for _ in range(6):
        client.post(address, {"oldpassword": "x", "password1": new, "password2": new})
    good = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post(address, good).status_code == 200
    clock.shift(timedelta(minutes=2))
    assert client.post(address, good).status_code == 302
