"""Working time as arithmetic: a calendar unrolled once into UTC intervals, then only bisected."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)


class OutsideTable(LookupError):
    """The answer lies beyond the dates for which the calendar knows its holidays."""

    def __init__(self, asked: str, first: date, last: date) -> None:
        super().__init__(
            f"{asked} lies outside this calendar, which covers {first} to {last}. "
            f"Import the holidays of that year and extend what the calendar covers."
        )


@dataclass(frozen=True, slots=True)
class DayHours:
    """Local wall-clock working intervals of one day in order, breaks already taken out."""

    intervals: tuple[tuple[time, time], ...]

    def __post_init__(self) -> None:
        edges = [edge for interval in self.intervals for edge in interval]
        if not edges:
            raise ValueError("a working day needs at least one interval of hours")
        if any(earlier >= later for earlier, later in pairwise(edges)):
            raise ValueError("working hours must run forward through the day without overlapping")


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """Hours by weekday, 0 = Monday to 6 = Sunday; a missing weekday is not a working day."""

    days: Mapping[int, DayHours]


@dataclass(frozen=True, slots=True, eq=False)
class WorkingTime:
    """The working time of one calendar between two dates, both included.

    Moments go in as aware datetimes and come out in UTC; days are local to `zone`. A moment or an
    answer beyond the dates raises OutsideTable. An interval includes its start, not its end.
    """

    zone: ZoneInfo
    first: date
    last: date
    _days: tuple[date, ...] = field(repr=False)
    _openings: tuple[datetime, ...] = field(repr=False)
    _closings: tuple[datetime, ...] = field(repr=False)
    _starts: tuple[datetime, ...] = field(repr=False)
    _ends: tuple[datetime, ...] = field(repr=False)
    _worked_at_start: tuple[timedelta, ...] = field(repr=False)
    _worked_at_end: tuple[timedelta, ...] = field(repr=False)

    @classmethod
    def build(
        cls,
        *,
        zone: str,
        week: WeekPlan,
        exceptions: Mapping[date, DayHours | None],
        first: date,
        last: date,
    ) -> "WorkingTime":
        """Unroll a calendar; an exception of None is a day off, of DayHours those hours instead."""
        local = ZoneInfo(zone)
        table = _unroll(local, week, exceptions, first, last)
        spans = [span for spans in table.values() for span in spans]
        worked = tuple(accumulate((end - start for start, end in spans), initial=timedelta()))
        return cls(
            zone=local,
            first=first,
            last=last,
            _days=tuple(table),
            _openings=tuple(spans[0][0] for spans in table.values()),
            _closings=tuple(spans[-1][1] for spans in table.values()),
            _starts=tuple(start for start, _ in spans),
            _ends=tuple(end for _, end in spans),
            _worked_at_start=worked[:-1],
            _worked_at_end=worked[1:],
        )

    def local_day(self, at: datetime) -> date:
        if at.tzinfo is None:
            raise ValueError("a moment needs a time zone; this one has none")
        return at.astimezone(self.zone).date()

    def is_working_day(self, day: date) -> bool:
        self._require(day)
        index = bisect_left(self._days, day)
        return index < len(self._days) and self._days[index] == day

    def is_open(self, at: datetime) -> bool:
        index = self._interval_begun(at)
        return index >= 0 and at < self._ends[index]

    def opening(self, day: date) -> datetime:
        """The moment work begins on `day`; ValueError if nobody works then."""
        return self._openings[self._index(day)]

    def closing(self, day: date) -> datetime:
        """The moment work ends on `day`; ValueError if nobody works then."""
        return self._closings[self._index(day)]

    def next_opening(self, at: datetime) -> datetime:
        """`at` itself inside working hours, else the next moment work begins (or goes on)."""
        if self.is_open(at):
            return at.astimezone(UTC)
        index = bisect_left(self._starts, at)
        if index == len(self._starts):
            raise self._outside(f"The working time after {at:%Y-%m-%d}")
        return self._starts[index]

    def open_or_before(self, at: datetime) -> datetime:
        """`at` itself inside working hours, else the moment work last ended."""
        index = self._interval_begun(at)
        if index < 0 or at < self._ends[index]:
            return at.astimezone(UTC)
        return self._ends[index]

    def on_or_after(self, day: date) -> date:
        self._require(day)
        return self._day_at(bisect_left(self._days, day), f"A working day on or after {day}")

    def working_day(self, event: datetime, n: int) -> date:
        """The n-th working day after the local day of `event`, before it if n is negative.

        0 is that day itself if it is a working day, else the next one.
        """
        day = self.local_day(event)
        self._require(day)
        if n == 0:
            return self.on_or_after(day)
        index = bisect_right(self._days, day) - 1 if n > 0 else bisect_left(self._days, day)
        return self._day_at(index + n, f"Working day {n:+d} from {day}")

    def days_later(self, at: datetime, n: int) -> datetime:
        """The moment that lies on the n-th working day after as `at` lies on its own.

        An opening stays an opening and a closing a closing; others keep their time of day, as far
        as that day has it.
        """
        then = self.working_day(at, n)
        day = self.local_day(at)
        for edge in (self.opening, self.closing) if self.is_working_day(day) else ():
            if edge(day) == at:
                return edge(then)
        same = datetime.combine(then, at.astimezone(self.zone).time(), self.zone)
        return min(max(same, self.opening(then)), self.closing(then)).astimezone(UTC)

    def add(self, at: datetime, amount: timedelta) -> datetime:
        """The moment `amount` of working time after `at`, before it if negative.

        Of the moments that fit it takes the nearest: the close of a day, not the next opening.
        """
        worked = self._worked(at) + amount
        if not amount:
            return at.astimezone(UTC)
        if amount > timedelta():
            index = bisect_left(self._worked_at_end, worked)
        else:
            index = bisect_right(self._worked_at_start, worked) - 1
        if not 0 <= index < len(self._starts):
            raise self._outside(f"{amount} of working time from {at:%Y-%m-%d}")
        return self._starts[index] + (worked - self._worked_at_start[index])

    def postponed(self, at: datetime, start: datetime, end: datetime) -> datetime:
        """The moment that lies as far behind `end`, in working time, as `at` lies behind `start`.

        What was the beginning of working hours is one again; what was their end is one again. A
        moment outside of them waits for the next beginning if work was lost; none comes earlier.
        """
        rest = self.between(start, at)
        if not self.between(start, end):
            return max(at.astimezone(UTC), self.next_opening(end))
        if not rest:
            return self.next_opening(end)
        later = self.add(end, rest)
        return later if self._ends_work(at) else self.next_opening(later)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from `start` to `end`, negative if `end` comes first."""
        return self._worked(end) - self._worked(start)

    def _worked(self, at: datetime) -> timedelta:
        index = self._interval_begun(at)
        if index < 0:
            return timedelta()
        return self._worked_at_start[index] + min(at, self._ends[index]) - self._starts[index]

    def _ends_work(self, at: datetime) -> bool:
        """Whether somebody has just been working."""
        index = bisect_left(self._starts, at) - 1
        return index >= 0 and at <= self._ends[index]

    def _interval_begun(self, at: datetime) -> int:
        self._require(self.local_day(at))
        return bisect_right(self._starts, at) - 1

    def _index(self, day: date) -> int:
        if not self.is_working_day(day):
            raise ValueError(f"{day} is not a working day in this calendar")
        return bisect_left(self._days, day)

    def _day_at(self, index: int, asked: str) -> date:
        if not 0 <= index < len(self._days):
            raise self._outside(asked)
        return self._days[index]

    def _require(self, day: date) -> None:
        if not self.first <= day <= self.last:
            raise self._outside(str(day))

    def _outside(self, asked: str) -> OutsideTable:
        return OutsideTable(asked, self.first, self.last)


def _unroll(
    zone: ZoneInfo,
    week: WeekPlan,
    exceptions: Mapping[date, DayHours | None],
    first: date,
    last: date,
) -> dict[date, list[tuple[datetime, datetime]]]:
    days = (first + ONE_DAY * n for n in range((last - first).days + 1))
    hours = {day: exceptions.get(day, week.days.get(day.weekday())) for day in days}
    return {
        day: [(_utc(day, start, zone), _utc(day, end, zone)) for start, end in worked.intervals]
        for day, worked in hours.items()
        if worked is not None
    }


def _utc(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
