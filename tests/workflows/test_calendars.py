"""A changed calendar plans open deadlines again, whatever else is going on meanwhile."""

from datetime import date, time

import pytest
from django.db import transaction

from tests.moments import at
from workflows import calendars, sweep
from workflows.audit import findings
from workflows.calendar_publishing import publish
from workflows.calendar_values import CalendarPlan, Covers, DayKind, SpecialDay, Week
from workflows.clock import DayHours, OutsideTable, WeekPlan
from workflows.models import Calendar, Deadline

pytestmark = pytest.mark.django_db

MONDAY = at("2026-06-08 09:00")
TUESDAY_OPENING = at("2026-06-09 07:30")
WEDNESDAY_OPENING = at("2026-06-10 07:30")
YEAR = date(2026, 12, 31)


def office(*days_off, until=YEAR):
    """The office of the parcels, with days off."""
    day = DayHours(((time(7, 30), time(12)), (time(13), time(16))))
    plan = WeekPlan(dict.fromkeys(range(5), day))
    special = tuple(
        SpecialDay(off, DayKind.REGIONAL, "Libur Contoh", "Contoh 1/2026", "toy", None)
        for off in days_off
    )
    covers = Covers(date(2026, 1, 1), until, "")
    week = Week("toy", plan, plan, "toy")
    return CalendarPlan("toy", "toy office", "Asia/Jakarta", week, special, covers)


def test_a_day_off_declared_later_moves_what_is_still_to_ring(parcel, now):
    publish(office(date(2026, 6, 9)), now=MONDAY)
    assert Deadline.objects.get().next_due_at == WEDNESDAY_OPENING
    assert list(findings(now)) == []


def test_a_sweep_that_planned_by_the_old_calendar_writes_nothing(parcel, scribbles, monkeypatch):
    locked = sweep._locked

    def republished(kind, pks, now):
        dues = locked(kind, pks, now)
        publish(office(date(2026, 6, 11)), now=MONDAY)
        return dues

    monkeypatch.setattr(sweep, "_locked", republished)
    with pytest.raises(sweep.Overtaken):
        sweep._ring_batch("parcel", [Deadline.objects.get().pk], TUESDAY_OPENING)
    assert not scribbles.exists()


def test_a_calendar_that_was_not_stored_after_all_is_not_remembered(parcel):
    with pytest.raises(OutsideTable), transaction.atomic():
        publish(office(date(2026, 6, 9), until=date(2026, 6, 10)), now=MONDAY)
    publish(office(), now=MONDAY)
    assert calendars.working_time(Calendar.objects.get()).is_working_day(date(2026, 6, 9))
