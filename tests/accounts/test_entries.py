"""Links and slips let in once: reading changes nothing, the button does, for their owner only."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.urls import reverse

from accounts import entries, letters
from accounts.models import Delay, EntryKey, Visit
from tests.accounts.conftest import NOON

pytestmark = pytest.mark.usefixtures("clock")

Purpose = EntryKey.Purpose
NEW = "sapi hijau menari"
BUTTON = "/accounts/enter/"


def choose(client, token, password=NEW, **data):
    return client.post(
        BUTTON, {"token": token, "password1": password, "password2": password, **data}
    )


def link(token):
    return reverse("account_enter", args=[token])


def owner(client):
    return client.session.get(SESSION_KEY)


@pytest.fixture
def token(budi):
    return entries.token_of(entries.issue_mail(budi, Purpose.INVITE, now=NOON))


def test_a_scanner_reads_the_link_and_the_human_still_comes_in(client, budi, token):
    scanner = type(client)()
    for _ in range(20):
        assert scanner.get(link(token)).status_code == 200
        assert scanner.head(link(token)).status_code == 200
    assert choose(client, token)["Location"] == "/"
    assert owner(client) == str(budi.pk)
    budi.refresh_from_db()
    assert budi.check_password(NEW)


def test_the_second_time_the_page_says_that_it_is_over(client, token):
    choose(client, token)
    second = type(client)()
    for response in (second.get(link(token)), choose(second, token, "kuda biru terbang")):
        assert response.status_code == 410
        assert reverse("account_reset_password") in response.content.decode()
    assert owner(second) is None


@pytest.mark.parametrize(("purpose", "life"), entries.LIFETIMES.items())
def test_a_key_runs_out(client, budi, clock, purpose, life):
    if purpose == Purpose.SLIP:
        token = entries.issue_slips([budi], now=NOON)[budi.pk].token
    else:
        token = entries.token_of(entries.issue_mail(budi, purpose, now=NOON))
    clock.shift(life - timedelta(seconds=1))
    assert client.get(link(token)).status_code == 200
    clock.shift(timedelta(seconds=1))
    assert choose(client, token).status_code == 410


def test_a_token_is_good_for_its_purpose_only_and_not_when_changed(budi, token):
    key = EntryKey.objects.get()
    assert entries.recognise(token, now=NOON) == key
    EntryKey.objects.update(purpose=Purpose.RECOVER)
    assert entries.recognise(token, now=NOON) is None
    EntryKey.objects.update(purpose=Purpose.INVITE)
    assert entries.recognise(token[:-1] + "x", now=NOON) is None
    assert entries.recognise(key.uid.hex, now=NOON) is None
    assert entries.recognise("\0", now=NOON) is None


def test_nothing_of_the_secret_is_kept(token):
    kept = str(list(EntryKey.objects.values()))
    assert token not in kept
    assert token.rpartition(".")[2] not in kept


def test_earlier_secret_keys_still_open_links_and_slips(client, budi, settings, token):
    code = entries.issue_slips([budi], now=NOON)[budi.pk].code
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-for-the-tests"
    assert client.get(link(token)).status_code == 200
    assert entries.recognise_code(budi, code, now=NOON)


def test_one_entry_ends_every_other_key_and_session_of_the_person(client, budi, token):
    other = type(client)()
    other.force_login(budi)
    other.get(reverse("account_sessions"))
    spare = entries.token_of(entries.issue_mail(budi, Purpose.RECOVER, now=NOON))
    choose(client, token)
    assert client.get(link(spare)).status_code == 410
    assert other.get(reverse("account_sessions")).status_code == 302


def test_who_is_signed_in_follows_a_link_of_their_own_and_stays(client, budi, token):
    client.force_login(budi)
    client.get(reverse("account_sessions"))
    assert choose(client, token)["Location"] == "/"
    assert owner(client) == str(budi.pk)
    assert Visit.objects.get(user=budi).session_key == client.session.session_key


def test_of_two_that_press_at_once_one_wins(budi, token):
    first, second = EntryKey.objects.get(), EntryKey.objects.get()
    entries.enter(first, password=NEW, now=NOON)
    with pytest.raises(entries.Spent):
        entries.enter(second, password="kuda biru terbang", now=NOON)


def test_somebody_elses_session_is_refused_and_the_link_survives(client, maya, budi, token):
    client.force_login(maya)
    assert client.get(link(token)).status_code == 403
    assert choose(client, token).status_code == 403
    assert type(client)().get(link(token)).status_code == 200


@pytest.mark.parametrize(
    ("password", "again"),
    [
        ("short", "short"),
        ("budi-contoh-12", "budi-contoh-12"),
        ("Indonesia1945!", "Indonesia1945!"),
        ("199001012015041001", "199001012015041001"),
        ("passwordpassword", "passwordpassword"),
        (NEW, "something else"),
        ("x" * 257, "x" * 257),
    ],
)
def test_a_bad_password_is_refused_and_the_link_survives(client, budi, token, password, again):
    sent = {"token": token, "password1": password, "password2": again}
    response = client.post(BUTTON, sent)
    assert response.status_code == 200
    assert "field bad" in response.content.decode()
    assert type(client)().get(link(token)).status_code == 200


@pytest.mark.parametrize(
    "password", ["kqzv7" * 13, "tidak perlu huruf besar", "東京特許許可局局長東京都"]
)
def test_long_and_plain_passwords_are_welcome(client, budi, token, password):
    assert choose(client, token, password).status_code == 302


def test_the_address_with_the_secret_is_told_to_nobody(client, token):
    page = client.get(link(token))
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]


def test_a_deactivated_user_does_not_come_in(client, budi, token):
    budi.is_active = False
    budi.save()
    assert client.get(link(token)).status_code == 410


def test_a_link_followed_on_a_shared_computer_makes_a_short_session(client, token):
    choose(client, token, shared="on")
    assert Visit.objects.get().shared


def test_an_invitation_cannot_be_used_only_to_unlock(client, token):
    assert client.post(BUTTON, {"token": token, "unlock": "1"}).status_code == 200
    assert client.get(link(token)).status_code == 200


# Asking for a link


def ask(client, login):
    return client.post(reverse("account_reset_password"), {"login": login})


def test_whether_somebody_is_known_shows_in_no_answer(client, maya, budi):
    answers = {
        (ask(client, login).status_code, ask(client, login)["Location"])
        for login in (maya.email, maya.username, "nobody", "nobody@example.go.id", budi.email)
    }
    assert answers == {(302, reverse("account_reset_password_done"))}


def test_the_mail_goes_out_with_the_engines_round_and_leads_in(client, maya):
    ask(client, maya.email)
    assert mail.outbox == []
    assert letters.send_due(NOON) == 1
    (letter,) = mail.outbox
    assert letter.to == [maya.email]
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    (address,) = [line for line in letter.body.splitlines() if "/accounts/enter/" in line]
    path = address.removeprefix("http://localhost:8000")
    assert "Maya Contoh" in client.get(path).content.decode()
    assert letters.send_due(NOON) == 0


def test_who_never_came_in_is_invited_and_who_did_is_let_back(client, maya, budi):
    ask(client, maya.email)
    ask(client, budi.email)
    purposes = dict(EntryKey.objects.values_list("user__username", "purpose"))
    assert purposes == {"maya-contoh": "recover", "budi-contoh": "invite"}


def test_each_user_of_a_shared_address_gets_a_link_of_their_own(client, maya, budi):
    budi.email = maya.email
    budi.save()
    ask(client, maya.email)
    assert EntryKey.objects.count() == 2


def test_nobody_is_flooded_with_mails_and_the_answer_stays_the_same(client, maya):
    for _ in range(10):
        assert ask(client, maya.email).status_code == 302
    assert EntryKey.objects.count() == 3


def test_without_an_address_there_is_nothing_to_mail(client, maya):
    maya.email = ""
    maya.save()
    ask(client, maya.username)
    assert not EntryKey.objects.exists()


# Slips


def type_in(client, login, code):
    return client.post(reverse("account_slip"), {"login": login, "code": code})


def test_a_slip_lets_in_however_its_code_is_typed(client, budi):
    code = entries.issue_slips([budi], now=NOON)[budi.pk].shown_code
    for typed in (code, code.lower(), code.replace("-", " "), code.replace("-", "")):
        page = type_in(client, budi.username, typed).content.decode()
        assert 'name="password1"' in page
    token = entries.token_of(EntryKey.objects.get())
    assert token in page
    assert choose(client, token).status_code == 302
    assert owner(client) == str(budi.pk)
    assert 'name="password1"' not in type_in(type(client)(), budi.username, code).content.decode()


def test_guessing_codes_gets_slow_known_or_not_and_the_qr_still_works(client, budi):
    secrets = entries.issue_slips([budi], now=NOON)[budi.pk]
    pages = {}
    for login in (budi.username, "nobody"):
        for _ in range(6):
            response = type_in(client, login, "AAAAA-AAAAA")
        pages[login] = response.content.decode().count('role="alert"')
    assert pages == {budi.username: 1, "nobody": 1}
    assert 'name="password1"' not in type_in(client, budi.username, secrets.code).content.decode()
    assert client.get(link(secrets.token)).status_code == 200


def test_a_good_code_is_no_try(client, budi):
    secrets = entries.issue_slips([budi], now=NOON)[budi.pk]
    type_in(client, budi.username, secrets.code)
    assert set(Delay.objects.values_list("tries", flat=True)) == {0}
