"""What the browser's stories do on every page: look for faults, press, follow, keep a picture."""

import base64
import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

SERIOUS = {"serious", "critical"}
PHONE = 500  # narrower than this, in pixels
in_two_looks = pytest.mark.parametrize(
    ("language", "screen"),
    [
        pytest.param("id", (360, 740), id="id-phone"),
        pytest.param("en", (1200, 800), id="en-desktop"),
    ],
)


def inspect(page: Page) -> None:
    """Nothing serious for axe, nothing wider than the screen."""
    found = Axe().run(page).response["violations"]
    serious = [
        f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in SERIOUS
    ]
    assert serious == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def follow(way: Locator) -> None:
    """Click what leads to another page, and look at that one once it stands whole."""
    with way.page.expect_navigation():
        way.click()
    inspect(way.page)


def press(page: Page) -> None:
    """The one button that goes on."""
    follow(page.locator("main form button.button:not([name='close'])").first)


def go(page: Page, *ending: str) -> None:
    """Follow the links whose addresses end like this, one after the other."""
    for part in ending:
        follow(page.locator(f'main a[href$="{part}"]').first)


def visit(page: Page, path: str) -> None:
    page.goto("/".join(page.url.split("/")[:3]) + path)
    inspect(page)


def picture(page: Page, name: str) -> None:
    """Kept in the folder SCREENSHOTS names, if it names one (`make screenshots`)."""
    folder = os.environ.get("SCREENSHOTS")
    if not folder:
        return
    language = page.locator("html").get_attribute("lang")
    size = "-phone" if page.evaluate("window.innerWidth") < PHONE else ""
    shown = page.context.new_cdp_session(page).send(
        "Page.captureScreenshot", {"format": "webp", "quality": 60, "captureBeyondViewport": True}
    )
    path = Path(folder) / f"{name}{size}-{language}.webp"
    path.write_bytes(base64.b64decode(shown["data"]))
