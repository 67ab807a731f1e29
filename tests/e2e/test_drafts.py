"""What is typed survives a closed tab, in a real browser: with scripts, without, signed out."""

import pytest
from django.contrib.sessions.models import Session as SignedIn
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from mentoring.models import Draft, Note
from tests.factories import cast as casts
from tests.factories.cast import MONDAY
from tests.factories.relationship import relationship
from tests.factories.session import session
from workflows import now as clock

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]

WORDS = "Tulisan panjang yang tidak boleh hilang"
KEPT = "Yang Anda ketik disimpan untuk Anda"


@pytest.fixture
def cast(monkeypatch):
    monkeypatch.setattr(clock, "database_time", lambda: MONDAY)
    return casts.cast()


@pytest.fixture
def note(cast):
    held = session(relationship(cast, "active"), "held")
    return reverse("portal:session_step", args=[held.uid, "file_note"])


@pytest.fixture
def opened(browser, live_server, cast, note):
    """The form of a note, in a fresh browser of Maya's; what it complains of must stay empty."""
    contexts, complaints = [], []

    def open_it(**options):
        client = Client()
        client.force_login(cast.maya.user)
        context = browser.new_context(viewport={"width": 360, "height": 740}, **options)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        context.add_cookies([{**cookie, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + note)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []


def test_what_was_typed_is_there_when_the_tab_was_closed(opened):
    page = opened()
    page.locator("textarea").fill(WORDS)
    expect(page.get_by_role("status")).to_contain_text(KEPT)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    page.context.close()
    page = opened()
    expect(page.locator("textarea")).to_have_value(WORDS)
    page.get_by_role("button", name="Buang").click()
    expect(page.locator("textarea")).to_have_value("")
    assert not Draft.objects.exists()


def test_leaving_at_once_keeps_it_too(opened, live_server):
    page = opened()
    page.locator("textarea").fill(WORDS)
    page.goto(live_server.url)
    tries = iter(range(50))
    while not Draft.objects.exists() and next(tries, None) is not None:
        page.reload()
    page = opened()
    expect(page.locator("textarea")).to_have_value(WORDS)


def test_what_was_sent_does_not_come_back(opened):
    page = opened()
    page.locator("textarea").fill(WORDS)
    page.locator('input[value="private"]').check()
    page.locator("main form.sheet button.button").first.click()
    expect(page.locator(".note.good")).to_be_visible()
    assert Note.objects.get().body == WORDS
    assert not Draft.objects.exists()


def test_without_scripts_there_is_a_button(opened):
    page = opened(java_script_enabled=False)
    page.locator("textarea").fill(WORDS)
    page.get_by_role("button", name="Simpan untuk nanti").click()
    expect(page.locator("textarea")).to_have_value(WORDS)
    expect(page.locator(".began")).to_be_visible()


def test_who_was_signed_out_while_typing_is_told(opened):
    page = opened()
    SignedIn.objects.all().delete()
    page.locator("textarea").fill(WORDS)
    expect(page.get_by_role("status")).to_contain_text("tidak lagi disimpan")
    expect(page.locator("textarea")).to_have_value(WORDS)
