"""Actors with a browser or a program, and what of their answers a stranger could compare."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.test import Client

from accounts import confirming
from accounts.clock import now
from mentoring.queries import access
from tests.factories.cast import MONDAY
from tests.permissions.addresses import Address
from tests.permissions.world import World
from tests.transactions import around

JSON = {"data": "{}", "content_type": "application/json"}
SAFE = {"get", "head", "options"}
# What differs from one answer to the next and tells nothing. Everything else is compared.
TOKENS = (
    re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")[A-Za-z0-9]{64}(?=")'),
    re.compile(rb'(?<=name="token" value=")[0-9a-f-]{36}(?=")'),
    re.compile(rb"(?<=nonce-)[\w+/=-]+"),
    re.compile(rb'(?<=nonce=")[^"]*'),
)
FLEETING = {"Expires", "X-Request-ID"}


@dataclass
class Visitor:
    """An actor, signed in by a browser or by a token; what they ask is undone."""

    actor: str
    user: Any
    client: Client
    hats: frozenset[str]
    secret: str = ""
    missed: dict[Any, Any] = field(default_factory=dict)

    @property
    def whose(self) -> str:
        """The actor whose eyes these are."""
        return self.actor.removeprefix("program of the ")

    def asks(self, method: str, url: str, **body: Any) -> Any:
        given = {**({} if method in SAFE else JSON), **body}
        headers = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        signed_in = self.client.cookies.copy()
        with around():
            answer = getattr(self.client, method)(url, headers=headers, **given)
            transaction.set_rollback(True)
        self.client.cookies = signed_in
        return answer

    def misses(self, method: str, address: Address) -> Any:
        """What the same address of an object that does not exist says to people like them."""
        key = (method, address.missing, self.is_known(address.url), bool(self.secret))
        if key not in self.missed:
            self.missed[key] = said(self.asks(method, address.missing), address.missing)
        return self.missed[key]

    def is_known(self, url: str) -> bool:
        """Whether this address knows who asks: a token is for the API."""
        return self.user.is_authenticated and (not self.secret or url.startswith("/api/"))


def visitors(world: World) -> Iterator[Visitor]:
    missed: dict[Any, Any] = {}
    for actor, user in world.actors.items():
        client = Client(raise_request_exception=False)
        if user.is_authenticated:
            client.force_login(user)
            _given_password(client)
        yield Visitor(actor, user, client, hats(user), missed=missed)
    for name, (whose, secret) in world.tokens.items():
        user = world.actors[whose]
        client = Client(raise_request_exception=False)
        yield Visitor(name, user, client, hats(user), secret, missed)


def _given_password(client: Client) -> None:
    """The closed section is open to them, so that what lies in it is asked for."""
    session = client.session
    confirming.note(session, now=now())
    session.save()


def hats(user: Any) -> frozenset[str]:
    return frozenset(str(hat) for hat in access.hats_of(user, MONDAY))


def said(answer: Any, url: str) -> tuple[int, dict[str, bytes], list[Any], bytes]:
    """All of an answer that a stranger could compare: the asked-for address stands as PLACE."""
    headers = {name: _plain(value.encode(), url) for name, value in answer.items()}
    for name in FLEETING:
        headers.pop(name, None)
    cookies = [(name, one["path"], one["max-age"]) for name, one in sorted(answer.cookies.items())]
    return answer.status_code, headers, cookies, _plain(answer.content, url)


def _plain(text: bytes, url: str) -> bytes:
    for token in TOKENS:
        text = token.sub(b"", text)
    text = text.replace(url.encode(), b"PLACE")
    for key in re.findall(r"[0-9a-f-]{36}", url):
        text = text.replace(key.encode(), b"KEY").replace(uuid.UUID(key).hex.encode(), b"KEY")
    return text
