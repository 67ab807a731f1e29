"""Visitors of the portal: each of the cast with a browser of their own, on one Monday morning."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from accounts import confirming
from accounts.clock import now
from mentoring.models import Person
from tests.factories import cast as casts
from tests.factories.cast import MONDAY, Cast
from workflows import now as clock

Visitor = Callable[[Person], Client]


@pytest.fixture
def cast(db: None) -> Cast:
    return casts.cast()


@pytest.fixture
def monday(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The database's clock says Monday 8 June 2026, 09.00 in Jakarta."""
    monkeypatch.setattr(clock, "database_time", lambda: MONDAY)
    return None


@pytest.fixture
def visitor(monday: None) -> Visitor:
    def visit(person: Person) -> Client:
        client = Client(headers={"accept-language": "id"})
        client.force_login(person.user)
        return client

    return visit


@pytest.fixture
def inside(visitor: Visitor) -> Visitor:
    """Somebody who has just given their password."""

    def enter(person: Person) -> Client:
        client = visitor(person)
        session = client.session
        confirming.note(session, now=now())
        session.save()
        return client

    return enter
