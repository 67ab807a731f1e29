"""The portal by keyboard, in the other language, and where there is nothing."""

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import inspect

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("screen", [(360, 740)], ids=["phone"]),
]


def test_the_keyboard_reaches_the_content_and_the_language_stays(cast, opened):
    maya = opened(cast.maya)
    maya.keyboard.press("Tab")
    expect(maya.locator(".skip")).to_be_focused()
    maya.get_by_role("button", name="English").click()
    expect(maya.locator("html")).to_have_attribute("lang", "en")
    maya.goto(maya.url + "inbox/")
    expect(maya.locator("html")).to_have_attribute("lang", "en")


def test_pages_of_trouble_are_pages_too(cast, opened):
    maya = opened(cast.maya)
    maya.goto(maya.url + "nowhere/")
    inspect(maya)
    expect(maya.locator("h1")).to_have_text("Halaman ini tidak ada")
