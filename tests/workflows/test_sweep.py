"""Ringing: what is due rings once, in order, and one bad deadline does not stop the others."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.moments import at
from tests.workflows.parcels.models import Parcel, Scribble
from workflows import engine, sweep
from workflows.change import Tidings
from workflows.models import Deadline, Record
from workflows.sweep import ring_due

pytestmark = pytest.mark.django_db

TUESDAY_OPENING = at("2026-06-09 07:30")
THURSDAY_OPENING = at("2026-06-11 07:30")


def texts():
    return list(Scribble.objects.order_by("pk").values_list("text", flat=True))


def test_nothing_rings_before_its_time(parcel, scribbles):
    assert ring_due(at("2026-06-09 07:29")) == 0
    assert texts() == []


def test_a_reminder_rings_once_at_the_opening_of_the_day(parcel, scribbles):
    assert ring_due(TUESDAY_OPENING) == 1
    assert ring_due(TUESDAY_OPENING) == 0
    deadline = Deadline.objects.get()
    assert scribbles.get().cause == f"deadline:{deadline.uid}:1:1:0"
    assert (deadline.step, deadline.told, deadline.next_due_at) == (1, 1, THURSDAY_OPENING)


def test_the_last_step_performs_its_transition(parcel, scribbles):
    ring_due(TUESDAY_OPENING)
    ring_due(THURSDAY_OPENING)
    stored = Parcel.objects.get()
    record = Record.objects.get(version=2)
    assert stored.state == "returned"
    assert (record.transition, record.process, record.actor) == ("give_up", "sweep", None)
    assert Deadline.objects.get().outcome == "missed"


def test_after_an_outage_every_step_is_handed_over_and_the_transition_is_made(parcel, scribbles):
    ring_due(at("2026-06-30 12:00"))
    assert texts() == ["remind", "transition", "give_up"]
    assert Parcel.objects.get().state == "returned"


def test_what_rings_alone_rings_in_the_order_it_fell_due(
    calendar, toy_policies, maya, budi, hooked
):
    begun = []
    for day in (5, 3, 1, 4, 2):
        parcel = Parcel(sender=maya, carrier=budi, calendar=calendar)
        begun.append((day, engine.begin(parcel, by=maya, now=at(f"2026-06-0{day} 09:00")).pk))
    given_up = []
    hooked.on_change(lambda change: given_up.append(change.subject.pk) or Tidings())
    ring_due(at("2026-06-30 12:00"))
    assert given_up == [pk for _day, pk in sorted(begun)]


def test_a_ring_whose_time_is_past_says_so(sent, hooked, now):
    rung = {}

    @hooked.on_ring
    def collect(events, now):
        rung.update({(event.deadline.name, event.step.action): event.past for event in events})
        return [Tidings() for _event in events]

    while ring_due(at("2026-06-11 12:00")):
        pass
    assert rung["report", "remind"] is True
    assert rung["report", "escalate"] is False


def test_handing_over_makes_it_another_partys_turn(sent, maya, budi, scribbles):
    report = Deadline.objects.get(name="report")
    assert report.responsible == budi
    ring_due(at("2026-06-10 10:00"))
    report.refresh_from_db()
    assert (report.role, report.responsible) == ("sender", maya)
    assert report.closed_at is None


def test_who_has_acted_is_no_longer_responsible(sent, maya, budi, now):
    assert Deadline.objects.get(name="deliver", closed_at=None).responsible is None
    engine.perform(sent, "sign", by=maya, now=now)
    row = Deadline.objects.get(name="deliver", closed_at=None)
    assert (row.responsible, row.epoch) == (budi, 2)


def test_a_renewed_deadline_is_closed_as_met_and_armed_afresh(sent, budi, now):
    later = at("2026-06-09 10:00")
    engine.perform(sent, "report", by=budi, now=later)
    rows = Deadline.objects.filter(name="report").order_by("pk")
    assert [(row.outcome, row.opened_at) for row in rows] == [("met", now), ("", later)]


def test_a_poisoned_deadline_is_held_with_an_incident_and_the_others_ring(
    parcel, calendar, maya, budi, now, scribbles, hooked
):
    other = engine.begin(Parcel(sender=maya, carrier=budi, calendar=calendar), by=maya, now=now)
    healthy = hooked._ring_listeners[0]

    def poisoned(events, now):
        if any(event.subject.pk == parcel.pk for event in events):
            raise RuntimeError("poison")
        return healthy(events, now)

    hooked._ring_listeners[:] = [poisoned]
    ring_due(TUESDAY_OPENING)
    bad, good = Deadline.objects.filter(closed_at=None).order_by("subject_id")
    assert (bad.step, bad.failures, bad.held_until) == (0, 1, at("2026-06-09 07:35"))
    assert (good.subject_id, good.step) == (other.pk, 1)
    assert scribbles.filter(cause__startswith="incident").count() == 1
    assert ring_due(at("2026-06-09 07:34")) == 0
    hooked._ring_listeners[:] = [healthy]
    assert ring_due(at("2026-06-09 07:35")) == 1
    bad.refresh_from_db()
    assert (bad.step, bad.failures, bad.held_until) == (1, 0, None)


def test_of_many_only_the_poisoned_one_is_held(calendar, toy_policies, maya, budi, now, hooked):
    parcels = [
        engine.begin(Parcel(sender=maya, carrier=budi, calendar=calendar), by=maya, now=now)
        for _ in range(5)
    ]

    @hooked.on_ring
    def poisoned(events, now):
        if any(event.subject.pk == parcels[3].pk for event in events):
            raise RuntimeError("poison")
        return [Tidings() for _event in events]

    assert ring_due(TUESDAY_OPENING) == 5
    rung = Deadline.objects.filter(step=1).values_list("subject_id", flat=True)
    assert set(rung) == {parcel.pk for parcel in parcels} - {parcels[3].pk}


@pytest.fixture
def three(calendar, toy_policies, maya, budi, now, scribbles):
    for _ in range(3):
        engine.begin(Parcel(sender=maya, carrier=budi, calendar=calendar), by=maya, now=now)
    return list(Deadline.objects.order_by("pk").values_list("pk", flat=True))


def test_a_walk_goes_on_behind_what_another_sweep_holds(three, monkeypatch):
    ring, seen = sweep._ring_batch, []

    def held(kind, pks, now):
        seen.extend(pks)
        return 0 if pks == [three[0]] else ring(kind, pks, now)

    monkeypatch.setattr(sweep, "_ring_batch", held)
    walk = sweep.Pass()
    assert [walk.ring(TUESDAY_OPENING, limit=1) for _ in range(3)] == [1, 1, 0]
    assert seen == [*three, three[0]]


def test_a_walk_starts_anew_for_what_came_to_lie_behind_it(three):
    walk = sweep.Pass()
    assert walk.ring(TUESDAY_OPENING, limit=3) == 3
    Scribble.objects.all().delete()
    Deadline.objects.filter(pk=three[0]).update(step=0, next_due_at=TUESDAY_OPENING)
    assert walk.ring(TUESDAY_OPENING, limit=3) == 1
    assert walk.ring(TUESDAY_OPENING, limit=3) == 0


@pytest.mark.postgresql
def test_where_a_walk_goes_on_is_found_by_the_index(three):
    walk = sweep.Pass()
    walk.ring(TUESDAY_OPENING, limit=1)
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        walk.ring(TUESDAY_OPENING, limit=1)
        [query] = [each["sql"] for each in asked if "> (" in each["sql"]]
        cursor.execute(f"EXPLAIN {query}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Scan using deadline_in_ring_order" in plan
    assert "ROW(next_due_at, id) > ROW(" in plan.split("Filter")[0]


def test_a_refused_automatic_step_is_recorded_once_and_not_repeated(parcel, scribbles, monkeypatch):
    declared = Parcel.transitions()["give_up"]
    object.__setattr__(declared, "allow", frozenset({"sender"}))
    try:
        ring_due(THURSDAY_OPENING)
        assert ring_due(at("2026-06-30 07:30")) == 0
    finally:
        object.__setattr__(declared, "allow", frozenset({"system"}))
    assert Parcel.objects.get().state == "packed"
    assert scribbles.filter(cause__startswith="incident").count() == 1


def test_a_cursor_another_sweep_moved_is_left_alone(parcel, scribbles, monkeypatch):
    """The second sweep read the row before the first one moved it: its compare-and-set fails."""
    locked = sweep._locked

    def overtaken(kind, pks, now):
        dues = locked(kind, pks, now)
        Deadline.objects.filter(pk__in=pks).update(step=1)
        return dues

    monkeypatch.setattr(sweep, "_locked", overtaken)
    with pytest.raises(sweep.Overtaken):
        sweep._ring_batch("parcel", [Deadline.objects.get().pk], TUESDAY_OPENING)
    assert texts() == []


def test_a_stored_time_that_is_too_early_rings_nothing_and_is_corrected(parcel, scribbles, now):
    Deadline.objects.update(next_due_at=now)
    assert ring_due(now) == 1
    assert ring_due(now) == 0
    assert texts() == []
    assert Deadline.objects.get().next_due_at == TUESDAY_OPENING
