"""Where an item stands on its way: once for a wide screen, once for a small one, and in words."""

import pytest

from mentoring.models import Relationship, Session
from mentoring.portal.presenters.course import course


@pytest.mark.parametrize("model", [Relationship, Session])
def test_in_every_state_there_is_one_place_and_it_says_so(model):
    for state in model.State:
        stops = course(model(state=state))
        (here,) = [stop for stop in stops if stop.manner == "here"]
        assert here.label == str(state.label)
        manners = [stop.manner for stop in stops]
        assert manners == sorted(manners, key=["past", "here", "ahead"].index)


def test_a_small_screen_counts_what_a_wide_one_lists():
    stops = course(Relationship(state="active"))
    assert [stop.label for stop in stops if stop.brief] == ["4 steps done"]
    assert len([stop for stop in stops if stop.far]) == 4
    assert not any(stop.brief for stop in course(Relationship(state="draft")))


def test_what_lies_beside_the_way_is_marked_and_may_lead_back():
    paused, ended = course(Relationship(state="paused")), course(Relationship(state="ended_early"))
    assert [stop.aside for stop in paused if stop.manner == "here"] == [True]
    assert any(stop.manner == "ahead" for stop in paused)
    assert not any(stop.manner == "ahead" for stop in ended)
