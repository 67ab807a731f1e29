"""Working time the slow and obvious way: day by day, interval by interval, nothing precomputed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
NOTHING = timedelta()
LAST = date(2200, 1, 1)

Hours = Sequence[tuple[time, time]]
Span = tuple[datetime, datetime]


class Beyond(Exception):
    """The years of the calendar end before that."""


class Office:
    """A place with a weekly plan; `special` dates are off (empty) or have other hours."""

    def __init__(
        self,
        code: str,
        zone: str,
        week: Mapping[int, Hours],
        special: Mapping[date, Hours] | None = None,
        last: date = LAST,
    ) -> None:
        self.code, self.zone = code, ZoneInfo(zone)
        self.week, self.special, self.last = week, dict(special or {}), last

    def with_hours(self, day: date, hours: Hours | None) -> "Office":
        """The same place with other hours on a date; None: those of its weekday again."""
        special = {date: held for date, held in self.special.items() if date != day}
        special |= {} if hours is None else {day: hours}
        return Office(self.code, str(self.zone), self.week, special, self.last)

    def day_of(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def hours(self, day: date) -> Hours:
        """By the clock on the wall; Beyond behind the last day."""
        if day > self.last:
            raise Beyond
        return self.special.get(day, self.week.get(day.weekday(), ()))

    def spans(self, day: date) -> list[Span]:
        """The hours worked on a day, in UTC."""
        return [(self._utc(day, start), self._utc(day, end)) for start, end in self.hours(day)]

    def _utc(self, day: date, wall: time) -> datetime:
        return datetime.combine(day, wall, tzinfo=self.zone).astimezone(UTC)

    def midnight_after(self, at: datetime) -> datetime:
        return self._utc(self.day_of(at) + DAY, datetime.min.time())

    def working_day(self, day: date, n: int) -> date:
        """The n-th working day after `day`, or before it; 0 is the first one from `day` on."""
        if n == 0:
            while not self.hours(day):
                day += DAY
            return day
        while n:
            day += DAY if n > 0 else -DAY
            if self.hours(day):
                n += -1 if n > 0 else 1
        return day

    def opening(self, day: date) -> datetime:
        return self.spans(day)[0][0]

    def closing(self, day: date) -> datetime:
        return self.spans(day)[-1][1]

    def days_later(self, at: datetime, n: int) -> datetime:
        """As `at` lies on its day, so on the n-th working day after it, within its hours."""
        day = self.day_of(at)
        then = self.working_day(day, n)
        if self.spans(day) and at in (self.opening(day), self.closing(day)):
            return self.opening(then) if at == self.opening(day) else self.closing(then)
        same = self._utc(then, at.astimezone(self.zone).time())
        return min(max(same, self.opening(then)), self.closing(then))

    def spans_from(self, at: datetime) -> Iterator[Span]:
        """Working time from a moment on, for ever."""
        day = self.day_of(at)
        while True:
            for start, end in self.spans(day):
                if end > at:
                    yield max(start, at), end
            day += DAY

    def spans_back_from(self, at: datetime) -> Iterator[Span]:
        day = self.day_of(at)
        while True:
            for start, end in reversed(self.spans(day)):
                if start < at:
                    yield start, min(end, at)
            day -= DAY

    def between(self, start: datetime, end: datetime) -> timedelta:
        before = takewhile(lambda span: span[0] < end, self.spans_from(start))
        return sum((min(stop, end) - begin for begin, stop in before), NOTHING)

    def add(self, at: datetime, amount: timedelta) -> datetime:
        """The first moment by which so much has been worked; backwards the last one."""
        if not amount:
            return at
        left, forward = abs(amount), amount > NOTHING
        for start, end in self.spans_from(at) if forward else self.spans_back_from(at):
            if end - start >= left:
                break
            left -= end - start
        return start + left if forward else end - left

    def at_work_from(self, at: datetime) -> datetime:
        return next(self.spans_from(at))[0]

    def begins(self, at: datetime) -> bool:
        return any(start == at for start, _end in self.spans(self.day_of(at)))

    def rests(self, at: datetime) -> bool:
        """Whether nobody works at a moment, nor stopped just then."""
        return not any(start <= at <= end for start, end in self.spans(self.day_of(at)))

    def postponed(self, at: datetime, start: datetime, end: datetime) -> datetime:
        """Where a moment behind `start` comes to lie when work stood still from there to `end`.

        Whatever was waiting for work to begin still waits for it; nothing comes earlier.
        """
        lost = self.between(start, end)
        if not lost:
            return max(at, self.at_work_from(end))
        later = self.add(end, self.between(start, at)) if self.between(start, at) else end
        waits = self.begins(at) or self.rests(at) or not self.between(start, at)
        return self.at_work_from(later) if waits else later
