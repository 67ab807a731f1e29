"""One small world for each module, on a Monday that stands still; undone at its end."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import translation

from tests.factories.cast import MONDAY
from tests.permissions import page
from tests.permissions.judge import Judge
from tests.permissions.visitors import Visitor, visitors
from tests.permissions.world import World
from tests.permissions.world import world as make
from tests.transactions import around
from workflows import now as clock


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once; nothing may change it outside a transaction that is rolled back."""
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        translation.override("en"),
        around(),
    ):
        patch.setattr(clock, "database_time", lambda: MONDAY)
        logging.disable()  # thousands of refusals are what is asked for here
        made = make()
        with connection.cursor() as cursor:
            # Thousands of questions are planned for as many rows as there are.
            cursor.execute("analyze")
        yield made
        logging.disable(logging.NOTSET)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def everybody(world: World) -> dict[str, Visitor]:
    return {visitor.actor: visitor for visitor in visitors(world)}


@pytest.fixture(scope="module")
def judge(world: World) -> Judge:
    return Judge(world, page.read())
