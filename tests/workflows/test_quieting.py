"""An acknowledgement quiets a deadline for the stated time, and it goes on if nothing changed."""

from dataclasses import replace

import pytest

from tests.moments import at
from tests.workflows.conftest import MONDAY
from workflows import extending, policies, quieting, replanning, sweep
from workflows.audit import findings
from workflows.errors import Conflict
from workflows.models import Deadline
from workflows.policy import Offset, Unit

pytestmark = pytest.mark.django_db

TUESDAY = at("2026-06-09 07:30")  # when it is reminded of; due on Wednesday, given up on Thursday
DUE = at("2026-06-10 16:00")


@pytest.fixture
def two_days(toy_policies):
    """Parcels that begin from now on may be quieted for two working days."""

    def publish(**changed):
        found = policies.in_force(("",))["dispatch"].value
        heard = Offset(2, Unit.WORKING_DAYS)
        policies.publish(replace(found, acknowledged=heard, **changed), now=MONDAY)

    return publish


def row(name="dispatch"):
    return Deadline.objects.open().get(name=name)


def test_without_a_stated_time_nothing_is_quieted(parcel):
    before = Deadline.objects.values().get()
    assert quieting.quiet(row().uid, MONDAY) is None
    assert Deadline.objects.values().get() == before


def test_what_would_be_told_waits_and_what_the_system_does_is_in_time(two_days, packed, scribbles):
    two_days()
    packed()
    until = quieting.quiet(row().uid, at("2026-06-08 16:00"))
    assert until == at("2026-06-10 07:30")
    before = scribbles.count()
    assert sweep.ring_due(TUESDAY) == 0
    assert row().due_at == DUE
    assert sweep.ring_due(until) == 1
    assert scribbles.count() == before + 1
    sweep.ring_due(at("2026-06-11 07:30"))
    assert Deadline.objects.get().closed_at == at("2026-06-11 07:30")
    assert not list(findings(at("2026-06-11 07:30")))


def test_nothing_told_comes_to_lie_behind_what_the_system_does(two_days, packed):
    two_days()
    packed()
    quieting.quiet(row().uid, at("2026-06-08 16:00"))
    quieting.quiet(row().uid, at("2026-06-09 16:00"))
    held = row()
    assert (held.quiet_from, held.quiet_until) == (at("2026-06-08 16:00"), at("2026-06-11 07:30"))
    assert held.next_due_at == at("2026-06-11 07:30")
    assert not list(replanning.differences())


def test_what_is_planned_anew_stays_quiet(two_days, packed, maya):
    two_days()
    packed()
    quieting.quiet(row().uid, at("2026-06-08 16:00"))
    extending.extend(row().uid, 1, "workload", by=maya, now=at("2026-06-08 17:00"))
    assert row().next_due_at == at("2026-06-10 07:30")
    assert not list(replanning.differences())


def test_what_is_done_is_not_quieted(two_days, parcel, maya):
    uid = row().uid
    Deadline.objects.update(closed_at=MONDAY, outcome="met", next_due_at=None)
    with pytest.raises(Conflict):
        quieting.quiet(uid, MONDAY)
