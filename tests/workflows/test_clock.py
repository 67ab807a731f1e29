"""Working time against the vectors of 2026, hand-reckoned hours, and what always holds."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows import calendar_files
from workflows.clock import DayHours, OutsideTable, WeekPlan, WorkingTime

DEFAULTS = Path(__file__).parents[2] / "mentoring/defaults/calendars"
SHIPPED = {calendar.code: calendar for calendar in calendar_files.read(DEFAULTS)}
WORKING = {code: calendar.working_time() for code, calendar in SHIPPED.items()}
FIVE, SIX = WORKING["wib_5"], WORKING["wib_6"]
JAKARTA = ZoneInfo("Asia/Jakarta")


def wib(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=JAKARTA)


def without_cuti_bersama() -> WorkingTime:
    calendar = SHIPPED["wib_5"]
    return WorkingTime.build(
        zone=calendar.zone,
        week=calendar.week.plan,
        exceptions={day.date: None for day in calendar.days if day.kind == "national"},
        first=calendar.covers.first,
        last=calendar.covers.last,
    )


@pytest.mark.parametrize(
    ("start", "n", "five", "six", "cuti_bersama_ignored"),
    [
        ((3, 17), 1, (3, 25), (3, 25), (3, 18)),
        ((3, 17), 3, (3, 27), (3, 27), (3, 23)),
        ((3, 17), 5, (3, 31), (3, 30), (3, 25)),
        ((5, 13), 2, (5, 19), (5, 18), (5, 18)),
        ((5, 26), 3, (6, 3), (6, 2), (6, 2)),
        ((8, 14), 3, (8, 20), (8, 19), (8, 20)),
        ((12, 23), 2, (12, 29), (12, 28), (12, 28)),
    ],
)
def test_nth_working_day_after_the_day_of_the_event(start, n, five, six, cuti_bersama_ignored):
    event = wib(*start)

    assert FIVE.working_day(event, n) == date(2026, *five)
    assert SIX.working_day(event, n) == date(2026, *six)
    assert without_cuti_bersama().working_day(event, n) == date(2026, *cuti_bersama_ignored)


def test_working_days_of_each_month_of_2026():
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    worked = [day.month for day in days if FIVE.is_working_day(day)]

    counted = [worked.count(month) for month in range(1, 13)]

    assert counted == [20, 18, 17, 21, 16, 20, 23, 19, 22, 22, 21, 21]
    assert sum(counted) == 240


@pytest.mark.parametrize(
    ("code", "day", "opening", "closing", "worked"),
    [
        ("wib_5", (1, 5), "07:30", "16:00", 7.5),
        ("wib_5", (1, 9), "07:30", "16:30", 7.5),
        ("wib_6", (1, 5), "07:30", "14:30", 6.5),
        ("wib_6", (1, 9), "07:30", "12:30", 5.0),
        ("wib_6", (1, 10), "07:30", "14:30", 6.5),
        ("wib_5", (2, 19), "08:00", "15:00", 6.5),
        ("wib_5", (2, 20), "08:00", "15:30", 6.5),
        ("wib_6", (2, 19), "08:00", "14:00", 5.5),
        ("wib_6", (2, 20), "08:00", "14:00", 5.0),
        ("wib_6", (2, 21), "08:00", "14:00", 5.5),
    ],
)
def test_hours_of_ordinary_and_of_ramadan_days(code, day, opening, closing, worked):
    working, on = WORKING[code], date(2026, *day)
    midnight = wib(*day, 0)

    assert working.opening(on).astimezone(JAKARTA).strftime("%H:%M") == opening
    assert working.closing(on).astimezone(JAKARTA).strftime("%H:%M") == closing
    assert working.between(midnight, midnight + timedelta(days=1)) == timedelta(hours=worked)


@pytest.mark.parametrize("code", ["wib_5", "wib_6"])
def test_a_week_has_the_hours_the_regulation_gives_it(code):
    ordinary, ramadan = wib(1, 5, 0), wib(2, 23, 0)
    week = timedelta(days=7)

    assert WORKING[code].between(ordinary, ordinary + week) == timedelta(hours=37.5)
    assert WORKING[code].between(ramadan, ramadan + week) == timedelta(hours=32.5)


def test_ramadan_hours_end_with_ramadan():
    assert FIVE.opening(date(2026, 2, 18)) == wib(2, 18, 7, 30)
    assert FIVE.opening(date(2026, 3, 17)) == wib(3, 17, 8)
    assert FIVE.opening(date(2026, 3, 25)) == wib(3, 25, 7, 30)


@pytest.mark.parametrize(
    ("code", "opening_utc"),
    [("wib_5", 0.5), ("wib_pontianak_5", 0.5), ("wita_5", -0.5), ("wit_5", -1.5)],
)
def test_each_zone_opens_at_its_own_half_past_seven(code, opening_utc):
    midnight = datetime(2026, 1, 5, tzinfo=UTC)

    assert WORKING[code].opening(date(2026, 1, 5)) == midnight + timedelta(hours=opening_utc)


def test_the_day_of_an_event_is_the_local_one():
    late_sunday_utc = datetime(2026, 1, 4, 16, 30, tzinfo=UTC)

    assert WORKING["wib_5"].local_day(late_sunday_utc) == date(2026, 1, 4)
    assert WORKING["wit_5"].local_day(late_sunday_utc) == date(2026, 1, 5)
    assert WORKING["wib_5"].working_day(late_sunday_utc, 1) == date(2026, 1, 5)
    assert WORKING["wit_5"].working_day(late_sunday_utc, 1) == date(2026, 1, 6)


def test_working_day_zero_and_before():
    assert FIVE.working_day(wib(3, 17), 0) == date(2026, 3, 17)
    assert FIVE.working_day(wib(3, 18), 0) == date(2026, 3, 25)
    assert FIVE.working_day(wib(3, 25), -1) == date(2026, 3, 17)
    assert FIVE.working_day(wib(3, 22), -1) == date(2026, 3, 17)
    assert FIVE.on_or_after(date(2026, 3, 17)) == date(2026, 3, 17)
    assert FIVE.on_or_after(date(2026, 3, 18)) == date(2026, 3, 25)


@pytest.mark.parametrize(
    ("at", "is_open", "next_opening"),
    [
        (wib(1, 5, 7, 29), False, wib(1, 5, 7, 30)),
        (wib(1, 5, 7, 30), True, wib(1, 5, 7, 30)),
        (wib(1, 5, 12, 0), False, wib(1, 5, 13, 0)),
        (wib(1, 5, 15, 59), True, wib(1, 5, 15, 59)),
        (wib(1, 5, 16, 0), False, wib(1, 6, 7, 30)),
        (wib(1, 9, 12, 0), False, wib(1, 9, 13, 0)),
        (wib(3, 17, 15, 0), False, wib(3, 25, 7, 30)),
    ],
)
def test_open_and_next_opening(at, is_open, next_opening):
    assert FIVE.is_open(at) is is_open
    assert FIVE.next_opening(at) == next_opening


def test_working_time_stands_still_where_elapsed_time_runs():
    before, after = wib(3, 17, 14), wib(3, 25, 8, 30)

    assert FIVE.between(before, after) == timedelta(hours=2)
    assert FIVE.add(before, timedelta(hours=2)) == after
    assert after - before > timedelta(days=7)


def test_adding_takes_the_nearest_moment_that_fits():
    assert FIVE.add(wib(1, 5, 7, 30), timedelta(hours=7.5)) == wib(1, 5, 16)
    assert FIVE.add(wib(1, 6, 7, 30), timedelta(hours=-7.5)) == wib(1, 5, 7, 30)
    assert FIVE.add(wib(1, 4), timedelta()) == wib(1, 4)
    assert FIVE.add(wib(1, 4), timedelta(hours=1)) == wib(1, 5, 8, 30)


def test_a_special_opening_is_worked_on_a_sunday():
    working = WorkingTime.build(
        zone="Asia/Jakarta",
        week=SHIPPED["wib_5"].week.plan,
        exceptions={date(2026, 1, 4): DayHours(((time(9), time(11)),))},
        first=date(2026, 1, 1),
        last=date(2026, 1, 31),
    )

    assert working.opening(date(2026, 1, 4)) == wib(1, 4, 9)
    assert working.between(wib(1, 4, 0), wib(1, 5, 0)) == timedelta(hours=2)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: FIVE.is_working_day(date(2025, 11, 30)),
        lambda: FIVE.opening(date(2028, 1, 1)),
        lambda: FIVE.on_or_after(date(2028, 1, 1)),
        lambda: FIVE.is_open(datetime(2028, 1, 1, tzinfo=UTC)),
        lambda: FIVE.next_opening(datetime(2027, 12, 31, 23, tzinfo=JAKARTA)),
        lambda: FIVE.working_day(datetime(2027, 12, 31, tzinfo=UTC), 1),
        lambda: FIVE.working_day(datetime(2025, 12, 1, tzinfo=UTC), -1),
        lambda: FIVE.add(datetime(2027, 12, 31, tzinfo=UTC), timedelta(hours=80)),
        lambda: FIVE.add(datetime(2025, 12, 1, tzinfo=UTC), timedelta(hours=-80)),
        lambda: FIVE.between(wib(1, 1), datetime(2028, 1, 1, tzinfo=UTC)),
    ],
)
def test_nothing_is_answered_beyond_what_the_calendar_covers(ask):
    with pytest.raises(OutsideTable, match="covers 2025-12-01 to 2027-12-31"):
        ask()


def test_the_hours_of_a_day_off_are_refused():
    with pytest.raises(ValueError, match="2026-01-04 is not a working day"):
        FIVE.opening(date(2026, 1, 4))


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        FIVE.local_day(datetime(2026, 1, 5, 10))  # noqa: DTZ001 the fault under test


@pytest.mark.parametrize(
    "intervals",
    [(), ((time(9), time(9)),), ((time(13), time(16)), (time(8), time(12)))],
)
def test_hours_that_do_not_run_forward_are_refused(intervals):
    with pytest.raises(ValueError, match="hours"):
        DayHours(intervals)


def test_a_week_nobody_works_has_no_answers():
    never = WorkingTime.build(
        zone="UTC", week=WeekPlan({}), exceptions={}, first=date(2026, 1, 1), last=date(2026, 1, 9)
    )

    assert not never.is_open(datetime(2026, 1, 5, 10, tzinfo=UTC))
    with pytest.raises(OutsideTable):
        never.next_opening(datetime(2026, 1, 5, 10, tzinfo=UTC))


moments = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001 hypothesis adds the zone
    datetime(2027, 6, 30),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, JAKARTA, ZoneInfo("Asia/Jayapura")]),
)
calendars = st.sampled_from(list(WORKING.values()))
amounts = st.timedeltas(timedelta(), timedelta(hours=400))


@given(calendars, moments, amounts)
def test_between_takes_back_what_add_added(working, at, amount):
    assert working.between(at, working.add(at, amount)) == amount


@given(calendars, moments, st.timedeltas(timedelta(), timedelta(hours=100)))
def test_between_takes_back_what_add_took_off(working, at, amount):
    assert working.between(working.add(at, -amount), at) == amount


@given(calendars, moments, moments)
def test_adding_what_lies_between_leads_no_further_than_the_end(working, one, other):
    start, end = sorted((one, other))
    reached = working.add(start, working.between(start, end))

    assert start <= reached <= end
    assert working.between(reached, end) == timedelta()


@given(calendars, moments, moments, moments)
def test_working_time_adds_up(working, a, b, c):
    assert working.between(a, b) + working.between(b, c) == working.between(a, c)


@given(calendars, moments, st.integers(-15, 100))
def test_the_nth_working_day_grows_with_n(working, at, n):
    day, following = working.working_day(at, n), working.working_day(at, n + 1)

    assert working.is_working_day(day)
    assert day < following or (n == 0 and day == following)


@given(calendars, moments)
def test_the_next_opening_is_open_and_no_working_time_away(working, at):
    opening = working.next_opening(at)

    assert working.is_open(opening)
    assert opening >= at
    assert working.between(at, opening) == timedelta()


@given(calendars, moments, st.integers(1, 60))
def test_the_table_agrees_with_counting_days_one_by_one(working, at, n):
    day = working.local_day(at)
    for _ in range(n):
        day += timedelta(days=1)
        while not working.is_working_day(day):
            day += timedelta(days=1)

    assert working.working_day(at, n) == day
