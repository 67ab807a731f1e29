"""Guessing gets slow for strangers; the true user comes in from a known browser or by mail."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.urls import reverse

from accounts import delays, entries
from accounts.models import Delay, EntryKey
from tests.accounts.conftest import NOON

pytestmark = pytest.mark.usefixtures("clock")

MINUTE = timedelta(minutes=1)


def signed_in(client):
    return client.session.get(SESSION_KEY) is not None


def guess(sign_in, client, times=6, login="maya-contoh"):
    for _ in range(times):
        response = sign_in(login, "wrong", browser=client)
    return response


@pytest.mark.django_db
def test_the_wait_doubles_up_to_a_limit_and_is_forgotten_after_a_day():
    buckets, moment, waits = {"a" * 64: delays.PASSWORD}, NOON, []
    for _ in range(14):
        assert delays.take_turn(buckets, now=moment) is None
        wait = Delay.objects.get().next_at - moment
        waits.append(wait / MINUTE)
        moment += wait
    assert waits == [0, 0, 0, 0, 0.5, 1, 2, 4, 8, 15, 15, 15, 15, 15]
    assert delays.take_turn(buckets, now=moment + timedelta(days=2)) is None
    assert Delay.objects.get().tries == 1


@pytest.mark.django_db
def test_ten_thousand_guesses_are_less_than_a_hundred_an_hour():
    buckets = {"a" * 64: delays.PASSWORD}
    step = timedelta(hours=1) / 1000
    made = [delays.take_turn(buckets, now=NOON + n * step) is None for n in range(10_000)]
    assert max(sum(made[start : start + 1000]) for start in range(0, 9001, 100)) <= 100


@pytest.mark.django_db
def test_a_bucket_that_waits_makes_the_others_not_count():
    tight, wide = {"a" * 64: delays.PASSWORD}, {"b" * 64: delays.ADDRESS}
    for _ in range(5):
        delays.take_turn({**tight, **wide}, now=NOON)
    assert delays.take_turn({**tight, **wide}, now=NOON) is not None
    assert Delay.objects.get(bucket="b" * 64).tries == 5


@pytest.mark.parametrize("login", ["maya-contoh", "nobody-at-all"])
def test_known_or_not_one_is_told_to_wait(client, maya, sign_in, login):
    response = guess(sign_in, client, login=login)
    assert "minute" in response.content.decode() or "menit" in response.content.decode()


def test_ways_of_writing_a_name_count_as_one(client, maya, sign_in):
    for login in ("maya-contoh", "MAYA-contoh", " maya-contoh", "Maya-Contoh", "ｍaya-contoh"):
        sign_in(login, "wrong")
    sign_in()
    assert not signed_in(client)


def test_a_stranger_makes_only_strangers_wait(client, maya, sign_in):
    sign_in()
    client.post(reverse("account_logout"))
    stranger = type(client)(REMOTE_ADDR="192.0.2.7")
    guess(sign_in, stranger)
    sign_in(browser=stranger)
    assert not signed_in(stranger)
    sign_in()
    assert signed_in(client)


def test_a_known_browser_guesses_no_faster(client, maya, sign_in):
    sign_in()
    client.post(reverse("account_logout"))
    guess(sign_in, client)
    sign_in()
    assert not signed_in(client)


def test_a_browser_known_for_one_is_a_stranger_to_another(client, maya, budi, sign_in):
    budi.set_password("sapi hijau menari")
    budi.save()
    sign_in()
    client.post(reverse("account_logout"))
    guess(sign_in, type(client)(REMOTE_ADDR="192.0.2.7"), login="budi-contoh")
    sign_in("budi-contoh", "sapi hijau menari")
    assert not signed_in(client)


def test_a_made_up_mark_is_no_known_browser(client, maya, sign_in, settings):
    guess(sign_in, type(client)(REMOTE_ADDR="192.0.2.7"))
    client.cookies[settings.KNOWN_BROWSER_COOKIE] = "made-up"
    sign_in()
    assert not signed_in(client)


def test_a_shared_computer_is_not_known_afterwards(client, maya, sign_in, settings):
    sign_in(shared="on")
    assert settings.KNOWN_BROWSER_COOKIE not in client.cookies


def test_the_true_user_unlocks_a_browser_by_mail(client, maya, sign_in):
    guess(sign_in, type(client)(REMOTE_ADDR="192.0.2.7"))
    sign_in()
    assert not signed_in(client)
    key = entries.issue_mail(maya, EntryKey.Purpose.RECOVER, now=NOON)
    sent = {"token": entries.token_of(key), "unlock": "1"}
    assert client.post(reverse("account_enter_by_form"), sent).status_code == 302
    sign_in()
    assert signed_in(client)


def test_waiting_is_enough_too(client, maya, sign_in, clock):
    guess(sign_in, client)
    clock.shift(timedelta(minutes=1))
    sign_in()
    assert signed_in(client)


def test_one_address_that_guesses_at_many_names_waits(client, maya, sign_in):
    for number in range(51):
        sign_in(f"name-{number}", "wrong")
    sign_in()
    assert not signed_in(client)


def test_an_office_behind_one_address_is_not_held_up(client, maya, sign_in):
    for _ in range(60):
        browser = type(client)()
        sign_in(browser=browser)
        assert signed_in(browser)


@pytest.mark.django_db
def test_neither_names_nor_addresses_are_kept(client, sign_in):
    sign_in("maya@example.go.id", "wrong")
    assert "maya" not in str(list(Delay.objects.values()))
    assert "127.0.0.1" not in str(list(Delay.objects.values()))
