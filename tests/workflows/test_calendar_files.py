"""The shipped calendars say what their decree says, and a faulty file says how to mend it."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import holidays
import pytest

from workflows import calendar_files
from workflows.calendar_values import DayKind
from workflows.hours import read_week, write_week
from workflows.strict_yaml import FileFaults

DEFAULTS = Path(__file__).parents[2] / "mentoring/defaults/calendars"
SHIPPED = {calendar.code: calendar for calendar in calendar_files.read(DEFAULTS)}
DECREE = "SKB 1497/2025, 2/2025, 5/2025"

WEEKS = """
weeks:
  - code: office
    source_label: "a rule"
    hours: {mon: ["08:00-12:00", "13:00-16:00"], fri: ["08:00-12:00"]}
    ramadan: {mon: ["09:00-12:00"], tue: ["10:00-12:00"]}
"""
DAYS = """
days:
  - code: some
    decree: "Decree 1"
    source_label: "a decree"
    entries:
      - {date: 2026-01-05, kind: national, name: "A holiday"}
      - {from: 2026-01-02, to: 2026-01-13, kind: ramadan_hours, name: "Ramadan"}
  - code: own
    decree: "Decree 2"
    source_label: "our decree"
    entries:
      - {date: 2026-01-05, kind: special_open, name: "Open after all", hours: ["10:00-11:00"]}
      - {date: 2026-01-12, kind: regional, name: "Our day"}
"""
CALENDARS = """
calendars:
  - code: town
    name: "Town"
    zone: Asia/Jakarta
    week: office
    days: [some]
    covers: {from: 2026-01-01, to: 2026-12-31, note: "2027 holidays not yet decreed"}
