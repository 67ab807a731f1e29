"""Toy kinds in place of the product's, a few recipients, and a mail server with moods."""

import asyncio
import copy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.contrib.auth import get_user_model
from django.db import connections

from notifications import kinds
from tests.notifications.toys import TOYS
from tests.servers.ports import free_port
from tests.servers.smtp import Postbox

TEMPLATES = Path(__file__).parent / "templates"


@pytest.fixture(autouse=True)
def toy_kinds(monkeypatch, settings):
    monkeypatch.setattr(kinds, "_KINDS", {kind.code: kind for kind in TOYS})
    changed = copy.deepcopy(settings.TEMPLATES)
    changed[0]["DIRS"] = [TEMPLATES]
    settings.TEMPLATES = changed
    settings.NOTIFICATIONS_NEXT_DAYS = ""
    settings.SITE_URL = "https://bimbing.example.go.id"
    settings.DEFAULT_FROM_EMAIL = "Bimbing <bimbing@example.go.id>"


def person(username, **fields):
    fields = {"display_name": f"{username.title()} Contoh", **fields}
    return get_user_model().objects.create_user(username, f"{username}@example.go.id", **fields)


@pytest.fixture
def maya():
    return person("maya")


@pytest.fixture
def budi():
    return person("budi", language="en", time_zone="Asia/Jayapura")


class Moody(Postbox):
    """Also answers recipients with a given code, and hangs up at greeting or before DATA's 250."""

    def __init__(self, host, port):
        super().__init__(host, port)
        self.answers = {}
        self.greets = True
        self.on_hello = self.on_data = lambda: None

    def look(self, act):
        """Run what a test wants to see or do in mid-conversation, on a connection of its own."""
        try:
            act()
        finally:
            connections.close_all()

    async def handle_EHLO(self, server, session, envelope, hostname, answers):  # noqa: N802
        await asyncio.to_thread(self.look, self.on_hello)
        await super().handle_EHLO(server, session, envelope, hostname, answers)
        return answers if self.greets else ["421 4.3.2 closing"]

    async def handle_HELO(self, server, session, envelope, hostname):  # noqa: N802
        return "250 hello" if self.greets else "421 4.3.2 closing"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.answers:
            return self.answers[address]
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        await asyncio.to_thread(self.look, self.on_data)
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def smtp(settings):
    """A mail server that Django's settings point at; `.messages` have arrived."""
    postbox = Moody("127.0.0.1", free_port())
    controller = Controller(postbox, hostname=postbox.host, port=postbox.port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = postbox.host, postbox.port
    yield postbox
    controller.stop()


@pytest.fixture
def no_smtp(settings):
    """Django's settings point where nobody listens."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
