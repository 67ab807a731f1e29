"""The portal's story in a real browser: from asking to a session, in both languages.

axe looks at every page on the way; the browser itself may have nothing to complain of.
"""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from mentoring.models import Person, Relationship
from tests.factories import cast as casts
from tests.factories.cast import MONDAY, Cast
from workflows import now as clock

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]

SERIOUS = {"serious", "critical"}
SCREENS = [(1200, 800), (360, 740)]
Opened = Callable[[Person], Page]


@pytest.fixture
def cast(monkeypatch) -> Cast:
    monkeypatch.setattr(clock, "database_time", lambda: MONDAY)
    return casts.cast()


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def opened(browser: Browser, live_server, screen, complaints):
    """A browser for each person, signed in already; what it complains of is kept."""
    contexts = []

    def open_for(person: Person) -> Page:
        client = Client()
        client.force_login(person.user)
        width, height = screen
        context = browser.new_context(viewport={"width": width, "height": height})
        context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value,
              "url": live_server.url}]
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url)
        return page

    yield open_for
    for context in contexts:
        context.close()


def inspect(page: Page) -> None:
    """Nothing serious for axe, nothing wider than the screen."""
    found = Axe().run(page).response["violations"]
    serious = [
        f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in SERIOUS
    ]
    assert serious == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def press(page: Page) -> None:
    """The one button that goes on."""
    page.locator("main form button.button").first.click()


def go(page: Page, *ending: str) -> None:
    """Follow the link on the page whose address ends like this."""
    for part in ending:
        page.locator(f'main a[href$="{part}"]').first.click()
        inspect(page)


@pytest.mark.parametrize("screen", SCREENS, ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_from_asking_to_a_session(cast, opened, complaints, language):
    User.objects.update(language=language)
    maya = opened(cast.maya)
    expect(maya.locator("html")).to_have_attribute("lang", language)
    inspect(maya)
    go(maya, reverse("portal:ask"))
    for name in ("about", "help", "time"):
        maya.locator(f'input[name="{name}"][value="mentoring"]').check()
    press(maya)
    inspect(maya)
    go(maya, reverse("portal:ask_write", args=[cast.programme.uid]))
    maya.locator("textarea").fill("Belajar memimpin rapat (contoh)")
    press(maya)
    inspect(maya)
    maya.locator('button[value="send"]').click()
    inspect(maya)
    item = reverse("portal:relationship", args=[Relationship.objects.get().uid])
    expect(maya).to_have_url(re.compile(re.escape(item)))

    citra = opened(cast.citra)
    citra.goto(citra.url + "requests/")
    inspect(citra)
    go(citra, item, "offer/")
    citra.locator('input[name="practitioner"]').first.check()
    press(citra)
    inspect(citra)

    budi = opened(cast.budi.person)
    inspect(budi)
    go(budi, item, "accept/")
    press(budi)
    go(budi, "sign/")
    press(budi)
    maya.goto(maya.url)
    go(maya, "sign/")
    press(maya)
    inspect(maya)
    go(maya, "sessions/new/")
    maya.locator('input[type="date"]').fill("2026-06-15")
    maya.locator('input[type="time"]').fill("09:00")
    press(maya)
    inspect(maya)

    budi.goto(budi.url.split("/relationships")[0] + "/inbox/")
    inspect(budi)
    budi.locator("main a.row").filter(has_text="15 Jun").first.click()
    inspect(budi)
    press(budi)
    budi.locator("main a.button").first.click()
    inspect(budi)
    go(budi, "confirm/")
    press(budi)
    inspect(budi)
    budi.goto(budi.url.split("/sessions")[0] + "/mentees/")
    inspect(budi)
    budi.locator(".pick label").first.click()
    press(budi)
    inspect(budi)

    rina = opened(cast.rina)
    rina.goto(rina.url.rstrip("/") + item)
    inspect(rina)
    assert complaints == []


@pytest.mark.parametrize("screen", SCREENS[1:])
def test_the_keyboard_reaches_the_content_and_the_language_stays(cast, opened):
    maya = opened(cast.maya)
    maya.keyboard.press("Tab")
    expect(maya.locator(".skip")).to_be_focused()
    maya.get_by_role("button", name="English").click()
    expect(maya.locator("html")).to_have_attribute("lang", "en")
    maya.goto(maya.url + "inbox/")
    expect(maya.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("screen", SCREENS[1:])
def test_pages_of_trouble_are_pages_too(cast, opened):
    maya = opened(cast.maya)
    maya.goto(maya.url + "nowhere/")
    inspect(maya)
    expect(maya.locator("h1")).to_have_text("Halaman ini tidak ada")
