"""The one clock: the database's time, moved only where settings allow it."""

from datetime import timedelta

import pytest

from workflows import now as clock
from workflows.models import EngineState

pytestmark = pytest.mark.django_db

CLOSE = timedelta(seconds=5)


def test_it_is_the_databases_time_in_utc():
    assert clock.now().utcoffset() == timedelta(0)
    assert abs(clock.now() - clock.process_time()) < CLOSE


def test_the_stored_offset_moves_it():
    clock.set_offset(86_400)
    assert abs(clock.now() - clock.database_time() - timedelta(days=1)) < CLOSE


def test_the_offset_is_ignored_where_it_is_not_honoured(settings):
    EngineState.objects.create(pk=1, offset_seconds=86_400)
    settings.CLOCK_OFFSET_HONOURED = False
    assert abs(clock.now() - clock.database_time()) < CLOSE


def test_moving_it_is_refused_where_it_is_not_honoured(settings):
    settings.CLOCK_OFFSET_HONOURED = False
    with pytest.raises(RuntimeError, match="demo"):
        clock.set_offset(1)
