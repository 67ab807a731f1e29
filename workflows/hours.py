"""Working hours as people write and the database stores them: {"mon": ["07:30-12:00", …], …}."""

from collections.abc import Mapping, Sequence
from datetime import time

from workflows.clock import DayHours, WeekPlan

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def read_hours(spans: Sequence[object]) -> DayHours:
    """Hours of one day; ValueError says what is wrong and how it is written."""
    if isinstance(spans, str) or not isinstance(spans, Sequence):
        raise ValueError(f'{spans!r} is not a list of hours; write ["07:30-12:00", "13:00-16:00"]')
    return DayHours(tuple(_span(text) for text in spans))


def write_hours(hours: DayHours) -> list[str]:
    return [f"{start:%H:%M}-{end:%H:%M}" for start, end in hours.intervals]


def read_week(days: Mapping[str, Sequence[str]]) -> WeekPlan:
    """Hours of a week by day name; ValueError as in read_hours, naming the day."""
    unknown = [str(name) for name in days if name not in WEEKDAYS]
    if unknown:
        raise ValueError(f"unknown day {', '.join(unknown)}; days are {', '.join(WEEKDAYS)}")
    return WeekPlan({WEEKDAYS.index(name): _day(name, spans) for name, spans in days.items()})


def write_week(week: WeekPlan) -> dict[str, list[str]]:
    return {WEEKDAYS[day]: write_hours(hours) for day, hours in sorted(week.days.items())}


def _day(name: str, spans: Sequence[str]) -> DayHours:
    try:
        return read_hours(spans)
    except ValueError as fault:
        raise ValueError(f"{name}: {fault}") from fault


def _span(text: object) -> tuple[time, time]:
    try:
        start, end = str(text).split("-")
        return time.fromisoformat(start.strip()), time.fromisoformat(end.strip())
    except ValueError:
        raise ValueError(f'{text!r} is not a span of hours; write "07:30-12:00"') from None
