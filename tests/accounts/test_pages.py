"""The pages of sign-in in a real browser: a phone's width, both languages, axe, no script."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from accounts import entries
from accounts.clock import now
from accounts.models import EntryKey
from tests.accounts.conftest import PASSWORD

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WIDTH = 360


@pytest.fixture(params=["id-ID", "en-GB"])
def visitor(request, browser):
    context = browser.new_context(
        locale=request.param,
        viewport={"width": WIDTH, "height": 740},
    )
    yield context.new_page()
    context.close()


def faults(page):
    found = Axe().run(page).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth") > WIDTH
    return [fault["id"] for fault in found] + ["too wide"] * wide


def test_every_page_is_usable_by_everybody(live_server, visitor, maya):
    said = []
    visitor.on("console", lambda message: said.append(message.text))
    token = entries.token_of(entries.issue_mail(maya, EntryKey.Purpose.RECOVER, now=now()))
    found = {}
    for path in ("login", "recover", "recover/sent", "slip", f"enter/{token}"):
        visitor.goto(f"{live_server.url}/accounts/{path}/")
        found[path] = faults(visitor)
    visitor.goto(f"{live_server.url}/accounts/login/?next=/accounts/sessions/")
    for password in ("wrong", PASSWORD):
        visitor.fill("[name=login]", maya.username)
        visitor.fill("[name=password]", password)
        visitor.click("main .button")
        found[password] = faults(visitor)
    assert visitor.url.endswith("/accounts/sessions/")
    visitor.goto(f"{live_server.url}/accounts/password/")
    found["password"] = faults(visitor)
    assert {path: fault for path, fault in found.items() if fault} == {}
    assert said == []


def test_a_link_leads_in_without_a_script(live_server, browser, budi):
    token = entries.token_of(entries.issue_mail(budi, EntryKey.Purpose.INVITE, now=now()))
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/accounts/enter/{token}/")
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.click("main .button")
    page.goto(f"{live_server.url}/accounts/sessions/")
    assert page.url.endswith("/accounts/sessions/")
    context.close()
