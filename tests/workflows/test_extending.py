"""More time for one deadline: bounded, with a reason, and derived again from its row."""

import pytest

from tests.moments import at
from tests.workflows.conftest import MONDAY
from workflows import extending, pauses, replanning, sweep
from workflows.audit import findings
from workflows.errors import Conflict, Guarded
from workflows.models import Deadline, Extension
from workflows.pausing import pause

pytestmark = pytest.mark.django_db

DUE = at("2026-06-10 16:00")  # a Wednesday; reminded on Tuesday, given up on Thursday


def row(name="dispatch"):
    return Deadline.objects.open().get(name=name)


def extend(maya, days=2, now=MONDAY, **given):
    return extending.extend(row().uid, days, "workload", by=maya, now=now, **given)


def test_the_whole_plan_moves_by_working_days_and_is_derived_again(parcel, maya):
    given = extend(maya, 3)
    assert (given.due_from, given.due_to, given.working_days) == (DUE, at("2026-06-15 16:00"), 3)
    assert row().due_at == given.due_to
    assert row().next_due_at == at("2026-06-12 07:30")
    assert not list(replanning.differences())
    assert not list(findings(MONDAY))


def test_a_pause_set_afterwards_is_reckoned_with_in_the_days_given(parcel, maya):
    extend(maya, 3)
    pause(
        pauses.of_item("parcel", parcel.pk),
        at("2026-06-12 00:00"),
        at("2026-06-13 00:00"),
        "leave",
        by=maya,
        now=MONDAY,
    )
    assert row().due_at == at("2026-06-16 16:00")
    assert not list(replanning.differences())


def test_what_was_reminded_of_is_reminded_of_again_before_the_new_time(parcel, maya, scribbles):
    sweep.ring_due(at("2026-06-09 07:30"))
    extend(maya, 2, at("2026-06-09 09:00"))
    assert sweep.ring_due(at("2026-06-11 07:29")) == 0
    assert sweep.ring_due(at("2026-06-11 07:30")) == 1
    assert scribbles.count() == 2
    assert not list(findings(at("2026-06-11 07:30")))


def test_what_is_late_is_given_days_from_today(parcel, maya):
    late = at("2026-06-10 17:00")
    given = extend(maya, 1, late)
    assert given.due_to == at("2026-06-11 16:00")
    much = at("2026-06-12 09:00")
    assert extend(maya, 1, much).due_to == at("2026-06-15 16:00")
    assert row().extended == sum(one.working_days for one in Extension.objects.all()) == 3


@pytest.mark.parametrize("days", [0, 21])
def test_days_have_a_bound(parcel, maya, days):
    with pytest.raises(Guarded, match="1 to 20"):
        extend(maya, days)


def test_three_times_is_enough(parcel, maya):
    for _ in range(3):
        extend(maya, 1)
    with pytest.raises(Guarded, match="three times"):
        extend(maya, 1)


def test_a_clock_through_the_night_is_not_extended(sent, maya):
    with pytest.raises(Guarded, match="by the clock"):
        extending.extend(row("report").uid, 1, "workload", by=maya, now=MONDAY)


def test_what_moved_or_ended_meanwhile_is_left_alone(parcel, maya):
    with pytest.raises(Conflict):
        extend(maya, 1, expected=at("2026-06-09 16:00"))
    gone = row()
    Deadline.objects.update(closed_at=MONDAY, outcome=Deadline.Outcome.MET)
    with pytest.raises(Conflict):
        extending.extend(gone.uid, 1, "workload", by=maya, now=MONDAY)
    assert not Extension.objects.exists()


def test_the_audit_misses_a_row(parcel, maya):
    extend(maya, 1)
    Extension.objects.all().delete()
    assert [found.code for found in findings(MONDAY)] == ["deadline"]


def test_days_beyond_the_calendar_are_refused(parcel, maya):
    Deadline.objects.update(anchor_at=at("2026-12-22 09:00"), due_at=at("2026-12-24 16:00"))
    with pytest.raises(Guarded, match="beyond the years"):
        extend(maya, 20)
