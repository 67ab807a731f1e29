"""The permission matrix: every address × method × actor × relation answers as the table says.

A foreign object is answered byte for byte like a missing one; what is answered holds no row and no
field beyond those of the table, and none of them is missing.
"""

import json
import logging
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from mentoring import permissions
from mentoring.permissions import Hat
from mentoring.queries import access
from tests.factories.cast import MONDAY
from tests.permissions.addresses import addresses
from tests.permissions.world import world
from workflows import now as clock

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Methods that no page needs are asked by these; the others are asked by everybody.
ODD = ("head", "put", "patch", "delete")
CURIOUS = {"mentee", "coordinator", "other organisation", "support", "nobody"}
JSON = {"data": "{}", "content_type": "application/json"}
# What differs from one answer to the next and tells nothing: tokens, and the address itself.
FICKLE = re.compile(rb'value="[A-Za-z0-9]{64}"|nonce-[\w+/=-]+|nonce="[^"]*"|[0-9a-f-]{36}')
FLEETING = ("Content-Length", "Expires", "X-Request-ID")
# What an answer may say beside the fields of the table: how to find it.
KEYS = {"uid", "id", "kind", "links"}


@dataclass
class Visitor:
    """An actor with a browser; what they ask is undone."""

    actor: str
    user: Any
    client: Client
    hats: frozenset[str]
    missed: dict[tuple[str, str], Any] = field(default_factory=dict)
    known: dict[tuple[str, Any], frozenset[str]] = field(default_factory=dict)

    def asks(self, method, url):
        body = {} if method in {"get", "head"} else JSON
        with transaction.atomic():
            answer = getattr(self.client, method)(url, **body)
            transaction.set_rollback(True)
        return answer

    def misses(self, method, address):
        """The answer to the same address of an object that does not exist, asked once."""
        key = (method, address.missing)
        if key not in self.missed:
            self.missed[key] = self.asks(method, address.missing)
        return self.missed[key]

    def relations(self, address):
        if address.row is None or not address.route.resource:
            return frozenset()
        key = (address.route.resource, address.row.pk)
        if key not in self.known:
            self.known[key] = access.relations_of(*key, self.user, MONDAY)
        return self.known[key]

    def may_enter(self, address):
        return permissions.may_enter(address.route, self.relations(address) | self.hats)


@pytest.fixture
def small(monkeypatch):
    """The world on that Monday: the database's clock stands still."""
    monkeypatch.setattr(clock, "database_time", lambda: MONDAY)
    logging.disable()  # thousands of refusals are what is asked for here
    yield world()
    logging.disable(logging.NOTSET)


@pytest.fixture
def visitors(small):
    found = []
    for actor, user in small.actors.items():
        client = Client(raise_request_exception=False)
        if user.is_authenticated:
            client.force_login(user)
        found.append(Visitor(actor, user, client, frozenset(access.hats_of(user, MONDAY))))
    return found


def listed(wrong):
    """By what is wrong where, for whom."""
    found = defaultdict(list)
    for name, relation, actor, fault in wrong:
        found[name, fault].append(f"{actor} ({relation})" if relation else actor)
    return "".join(f"\n{where}: {what}: {', '.join(who)}" for (where, what), who in found.items())


def said(answer):
    """All of an answer that a stranger could compare."""
    headers = {name: FICKLE.sub(b"", value.encode()) for name, value in answer.items()}
    for name in FLEETING:
        headers.pop(name, None)
    return answer.status_code, headers, FICKLE.sub(b"", answer.content)


def test_reading(small, visitors):
    """Who is let in, with which rows and fields, and that nobody's words reach anybody else."""
    wrong = [
        (address.name, address.relation, visitor.actor, fault)
        for address in addresses(small)
        for visitor in visitors
        for fault in faults_in_reading(visitor, address, small.secrets)
    ]
    assert wrong == [], listed(wrong)


def faults_in_reading(visitor, address, secrets):
    answer = visitor.asks("get", address.url)
    yield from faults_in_entry(visitor, address, "get", answer)
    words = answer.content.decode(errors="replace")
    for secret, readers in secrets.items():
        if secret in words and visitor.actor not in readers:
            yield f"reads {secret}"
    if answer.status_code == 200 and answer["Content-Type"] == "application/json":
        yield from faults_in_rows(visitor, address, json.loads(answer.content))


def faults_in_entry(visitor, address, method, answer):
    status = answer.status_code
    if status >= 500:
        yield f"{method} fails with {status}"
    if address.route.who <= {Hat.ANYONE, Hat.OPERATOR}:
        return
    if visitor.may_enter(address):
        # Which of its changes somebody may make is for the machine to say.
        out = {401, 404} if address.route.action == "change" else {401, 403, 404}
        if method == "get" and status in out:
            yield f"is kept out with {status}"
    elif address.row is None and status not in {301, 302, 401, 403, 404, 405}:
        yield f"{method} gets in with {status}"
    elif address.row is not None and said(answer) != said(visitor.misses(method, address)):
        yield f"{method} tells a foreign object from a missing one"


def faults_in_rows(visitor, address, shown):
    resource = address.route.resource
    rows = shown.get("results")
    if rows is None and address.row is not None and address.route.action == "see":
        yield from faults_in_fields(resource, shown, visitor.relations(address))
    elif rows is not None and address.row is None and resource:
        marked = access.rows_with_relations(resource, visitor.user, MONDAY)
        visible = {key(row): access.held(row, resource) for row in marked}
        for each in rows:
            if (relations := visible.get(each.get("uid") or each.get("id"))) is None:
                yield f"sees a {resource} that is not theirs"
            else:
                yield from faults_in_fields(resource, each, relations)
        if shown.get("next") is None and len(rows) < len(visible):
            yield f"sees {len(rows)} of {len(visible)}"


def key(row):
    return str(getattr(row, "uid", row.pk))


def faults_in_fields(resource, shown, relations):
    if more := set(shown) - permissions.fields(resource, relations) - KEYS:
        yield f"sees {sorted(more)} of a {resource}"


def test_writing(small, visitors):
    """An empty body, everywhere: whoever may not enter learns nothing, nobody breaks anything."""
    everything = list(addresses(small))
    first = {address.name: address.url for address in reversed(everything)}
    wrong = [
        (address.name, address.relation, visitor.actor, fault)
        for address in everything
        for visitor in visitors
        for method in ("post", *(ODD if visitor.actor in CURIOUS else ()))
        # What is not answered at all is asked of one object only.
        if first[address.name] == address.url
        or (method == "post" and visitor.misses(method, address).status_code != 405)
        for fault in faults_in_entry(visitor, address, method, visitor.asks(method, address.url))
    ]
    assert wrong == [], listed(wrong)
