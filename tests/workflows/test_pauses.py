"""Working clocks stand still while an item, a person or a programme pauses; elapsed ones do not."""

import pytest

from tests.moments import at
from tests.workflows.conftest import MONDAY
from workflows import engine, pauses, policies, policy_files, replanning, sweep
from workflows.audit import findings
from workflows.models import Deadline, DueChange, Pause, Replanning
from workflows.pausing import end_early, pause

pytestmark = pytest.mark.django_db

DUE = at("2026-06-10 16:00")
WEDNESDAY, THURSDAY = at("2026-06-10 00:00"), at("2026-06-11 00:00")


@pytest.fixture
def of_parcel(parcel):
    return pauses.of_item("parcel", parcel.pk)


def due(name="dispatch"):
    return Deadline.objects.open().get(name=name).due_at


def paused(target, start, end, now=MONDAY):
    return pause(target, at(start), at(end), "leave", by=None, now=now)


def test_a_day_of_pause_moves_what_is_due_by_that_day(parcel, of_parcel):
    assert due() == DUE
    paused(of_parcel, "2026-06-09 00:00", "2026-06-10 00:00")
    assert due() == at("2026-06-11 16:00")


def test_a_pause_of_two_hours_moves_it_by_two_working_hours(parcel, of_parcel):
    paused(of_parcel, "2026-06-09 11:00", "2026-06-09 14:00")  # the break does not count
    assert due() == at("2026-06-11 09:30")


def test_pauses_that_overlap_count_once(parcel, of_parcel):
    paused(of_parcel, "2026-06-09 00:00", "2026-06-10 00:00")
    paused(of_parcel, "2026-06-09 10:00", "2026-06-11 00:00")
    paused(pauses.of_person(parcel.sender_id), "2026-06-09 00:00", "2026-06-11 00:00")
    assert due() == at("2026-06-12 16:00")


def test_a_pause_over_a_weekend_moves_nothing_but_what_rings_then(parcel, of_parcel):
    paused(of_parcel, "2026-06-13 00:00", "2026-06-15 00:00")
    assert due() == DUE


def test_nothing_rings_while_the_item_pauses(parcel, of_parcel, scribbles):
    paused(of_parcel, "2026-06-09 00:00", "2026-06-16 00:00")
    assert sweep.ring_due(at("2026-06-15 23:00")) == 0
    assert sweep.ring_due(at("2026-06-16 07:30")) == 1
    assert scribbles.count() == 1


def test_what_has_rung_does_not_ring_again(parcel, of_parcel, scribbles):
    sweep.ring_due(at("2026-06-09 07:30"))
    paused(of_parcel, "2026-06-09 00:00", "2026-06-10 00:00", now=at("2026-06-09 09:00"))
    assert sweep.ring_due(at("2026-06-10 12:00")) == 0
    assert scribbles.count() == 1


def test_an_elapsed_clock_takes_no_notice(sent, parcel):
    before = due("report")
    paused(pauses.of_item("parcel", parcel.pk), "2026-06-08 10:00", "2026-06-12 00:00")
    assert due("report") == before


def test_what_is_armed_during_a_pause_runs_from_its_end(packed, maya):
    paused(pauses.of_person(maya.pk), "2026-06-08 00:00", "2026-06-10 00:00")
    packed()
    assert due() == at("2026-06-11 16:00")


def test_ending_early_takes_the_rest_back_and_says_who_did_it(parcel, of_parcel, maya):
    held = paused(of_parcel, "2026-06-09 00:00", "2026-06-12 00:00")
    assert end_early(held, WEDNESDAY, by=maya, now=at("2026-06-09 15:00"))
    assert due() == at("2026-06-11 16:00")
    assert not end_early(held, THURSDAY, by=maya, now=at("2026-06-10 09:00"))
    held.refresh_from_db()
    assert (held.ended_by, held.ended_at) == (maya, at("2026-06-09 15:00"))


def test_a_pause_that_never_began_counts_for_nothing(parcel, of_parcel):
    held = paused(of_parcel, "2026-06-09 00:00", "2026-06-12 00:00")
    end_early(held, MONDAY, by=None, now=MONDAY)
    assert due() == DUE
    assert Pause.objects.get().starts_at == Pause.objects.get().ends_at


def test_old_and_new_due_time_are_recorded(parcel, of_parcel):
    held = paused(of_parcel, "2026-06-09 00:00", "2026-06-10 00:00")
    change = DueChange.objects.get()
    assert (change.due_from, change.due_to) == (DUE, at("2026-06-11 16:00"))
    assert change.replanning.cause == f"pause:{held.uid}"


HANDED_OVER = """
- code: dispatch
  source_label: toy
  clock: working
  allowance: {working_days: 2}
  steps:
    - {at: {working_days: 1}, action: hand_over, audience: [carrier]}
    - {at: {working_days: 1, from: due}, action: transition, transition: give_up}
"""


def test_what_is_handed_over_to_somebody_who_pauses_waits_for_them(toy_policies, packed, budi):
    for policy in policy_files.parse(HANDED_OVER, source="toy"):
        policies.publish(policy, now=MONDAY)
    packed()
    paused(pauses.of_person(budi.pk), "2026-06-10 00:00", "2026-06-11 00:00")
    assert due() == DUE
    sweep.ring_due(at("2026-06-09 07:30"))
    assert Deadline.objects.get().responsible == budi
    assert due() == at("2026-06-11 16:00")
    assert list(replanning.differences()) == []


def test_many_are_planned_in_batches_that_go_on_after_a_stop(packed, maya, monkeypatch):
    monkeypatch.setattr(replanning, "BATCH", 2)
    for _ in range(5):
        packed()
    paused(pauses.of_person(maya.pk), "2026-06-09 00:00", "2026-06-10 00:00")
    job = Replanning.objects.get()
    assert (job.total, job.done, job.looked_at) == (5, 2, None)
    assert len(list(replanning.differences())) == 3
    assert [replanning.go_on(MONDAY) for _ in range(3)] == [2, 1, 0]
    assert not list(replanning.differences())
    assert DueChange.objects.count() == 5


def test_what_was_armed_at_the_very_same_moment_is_found_a_minute_later(parcel, of_parcel):
    paused(of_parcel, "2026-06-09 00:00", "2026-06-10 00:00")
    Deadline.objects.update(due_at=DUE, next_due_at=at("2026-06-09 07:30"))
    assert replanning.go_on(MONDAY) == 0
    assert replanning.go_on(at("2026-06-08 09:02")) == 1
    assert due() == at("2026-06-11 16:00")
    assert list(findings(MONDAY)) == []
    assert Replanning.objects.filter(finished_at=None).count() == 0


def test_the_audit_finds_a_pause_that_was_not_planned_for(parcel, of_parcel):
    Pause.objects.create(
        target=of_parcel, starts_at=at("2026-06-09 00:00"), ends_at=WEDNESDAY, set_at=MONDAY
    )
    assert [finding.code for finding in findings(MONDAY)] == ["deadline"]


def test_reading_the_pauses_of_many_takes_one_statement(packed, maya, django_assert_num_queries):
    for _ in range(4):
        packed()
    rows = list(Deadline.objects.select_related("policy_version", "calendar"))
    with django_assert_num_queries(1):
        assert len(list(pauses.laid(rows))) == 4


def test_a_change_during_a_pause_keeps_the_promise(parcel, of_parcel, maya):
    paused(of_parcel, "2026-06-09 00:00", "2026-06-10 00:00")
    engine.perform(parcel, "label_it", by=maya, now=MONDAY, data={"address": "Jl. Contoh 1"})
    assert not list(replanning.differences())
