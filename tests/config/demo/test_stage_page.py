"""The stage in a real browser: three people side by side, and what changes shows by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from config.demo import agency, owners
from config.demo.desk import Desk, Wish
from tests.config.demo.conftest import arrives, somebody
from tests.e2e.pages import inspect
from workflows import engine
from workflows.now import now

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.once]
pytestmark += [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def server(offer_waits) -> Iterator[LiveServer]:
    """One of its own: that of all tests was started without the demo's middleware."""
    found = LiveServer("localhost")
    yield found
    found.stop()


def test_three_people_are_signed_in_side_by_side_and_follow_each_other(server, folder: Path, page):
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{server.url}/demo/")
    phones = {role: page.frame_locator(f"iframe[name={role}-phone]") for role in owners.PHONES}
    expect(phones["mentee"].locator("h1")).to_have_text("Salam, Maya Contoh")
    expect(phones["mentor"].locator("h1")).to_have_text("Salam, Bambang Contoh")
    expect(phones["superior"].locator("h1")).to_have_text("Kotak masuk")
    expect(phones["mentor"].locator("main")).to_contain_text("Jawab tawaran")
    engine.perform(owners.tie(), "decline", by=somebody(agency.BAMBANG).user, now=now(),
                   data={"reason": "no_time"})  # fmt: skip
    arrives(folder)
    expect(phones["mentor"].locator("main")).not_to_contain_text("Jawab tawaran", timeout=20_000)
    expect(page.locator("#mails")).to_contain_text("Pengingat <tawaran>", timeout=20_000)
    inspect(page)
    assert complaints == []


def test_on_a_small_screen_the_phones_are_tabs(server, page):
    page.goto(f"{server.url}/demo/")
    expect(page.locator("#mentee iframe")).to_be_visible()
    expect(page.locator("#mentor iframe")).to_be_hidden()
    page.get_by_role("link", name="Mentor", exact=True).click()
    expect(page.locator("#mentor iframe")).to_be_visible()
    inspect(page)


def test_without_script_a_press_still_lays_its_wish_on_the_desk(
    server, folder: Path, browser, monkeypatch
):
    monkeypatch.setattr("config.demo.theatre.PATIENCE", 0)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}/demo/?phone=mentor")
    page.get_by_role("button", name="+1 hari kerja").click()
    expect(page).to_have_url(f"{server.url}/demo/")
    assert Desk(folder.parent / "desk").waits(Wish.DAY)
    context.close()
