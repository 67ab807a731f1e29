"""The demo's clock: moved forward only, and found again where the last sweep was."""

from datetime import timedelta

import pytest

from config.demo import clock
from tests.moments import at
from workflows.models import EngineState
from workflows.now import database_time, now

pytestmark = pytest.mark.django_db
MOMENT = at("2026-03-17 08:00", "Asia/Jakarta")
A_MOMENT = timedelta(seconds=30)


def test_a_time_is_read_in_jakarta():
    assert clock.wib("2026-03-17 08:00") == MOMENT == clock.STORY_BEGINS


def test_the_clock_stands_at_the_moment_or_a_little_later():
    clock.set_to(MOMENT)
    assert MOMENT <= now() < MOMENT + A_MOMENT


def test_the_clock_never_goes_back():
    clock.set_to(MOMENT)
    clock.forward_to(MOMENT - timedelta(days=1))
    assert now() >= MOMENT
    clock.forward_to(MOMENT + timedelta(days=1))
    assert now() >= MOMENT + timedelta(days=1)


def test_the_first_start_begins_with_the_story():
    clock.begin_at(MOMENT)
    assert MOMENT <= now() < MOMENT + A_MOMENT


def test_a_later_start_goes_on_where_the_last_sweep_was_however_long_it_rested():
    seen = MOMENT + timedelta(days=100)
    EngineState.objects.create(
        pk=1, last_sweep_at=seen, watermark=database_time() - timedelta(days=30)
    )
    clock.begin_at(MOMENT)
    assert seen <= now() < seen + A_MOMENT
    assert EngineState.objects.get().watermark is None
