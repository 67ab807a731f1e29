"""The cast at the door of the API, at a moment that stands still."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from mentoring.api import endpoint
from tests.factories import cast as casts
from tests.factories.cast import MONDAY, Cast

Door = Callable[..., APIClient]
# What reading the moved clock costs; nobody's clock but the demo's is ever moved.
CLOCK = {"postgresql": 2, "sqlite": 1}
NOT_COUNTED = re.compile(r"^(?:SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT)")


@pytest.fixture
def cast(db: None) -> Cast:
    return casts.cast()


@pytest.fixture(autouse=True)
def still_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests happen on that Monday; one statement reads the time all the same."""
    real = endpoint.clock_now

    def told() -> Any:
        real()
        return MONDAY

    monkeypatch.setattr(endpoint, "clock_now", told)


@pytest.fixture
def door() -> Door:
    """A client signed in as a person, a user, or nobody."""

    def opened(who: Any = None) -> APIClient:
        client = APIClient()
        if who is not None:
            client.force_login(getattr(who, "user", who))
            client.get("/api/v1/programmes/?limit=1")  # the first request of a session is noted
        return client

    return opened


@pytest.fixture
def statements() -> Callable[[], Any]:
    """How many statements a block makes, apart from the frame of transactions."""

    class Counting(CaptureQueriesContext):
        @property
        def counted(self) -> list[str]:
            found = [query["sql"] for query in self.captured_queries]
            return [sql for sql in found if not NOT_COUNTED.match(sql)]

    return lambda: Counting(connection)
