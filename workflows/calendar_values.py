"""A working calendar as plain values: a week, the days unlike it, the dates it can answer for."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflows.clock import DayHours, WeekPlan, WorkingTime


class DayKind(StrEnum):
    NATIONAL = "national"
    CUTI_BERSAMA = "cuti_bersama"
    REGIONAL = "regional"
    RAMADAN_HOURS = "ramadan_hours"
    SPECIAL_OPEN = "special_open"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A date unlike its weekday: `hours` are those worked instead, None is a day off."""

    date: date
    kind: DayKind
    name: str
    decree: str
    source_label: str
    hours: DayHours | None


@dataclass(frozen=True, slots=True)
class Week:
    code: str
    plan: WeekPlan
    ramadan: WeekPlan
    source_label: str


@dataclass(frozen=True, slots=True)
class Covers:
    """The dates a calendar may be asked about, and what is not yet known within them."""

    first: date
    last: date
    note: str


@dataclass(frozen=True, slots=True)
class CalendarPlan:
    """One calendar; `days` hold one entry per date, in order."""

    code: str
    name: str
    zone: str
    week: Week
    days: tuple[SpecialDay, ...]
    covers: Covers

    @property
    def source_label(self) -> str:
        return self.week.source_label

    def working_time(self) -> WorkingTime:
        return WorkingTime.build(
            zone=self.zone,
            week=self.week.plan,
            exceptions={day.date: day.hours for day in self.days},
            first=self.covers.first,
            last=self.covers.last,
        )