"""


def parse(weeks=WEEKS, days=DAYS, calendars=CALENDARS):
    return calendar_files.parse({"w.yaml": weeks, "d.yaml": days, "c.yaml": calendars})


def kinds(calendar, kind):
    return {day.date for day in calendar.days if day.kind == kind}


def days_of(text):
    return {date.fromisoformat(f"2026-{day}") for day in text.split()}


def test_calendars_for_every_zone_with_five_and_six_days():
    assert {(each.zone, len(each.week.plan.days)) for each in SHIPPED.values()} == {
        (zone, days)
        for zone in ("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura")
        for days in (5, 6)
    }


@pytest.mark.parametrize("code", sorted(SHIPPED))
def test_the_days_of_2026_are_those_of_the_decree(code):
    calendar = SHIPPED[code]

    assert kinds(calendar, DayKind.NATIONAL) == days_of(
        "01-01 01-16 02-17 03-19 03-21 03-22 04-03 04-05 05-01 05-14 05-27 05-31 06-01 06-16 "
        "08-17 08-25 12-25"
    )
    assert kinds(calendar, DayKind.CUTI_BERSAMA) == days_of(
        "02-16 03-18 03-20 03-23 03-24 05-15 05-28 12-24"
    )
    off = [day for day in calendar.days if day.hours is None]
    assert len(off) == 25
    assert {day.decree for day in off} == {DECREE}


def test_the_holidays_package_agrees_day_by_day():
    """A cross-check, not the authority: all that differs is listed here, which is nothing."""
    calendar = SHIPPED["wib_5"]
    public = set(holidays.country_holidays("ID", years=2026))
    government = set(holidays.country_holidays("ID", years=2026, categories={"government"}))

    assert kinds(calendar, DayKind.NATIONAL) - public == set()
    assert public - kinds(calendar, DayKind.NATIONAL) == set()
    assert kinds(calendar, DayKind.CUTI_BERSAMA) - government == set()
    assert government - kinds(calendar, DayKind.CUTI_BERSAMA) == set()


def test_what_is_assumed_is_labelled_so():
    calendar = SHIPPED["wib_6"]
    ramadan = {day.source_label for day in calendar.days if day.kind == DayKind.RAMADAN_HOURS}

    assert calendar.source_label.startswith("Assumption")
    assert all(label.startswith("Assumption") for label in ramadan)
    assert len(ramadan) == 1
    assert "2027 holidays not yet decreed" in calendar.covers.note


def test_ramadan_runs_over_working_days_only_and_yields_to_days_off():
    days = kinds(SHIPPED["wib_5"], DayKind.RAMADAN_HOURS)

    assert (min(days), max(days)) == (date(2026, 2, 19), date(2026, 3, 17))
    assert date(2026, 2, 21) not in days
    assert date(2026, 2, 21) in kinds(SHIPPED["wib_6"], DayKind.RAMADAN_HOURS)


def test_2027_counts_as_ordinary_weeks():
    working = SHIPPED["wib_5"].working_time()

    assert working.is_working_day(date(2027, 1, 1))
    assert working.working_day(datetime(2026, 12, 31, tzinfo=UTC), 1) == date(2027, 1, 1)


def test_a_calendar_of_an_agency_is_put_together_from_several_files():
    [calendar] = parse(calendars=CALENDARS.replace("[some]", "[some, own]"))
    days = {day.date.day: (day.kind, day.decree, day.hours) for day in calendar.days}

    assert {day: kind for day, (kind, _, _) in days.items()} == {
        5: "special_open",
        12: "regional",
    }
    assert days[5][2].intervals == ((time(10), time(11)),)
    assert days[12][1:] == ("Decree 2", None)


def test_ramadan_neither_closes_a_working_day_nor_opens_another():
    [calendar] = parse()

    assert kinds(calendar, DayKind.RAMADAN_HOURS) == {date(2026, 1, 12)}
    friday = date(2026, 1, 9)
    working = calendar.working_time()
    assert (working.closing(friday) - working.opening(friday)).seconds == 4 * 3600


def test_the_order_of_the_sets_does_not_matter():
    one, other = (
        parse(calendars=CALENDARS.replace("[some]", order))
        for order in ("[some, own]", "[own, some]")
    )

    assert one == other


@pytest.mark.parametrize("code", ["wib_5", "wib_6"])
def test_hours_are_stored_as_they_are_written(code):
    plan = SHIPPED[code].week.plan

    assert read_week(write_week(plan)) == plan
    assert write_week(plan)["fri"][0].startswith("07:30-")


@pytest.mark.parametrize(
    ("days", "message"),
    [
        ({"mo": ["08:00-12:00"]}, "unknown day mo; days are mon, tue"),
        ({"mon": ["08:00-25:00"]}, "mon: '08:00-25:00' is not a span of hours; write"),
        ({"mon": "08:00-12:00"}, "mon: '08:00-12:00' is not a list of hours; write"),
    ],
)
def test_stored_hours_at_fault_are_named(days, message):
    with pytest.raises(ValueError, match=message):
        read_week(days)


def swapped(text, old, new):
    assert old in text
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("part", "old", "new", "message"),
    [
        ("weeks", "08:00-12:00", "8-12", "w.yaml: weeks, office, hours, mon: '8-12' is not a span"),
        ("weeks", "13:00-16:00", "11:00-16:00", "hours, mon: working hours must run forward"),
        ("weeks", "fri:", "fry:", "hours: unknown key fry; did you mean fri?"),
        ("weeks", '["09:00-12:00"]', "9", "ramadan, mon: 9 is not a list"),
        (
            "weeks",
            '{mon: ["09:00-12:00"], tue: ["10:00-12:00"]}',
            "{}",
            "weeks, office, ramadan: nobody ever works",
        ),
        ("weeks", "code: office", "name: office", "weeks, entry 1: unknown key name"),
        ("weeks", "weeks:", "weks:", "w.yaml: unknown key weks; did you mean weeks?"),
        (
            "days",
            "2026-01-05, kind: nat",
            "2026-02-30, kind: nat",
            "entry 1, date: '2026-02-30' is",
        ),
        ("days", "2026-01-02, to", "2026-02-02, to", "some, entry 2: to (2026-01-13) lies before"),
        (
            "days",
            "kind: national",
            "kind: nasional",
            "entry 1, kind: nasional is not known; did you",
        ),
        ("days", ', hours: ["10:00-11:00"]', "", "own, entry 1: hours belong to kind special_open"),
        ("days", 'name: "Our day"', 'name: ""', "own, entry 2, name: '' is not a text"),
        (
            "days",
            'decree: "Decree 2"',
            "decrees: x",
            "days, own: unknown key decrees; did you mean",
        ),
        ("days", "code: own", "code: some", "d.yaml: days, some: there are two of it"),
        ("calendars", "Asia/Jakarta", "WIB", "c.yaml: calendars, town, zone: unknown zone WIB"),
        (
            "calendars",
            "week: office",
            "week: ofice",
            "town, week: ofice is not known; did you mean",
        ),
        ("calendars", "[some]", "[sum]", "calendars, town, days: sum is not known"),
        ("calendars", "to: 2026-12-31", "to: 2025-12-31", "covers: to (2025-12-31) lies before"),
        (
            "calendars",
            "to: 2026-12-31",
            "to: 2026-01-04",
            "2026-01-05 (A holiday) lies outside what",
        ),
        ("calendars", "name: ", "nam: ", "calendars, town: unknown key nam; did you mean name?"),
        (
            "calendars",
            '    name: "Town"\n',
            "",
            "calendars, town: the key name is missing; add name",
        ),
        (
            "calendars",
            "[some]",
            "[some, some]",
            "2026-01-05 is listed twice, as A holiday and A ho",
        ),
    ],
)
def test_each_fault_says_where_it_is_and_how_to_mend_it(part, old, new, message):
    text = {"weeks": WEEKS, "days": DAYS, "calendars": CALENDARS}[part]

    with pytest.raises(FileFaults) as caught:
        parse(**{part: swapped(text, old, new)})

    assert message in str(caught.value)
    assert len(caught.value.faults) == 1


def test_an_empty_folder_is_a_fault(tmp_path):
    with pytest.raises(FileFaults, match="holds no"):
        calendar_files.read(tmp_path)
