"""The portal's story in a real browser, from request to closure, with the superior's step.

In both languages, on a desk and on a phone. axe looks at every page on the way; the browser itself
may have nothing to complain of.
"""

import re
from dataclasses import dataclass

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from mentoring.models import Relationship, Session
from tests.e2e.conftest import Clock, Opened
from tests.e2e.pages import follow, go, inspect, picture, press, visit
from tests.factories.cast import Cast
from tests.mentoring.stories.timetable import run_until
from tests.moments import at

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db(transaction=True),
]

SCREENS = [(1200, 800), (360, 740)]
SESSION_OVER = at("2026-06-15 10:30")
STATUS_LATE = at("2026-07-09 08:00")


@dataclass(frozen=True)
class Play:
    """The cast, their browsers and the clock."""

    cast: Cast
    opened: Opened
    moment: Clock
    maya: Page
    budi: Page

    @property
    def item(self) -> str:
        return reverse("portal:relationship", args=[Relationship.objects.get().uid])

    @property
    def session(self) -> str:
        return reverse("portal:session", args=[Session.objects.get().uid])


@pytest.mark.parametrize("screen", SCREENS, ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_from_request_to_closure(cast, opened, moment, complaints, language):
    User.objects.update(language=language)
    play = Play(cast, opened, moment, opened(cast.maya), opened(cast.budi.person))
    expect(play.maya.locator("html")).to_have_attribute("lang", language)
    ask(play)
    match(play)
    agree(play)
    meet(play)
    fall_behind(play)
    catch_up(play)
    close(play)
    assert Relationship.objects.get().state == "closed"
    assert complaints == []


def ask(play: Play) -> None:
    """Maya finds her way in three questions and reads who will know, before she sends."""
    maya = play.maya
    inspect(maya)
    go(maya, reverse("portal:ask"))
    picture(maya, "ask")
    for name in ("about", "help", "time"):
        maya.locator(f'input[name="{name}"][value="mentoring"]').check()
    press(maya)
    go(maya, reverse("portal:ask_write", args=[play.cast.programme.uid]))
    maya.locator("textarea").fill("Belajar memimpin rapat (contoh)")
    press(maya)
    picture(maya, "who-will-know")
    follow(maya.locator('button[value="send"]'))
    expect(maya).to_have_url(re.compile(re.escape(play.item)))


def match(play: Play) -> None:
    citra = play.opened(play.cast.citra)
    visit(citra, reverse("portal:requests"))
    picture(citra, "requests")
    go(citra, play.item, "offer/")
    picture(citra, "confirm")
    citra.locator('input[name="practitioner"]').first.check()
    press(citra)


def agree(play: Play) -> None:
    budi, maya = play.budi, play.maya
    visit(budi, "/")
    go(budi, play.item, "accept/")
    press(budi)
    go(budi, "sign/")
    press(budi)
    visit(maya, play.item)
    go(maya, "sign/")
    press(maya)


def meet(play: Play) -> None:
    """Proposed by one, confirmed by the other from the inbox, and held by the word of both."""
    budi, maya = play.budi, play.maya
    go(maya, "sessions/new/")
    maya.locator('input[type="date"]').fill("2026-06-15")
    maya.locator('input[type="time"]').fill("09:00")
    press(maya)
    visit(budi, reverse("portal:inbox"))
    follow(budi.locator("main a.row").filter(has_text="15 Jun").first)
    press(budi)
    follow(budi.locator("main a.button").first)
    go(budi, "confirm/")
    press(budi)
    picture(budi, "session")
    visit(maya, play.item)
    picture(maya, "relationship")
    leap(play, SESSION_OVER)
    for page in (budi, maya):
        visit(page, play.session)
        go(page, "confirm_held/")
        press(page)


def fall_behind(play: Play) -> None:
    """The status update is forgotten; Budi's superior is told, says so to him, and says that."""
    leap(play, STATUS_LATE)
    sari = play.opened(play.cast.sari)
    visit(sari, reverse("portal:inbox"))
    picture(sari, "inbox")
    follow(sari.locator("main a.row").first)
    picture(sari, "escalation")
    expect(sari.locator("main")).not_to_contain_text("Belajar memimpin rapat")
    follow(sari.locator('form[action$="/reminded"] button'))
    expect(sari.locator(".did")).to_be_visible()
    visit(sari, play.item)
    picture(sari, "overdue")
    expect(sari.locator("main")).not_to_contain_text("Belajar memimpin rapat")


def catch_up(play: Play) -> None:
    budi = play.budi
    visit(budi, "/")
    picture(budi, "home")
    visit(budi, reverse("portal:mentees"))
    picture(budi, "mentees")
    budi.locator(".pick label").first.click()
    press(budi)


def close(play: Play) -> None:
    maya = play.maya
    visit(maya, play.item)
    go(maya, "start_closing/")
    maya.locator('main input[type="radio"]').first.check()
    press(maya)
    for page in (maya, play.budi):
        visit(page, play.item)
        go(page, "reflect/")
        page.locator("main form textarea").first.fill("Berani memimpin rapat (contoh)")
        press(page)


def leap(play: Play, to: object) -> None:
    """Everything that is due by then rings and is sent at its own time."""
    run_until(to)
    play.moment.at = to
