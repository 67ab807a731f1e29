"""The storm guard: a backlog drains, a clock that cannot be believed holds the sweep."""

from datetime import timedelta

import pytest

from notifications.models import Incident
from tests.moments import at
from workflows import storm
from workflows.models import EngineState
from workflows.storm import Clocks, Gate

pytestmark = pytest.mark.django_db

NOW = at("2026-03-17 10:00")


def admits(now=NOW, *, process=None):
    return storm.look(Clocks(now, process or now), now) is not Gate.HELD


def held():
    return EngineState.objects.get().held_reason


def test_the_first_sweep_of_all_is_admitted_and_leaves_its_mark():
    assert admits()
    state = EngineState.objects.get()
    assert (state.watermark, state.last_sweep_at, state.held_reason) == (NOW, NOW, "")


@pytest.mark.parametrize("leap", [timedelta(seconds=5), timedelta(days=14)])
def test_a_plain_backlog_drains(leap):
    admits()
    assert admits(NOW + leap)


def test_a_leap_is_held_until_somebody_releases_it():
    admits()
    later = NOW + timedelta(days=14, seconds=1)
    assert not admits(later)
    assert not admits(later + timedelta(hours=1))
    assert held() == storm.TIME_LEAPT
    assert storm.release(later) == 1
    assert storm.look(Clocks(later, later), later) is Gate.REOPENED
    assert storm.look(Clocks(later, later), later) is Gate.OPEN
    assert admits(later + timedelta(days=1))


def test_while_it_holds_there_is_no_heartbeat():
    admits()
    admits(NOW + timedelta(days=20))
    assert EngineState.objects.get().last_sweep_at == NOW


def test_clocks_that_disagree_are_held_and_believed_again_once_they_agree():
    assert admits(process=NOW + timedelta(minutes=5))
    assert not admits(process=NOW + timedelta(minutes=5, seconds=1))
    assert not admits(process=NOW - timedelta(minutes=6))
    assert held() == storm.CLOCKS_DIFFER
    assert admits()
    assert held() == ""


def test_the_offset_of_the_demo_may_leap_as_far_as_it_likes():
    admits()
    clocks = Clocks(NOW + timedelta(seconds=5), NOW + timedelta(seconds=5))
    assert storm.look(clocks, NOW + timedelta(days=90)) is Gate.OPEN


def test_the_watermark_never_goes_back():
    admits()
    admits(NOW - timedelta(hours=1))
    assert EngineState.objects.get().watermark == NOW


def test_one_hold_is_one_incident():
    admits()
    for minute in range(3):
        admits(NOW + timedelta(days=20, minutes=minute))
    assert Incident.objects.open().count() == 1


def test_nothing_held_means_nothing_to_release():
    admits()
    assert storm.release(NOW) == 0
