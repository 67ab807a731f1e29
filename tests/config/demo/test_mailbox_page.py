"""The mailbox in a real browser: mails appear by themselves, on a small screen."""

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.config.demo.conftest import COPY, arrives

pytestmark = [pytest.mark.e2e, pytest.mark.once, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser says of scripts that fail and of what the policy has stopped."""
    found: list[str] = []
    page.on("console", lambda said: found.append(said.text))
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_mail_appears_by_itself_and_opens(folder, live_server, page, complaints):
    page.goto(f"{live_server.url}/demo/mailbox/")
    expect(page.locator("#list li")).to_have_count(0)
    arrives(folder)
    expect(page.locator("#list li")).to_have_count(1, timeout=20_000)
    assert fits(page)
    page.locator("#list a").click()
    framed = page.frame_locator("iframe")
    expect(framed.locator("b")).to_have_text("Jumat")
    assert fits(page)
    assert [said for said in complaints if "sandbox" not in said] == []


def test_the_list_is_walked_with_the_keyboard_while_it_grows(folder, live_server, page):
    arrives(folder)
    page.goto(f"{live_server.url}/demo/mailbox/")
    page.locator("#list a").focus()
    arrives(folder)
    expect(page.locator("#list li")).to_have_count(2, timeout=20_000)
    expect(page.locator("#list li").nth(1).locator("a")).to_be_focused()


def test_without_script_the_page_still_shows_what_came(folder, live_server, browser: Browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/demo/mailbox/")
    arrives(folder)
    expect(page.locator("#list li")).to_have_count(1, timeout=20_000)
    context.close()


def test_the_button_of_a_mail_leads_out_of_its_frame_into_the_portal(
    folder, live_server, page, settings
):
    settings.LOGIN_URL = "demo_entrance"
    address = f"{live_server.url}/inbox/5ede54fb-c572-435e-8428-6ca0c49b12df"
    html = f"<html><head></head><body><a href='{address}'>Jawab</a></body></html>"
    arrives(folder, replace(COPY, html=html))
    page.goto(f"{live_server.url}/demo/mailbox/000001/")
    page.frame_locator("iframe").locator("a").click()
    expect(page).to_have_url(
        f"{live_server.url}/demo/people/?next=/inbox/{address.rsplit('/', 1)[1]}"
    )
