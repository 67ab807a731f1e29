"""Working calendars as people edit them: weeks, sets of special days, and calendars made of both.

A folder of YAML files is read as one: any file may hold `weeks`, `days` and `calendars`, so an
agency adds a file of its own and repeats nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workflows import strict_yaml
from workflows.calendar_values import CalendarPlan, Covers, DayKind, SpecialDay, Week
from workflows.clock import DayHours, WeekPlan
from workflows.hours import WEEKDAYS, read_hours
from workflows.strict_yaml import Fault, FileFaults

SECTIONS = ("weeks", "days", "calendars")

# Where two entries meet on one date the higher one holds; two of the same rank are a fault.
RANK = {
    DayKind.RAMADAN_HOURS: 0,
    DayKind.NATIONAL: 1,
    DayKind.CUTI_BERSAMA: 1,
    DayKind.REGIONAL: 1,
    DayKind.SPECIAL_OPEN: 2,
}


@dataclass(frozen=True, slots=True)
class _Entry:
    first: date
    last: date
    kind: DayKind
    name: str
    hours: DayHours | None


@dataclass(frozen=True, slots=True)
class _DaySet:
    code: str
    decree: str
    source_label: str
    entries: tuple[_Entry, ...]


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


Part = TypeVar("Part", bound=_Coded)
Named = TypeVar("Named")


def read(folder: Path) -> tuple[CalendarPlan, ...]:
    """Every calendar of a folder; FileFaults lists what is wrong in the first file at fault."""
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise FileFaults(str(folder), ["holds no .yaml file; put the calendar files there"])
    return parse({path.name: strict_yaml.read_text(path) for path in paths})


def parse(texts: Mapping[str, str]) -> tuple[CalendarPlan, ...]:
    """The calendars of YAML texts, given by file name."""
    files = {source: _sections(source, text) for source, text in texts.items()}
    weeks = _gather(files, "weeks", _week)
    sets = _gather(files, "days", _day_set)
    calendars = _gather(files, "calendars", partial(_calendar, weeks=weeks, sets=sets))
    return tuple(calendars.values())


def _sections(source: str, text: str) -> dict[str, list[object]]:
    content = strict_yaml.load(text, source=source)
    try:
        found = strict_yaml.mapping(content, "", required=(), optional=SECTIONS)
        return {name: strict_yaml.items(value, name) for name, value in found.items()}
    except Fault as fault:
        raise FileFaults(source, [str(fault)]) from None


def _gather(
    files: Mapping[str, Mapping[str, list[object]]],
    section: str,
    read_part: Callable[[object, str], Part],
) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for source, sections in files.items():
        faults: list[str] = []
        entries = _numbered(sections.get(section, []), section)
        for part in strict_yaml.collect(read_part, entries, faults):
            if part.code in found:
                faults.append(f"{section}, {part.code}: there are two of it; rename or remove one")
            found[part.code] = part
        if faults:
            raise FileFaults(source, faults)
    return found


def _numbered(values: Iterable[object], section: str) -> Iterator[tuple[object, str]]:
    for number, value in enumerate(values, start=1):
        code = value.get("code") if isinstance(value, dict) else None
        yield value, f"{section}, {code or f'entry {number}'}"


def _week(value: object, where: str) -> Week:
    keys = strict_yaml.mapping(
        value, where, required=("code", "source_label", "hours"), optional=("ramadan",)
    )
    hours = _week_plan(keys["hours"], f"{where}, hours")
    ramadan = keys.get("ramadan")
    return Week(
        code=strict_yaml.string(keys["code"], f"{where}, code"),
        plan=hours,
        ramadan=hours if ramadan is None else _week_plan(ramadan, f"{where}, ramadan"),
        source_label=strict_yaml.string(keys["source_label"], f"{where}, source_label"),
    )


def _week_plan(value: object, where: str) -> WeekPlan:
    days = strict_yaml.mapping(value, where, required=(), optional=WEEKDAYS)
    if not days:
        raise Fault(where, 'nobody ever works; write for example mon: ["07:30-12:00"]')
    return WeekPlan(
        {WEEKDAYS.index(day): _hours(spans, f"{where}, {day}") for day, spans in days.items()}
    )


def _hours(value: object, where: str) -> DayHours:
    try:
        return read_hours(strict_yaml.items(value, where))
    except Fault:
        raise
    except ValueError as fault:
        raise Fault(where, str(fault)) from None


def _day_set(value: object, where: str) -> _DaySet:
    keys = strict_yaml.mapping(value, where, required=("code", "decree", "source_label", "entries"))
    entries = enumerate(strict_yaml.items(keys["entries"], f"{where}, entries"), start=1)
    return _DaySet(
        code=strict_yaml.string(keys["code"], f"{where}, code"),
        decree=strict_yaml.string(keys["decree"], f"{where}, decree"),
        source_label=strict_yaml.string(keys["source_label"], f"{where}, source_label"),
        entries=tuple(_entry(entry, f"{where}, entry {number}") for number, entry in entries),
    )


def _entry(value: object, where: str) -> _Entry:
    ranged = isinstance(value, dict) and "from" in value
    dates = ("from", "to") if ranged else ("date",)
    keys = strict_yaml.mapping(value, where, required=(*dates, "kind", "name"), optional=("hours",))
    first, last = (strict_yaml.day(keys[key], f"{where}, {key}") for key in (dates[0], dates[-1]))
    if last < first:
        raise Fault(where, f"to ({last}) lies before from ({first}); exchange them")
    kind = strict_yaml.choice(DayKind, keys["kind"], f"{where}, kind")
    if (kind is DayKind.SPECIAL_OPEN) != ("hours" in keys):
        raise Fault(where, "hours belong to kind special_open, which needs them, and to no other")
    return _Entry(
        first=first,
        last=last,
        kind=kind,
        name=strict_yaml.string(keys["name"], f"{where}, name"),
        hours=_hours(keys["hours"], f"{where}, hours") if "hours" in keys else None,
    )


def _calendar(
    value: object, where: str, *, weeks: Mapping[str, Week], sets: Mapping[str, _DaySet]
) -> CalendarPlan:
    required = ("code", "name", "zone", "week", "days", "covers")
    keys = strict_yaml.mapping(value, where, required=required)
    week = _named(weeks, keys["week"], f"{where}, week")
    covers = _covers(keys["covers"], f"{where}, covers")
    names = strict_yaml.items(keys["days"], f"{where}, days")
    chosen = [_named(sets, name, f"{where}, days") for name in names]
    return CalendarPlan(
        code=strict_yaml.string(keys["code"], f"{where}, code"),
        name=strict_yaml.string(keys["name"], f"{where}, name"),
        zone=_zone(keys["zone"], f"{where}, zone"),
        week=week,
        days=_one_per_date((day for each in chosen for day in _days(each, week)), covers, where),
        covers=covers,
    )


def _named(known: Mapping[str, Named], name: object, where: str) -> Named:
    return known[strict_yaml.one_of([*known], name, where)]


def _covers(value: object, where: str) -> Covers:
    keys = strict_yaml.mapping(value, where, required=("from", "to"), optional=("note",))
    first, last = (strict_yaml.day(keys[key], f"{where}, {key}") for key in ("from", "to"))
    if last < first:
        raise Fault(where, f"to ({last}) lies before from ({first}); exchange them")
    note = keys.get("note")
    return Covers(first, last, "" if note is None else strict_yaml.string(note, f"{where}, note"))


def _zone(value: object, where: str) -> str:
    name = strict_yaml.string(value, where)
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Fault(
            where, f"unknown zone {name}; write an IANA name such as Asia/Jakarta"
        ) from None


def _days(days: _DaySet, week: Week) -> Iterator[SpecialDay]:
    for entry in days.entries:
        for day in _dates(entry):
            hours = entry.hours
            if entry.kind is DayKind.RAMADAN_HOURS:
                hours = week.ramadan.days.get(day.weekday())
                if hours is None or day.weekday() not in week.plan.days:
                    continue
            yield SpecialDay(day, entry.kind, entry.name, days.decree, days.source_label, hours)


def _dates(entry: _Entry) -> Iterator[date]:
    for n in range((entry.last - entry.first).days + 1):
        yield entry.first + timedelta(days=n)


def _one_per_date(days: Iterable[SpecialDay], covers: Covers, where: str) -> tuple[SpecialDay, ...]:
    chosen: dict[date, SpecialDay] = {}
    for day in days:
        if not covers.first <= day.date <= covers.last:
            mend = "correct the date or extend covers"
            raise Fault(where, f"{day.date} ({day.name}) lies outside what it covers; {mend}")
        held = chosen.setdefault(day.date, day)
        if held is not day and RANK[held.kind] == RANK[day.kind]:
            both = f"{held.name} and {day.name}"
            raise Fault(where, f"{day.date} is listed twice, as {both}; remove one")
        if RANK[day.kind] > RANK[held.kind]:
            chosen[day.date] = day
    return tuple(chosen[day] for day in sorted(chosen))
