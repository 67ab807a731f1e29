"""What will be told when, if nobody acts."""

from datetime import timedelta

import pytest

from tests.moments import at
from workflows import pausing
from workflows.forecast import forecast, foresee, stands_still
from workflows.pauses import of_item
from workflows.sweep import ring_due

pytestmark = pytest.mark.django_db


def told(subject):
    return [(item.at, item.deadline, str(item.action)) for item in forecast(subject)]


def test_a_forecast_ends_with_the_first_transition(parcel):
    assert told(parcel) == [
        (at("2026-06-09 07:30"), "dispatch", "remind"),
        (at("2026-06-11 07:30"), "dispatch", "transition"),
    ]


def test_what_has_rung_is_no_longer_forecast(parcel, scribbles):
    ring_due(at("2026-06-09 07:30"))
    assert told(parcel) == [(at("2026-06-11 07:30"), "dispatch", "transition")]


def test_the_clocks_of_a_subject_are_told_in_one_line_of_time(sent):
    assert [name for _at, name, _action in told(sent)] == [
        "report",
        "report",
        "report",
        "deliver",
        "deliver",
    ]


def test_each_line_names_its_policy_and_calendar(parcel):
    first = forecast(parcel)[0]
    assert (first.policy, first.calendar, first.audience) == (
        "dispatch v1",
        "toy office",
        ("sender",),
    )


def test_only_a_working_clock_is_said_to_stand_still(sent, now):
    pausing.pause(
        of_item(sent.kind, sent.pk), now, now + timedelta(days=1), "toy", by=None, now=now
    )
    found = {row.name: bool(stands_still(row)) for row in foresee(sent).deadlines}
    assert found == {"report": False, "deliver": True}
