"""Open deadlines move to another version: nothing is said twice, nothing forgotten, and back."""

from dataclasses import replace

import pytest

from tests.moments import at
from tests.workflows.parcels.models import Parcel
from workflows import audit, engine, moving, policies, policy_files, sweep
from workflows.models import Deadline, MovedDeadline
from workflows.policy import Offset, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hooked")]

WEDNESDAY = at("2026-06-10 08:00")


def version(text, now):
    [policy] = policy_files.parse(text, source="toy")
    return policies.publish(policy, now=now)


FASTER = """
- code: dispatch
  source_label: "toy, faster"
  clock: working
  allowance: {working_days: 1}
  steps:
    - {at: {working_days: 1}, action: remind, audience: [sender]}
    - {at: {working_days: 2, from: due}, action: transition, transition: give_up}
"""
OTHER_STEPS = """
- code: dispatch
  source_label: "toy, other steps"
  clock: working
  allowance: {working_days: 1}
  steps:
    - {at: {minutes: 30}, action: remind, audience: [office]}
    - {at: {working_days: 1}, action: remind, audience: [sender]}
    - {at: {minutes: 60, from: due}, action: escalate, audience: [office]}
    - {at: {working_days: 9, from: due}, action: transition, transition: give_up}
"""


def dispatch():
    return Deadline.objects.open().get(name="dispatch")


def moved(now, maya, to):
    return moving.move(Deadline.objects.filter(name="dispatch"), to, scope="", by=maya, now=now)


def test_a_deadline_moves_and_the_old_and_new_due_time_are_kept(parcel, maya, now):
    before = dispatch()
    faster = version(FASTER, now)
    act = moved(now, maya, faster)
    after = dispatch()
    assert (after.policy_version, after.epoch) == (faster, before.epoch + 1)
    assert after.due_at == at("2026-06-09 16:00")
    assert after.next_due_at == at("2026-06-09 07:30")
    [kept] = act.rows.all()
    assert (kept.version_from, kept.due_from) == (before.policy_version, before.due_at)
    assert (kept.due_to, act.by, act.at) == (after.due_at, maya, now)
    assert moved(now, maya, faster) is None
    assert not [one for one in audit.findings(now) if one.code == "deadline"]


def test_a_preview_says_what_would_ring_at_once_and_writes_nothing(parcel, now):
    tuesday = at("2026-06-09 17:30")
    late = version(OTHER_STEPS, now)
    before = Deadline.objects.filter(name="dispatch").values().get()
    [found] = moving.preview(Deadline.objects.filter(name="dispatch"), late, tuesday)
    assert [step.audience for step in found.at_once] == [("office",), ("sender",), ("office",)]
    assert found.step == 0
    assert Deadline.objects.filter(name="dispatch").values().get() == before


def test_what_has_rung_is_not_rung_again_and_what_lies_behind_it_is(parcel, maya, now):
    tuesday = at("2026-06-09 08:00")
    sweep.ring_due(tuesday)
    assert dispatch().step == 1
    moved(tuesday, maya, version(OTHER_STEPS, tuesday))
    row = dispatch()
    assert row.step == 2
    assert row.next_due_at == at("2026-06-09 17:00")


def test_undoing_puts_every_deadline_back_as_it_was(parcel, maya, now):
    before = dispatch()
    act = moved(now, maya, version(FASTER, now))
    assert moving.can_be_undone(act.rows.select_related("deadline"))
    assert moving.undo(act, by=maya, now=WEDNESDAY) == 1
    after = dispatch()
    for name in ("policy_version", "step", "due_at", "next_due_at"):
        assert getattr(after, name) == getattr(before, name)
    assert after.epoch == before.epoch + 2
    act.refresh_from_db()
    assert (act.undone_by, act.undone_at) == (maya, WEDNESDAY)
    assert moving.undo(act, by=maya, now=WEDNESDAY) is None


def test_what_has_rung_since_stays_where_it_is(parcel, maya, now):
    faster = version(FASTER, now)
    act = moved(now, maya, faster)
    sweep.ring_due(at("2026-06-09 08:00"))
    assert not moving.can_be_undone(act.rows.select_related("deadline"))
    assert moving.undo(act, by=maya, now=WEDNESDAY) == 0
    assert dispatch().policy_version == faster


def test_no_more_than_a_batch_is_moved_at_once(
    parcel, toy_policies, calendar, maya, now, monkeypatch
):
    monkeypatch.setattr(moving, "BATCH", 2)
    for _more in range(2):
        engine.begin(Parcel(sender=maya, carrier=maya, calendar=calendar), by=maya, now=now)
    faster = version(FASTER, now)
    numbers = [act.rows.count() if act else 0 for act in (moved(now, maya, faster) for _ in "123")]
    assert numbers == [2, 1, 0]
    assert MovedDeadline.objects.count() == 3


def test_closed_deadlines_stay_as_they_were(parcel, maya, now):
    Deadline.objects.update(closed_at=now, outcome="void")
    assert moved(now, maya, version(FASTER, now)) is None


def test_a_sweep_that_planned_by_the_old_version_is_overtaken(parcel, maya, now):
    tuesday = at("2026-06-09 08:00")
    [due] = sweep._locked("parcel", [dispatch().pk], tuesday)
    moved(now, maya, version(FASTER, now))
    with pytest.raises(sweep.Overtaken):
        sweep._advance([due], [1], [[]])


def test_repeats_are_counted_one_by_one(parcel, maya, now):
    """Of three reminders one was made: the first of the new ones counts as made, two are left."""
    sweep.ring_due(at("2026-06-09 08:00"))
    [policy] = policy_files.parse(FASTER, source="toy")
    again = replace(policy.steps[0], repeat_every=Offset(1, Unit.WORKING_DAYS), repeat_times=2)
    thrice = policies.publish(replace(policy, steps=(again, policy.steps[1])), now=now)
    [found] = moving.preview(Deadline.objects.filter(name="dispatch"), thrice, now)
    assert (found.step, found.next_due_at) == (1, at("2026-06-10 07:30"))
