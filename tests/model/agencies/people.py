"""The people of some agencies in plain Python: who works where, who is over whom, who is away.

Everybody is known by the key of their user, every agency by its key.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from mentoring.vocabulary import PositionLevel

JAKARTA = ZoneInfo("Asia/Jakarta")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Who:
    home: int
    unit: int
    office: str
    level: str


@dataclass(frozen=True)
class Line:
    """`superior` is directly over `person` on these days; None: until further notice."""

    person: int
    superior: int
    first: date
    last: date | None = None

    def holds(self, day):
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Post:
    """A place held for good or, if `acting`, for somebody else or while it is vacant."""

    holder: int
    unit: int
    level: str
    head: bool
    acting: str
    instead_of: int | None


@dataclass(frozen=True)
class Appointed:
    who: int
    role: str
    home: int
    programme: str | None


@dataclass
class People:
    now: datetime
    who: dict[int, Who]
    units: dict[int, int | None]
    zones: dict[str, ZoneInfo]
    lines: list[Line]
    posts: list[Post]
    appointed: list[Appointed]
    offices: dict[int, str]
    ceilings: dict[int, str]
    rosters: dict[int, tuple[int, int]]
    absences: dict[int, list[tuple[date, date]]] = field(default_factory=lambda: defaultdict(list))
    disputes: set[tuple[int, int]] = field(default_factory=set)

    def today(self, who):
        """The day where somebody works."""
        return self.now.astimezone(self.zones[self.who[who].office]).date()

    def office_day(self):
        return self.now.astimezone(JAKARTA).date()

    def is_away(self, who, day=None):
        day = day or self.today(who)
        return any(first <= day <= last for first, last in self.absences[who])

    def deputies(self, who):
        """Those who act for somebody who is away, and are there themselves."""
        if not self.is_away(who):
            return []
        acting = [post.holder for post in self.posts if post.instead_of == who]
        return [deputy for deputy in acting if not self.is_away(deputy)]

    def over(self, who):
        """Who is over somebody, and the levels of that place; None if nobody is."""
        day = self.today(who)
        for line in self.lines:
            if line.person == who and line.holds(day):
                return line.superior, {self.who[line.superior].level}
        unit = self.who[who].unit
        while unit is not None:
            heads = [post for post in self.posts if post.head and post.unit == unit]
            for post in sorted(heads, key=lambda post: not post.acting):
                if who not in (post.holder, post.instead_of):
                    return post.holder, {post.level, self.who[post.holder].level}
            unit = self.units[unit]
        return None

    def is_too_high(self, who, levels):
        ceiling = PositionLevel(self.ceilings[self.who[who].home]).rank
        return any(PositionLevel(level).rank >= ceiling for level in levels - {""})

    def in_office(self, role, home, programme=None):
        """Those appointed to an office, for all of the agency or for this programme."""
        rows = [row for row in self.appointed if (row.role, row.home) == (role, home)]
        return list(dict.fromkeys(row.who for row in rows if row.programme in (None, programme)))

    def is_corrected(self, person, superior, day):
        """From that day on somebody else is over a person; None: no line is kept."""
        held = next((li for li in self.lines if li.person == person and li.holds(day)), None)
        if held is not None:
            if superior == held.superior and held.last is None:
                return
            self.lines.remove(held)
            if held.first < day:
                self.lines.append(Line(person, held.superior, held.first, day - DAY))
        if superior is not None:
            self.lines.append(Line(person, superior, day))
