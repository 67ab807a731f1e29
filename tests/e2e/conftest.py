"""A browser for each of the cast, on a clock that is moved by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from mentoring.models import Person
from tests.factories import cast as casts
from tests.factories.cast import MONDAY, Cast
from workflows import now as clock

Opened = Callable[[Person], Page]


@dataclass
class Clock:
    at: datetime


@pytest.fixture
def moment(monkeypatch) -> Clock:
    moment = Clock(MONDAY)
    monkeypatch.setattr(clock, "database_time", lambda: moment.at)
    return moment


@pytest.fixture
def cast(moment) -> Cast:
    return casts.cast()


@pytest.fixture
def complaints() -> list[str]:
    """What the browsers complained of: script errors, refused styles, dead addresses."""
    return []


@pytest.fixture
def opened(browser: Browser, live_server, screen, complaints):
    """A browser for each person, signed in already, at home."""
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
