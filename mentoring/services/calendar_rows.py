"""A file of days, CSV, XLSX or YAML, read strictly: each fault names its row and how to mend it."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import yaml
from django.utils.translation import gettext as _

from mentoring.services.roster_file import Sheet, UnreadableRoster, sheet_of
from workflows import strict_yaml
from workflows.calendar_values import DayKind
from workflows.hours import read_hours, write_hours

LIMIT = 256 * 1024
MOST_DAYS = 1000
NEEDED = ("date", "kind", "name", "decree")
COLUMNS = ("date", "to", "kind", "name", "decree", "hours")
WORKED = {DayKind.SPECIAL_OPEN, DayKind.RAMADAN_HOURS}
LENGTH = 120

Raw = Mapping[str, str]


class UnfitDays(Exception):
    """A file of days that cannot be used; `faults` are sentences for whoever sent it."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Day:
    """One date of an organisation's own; `hours` as they are stored."""

    date: date
    kind: DayKind
    name: str
    decree: str
    hours: tuple[str, ...] | None


def read(name: str, data: bytes) -> tuple[Day, ...]:
    """The days in order of date; UnfitDays with everything that is wrong."""
    if len(data) > LIMIT:
        raise UnfitDays([_("The file is larger than %(limit)s kB.") % {"limit": LIMIT // 1024}])
    rows = _of_yaml(data) if name.lower().endswith((".yaml", ".yml")) else _of_sheet(data)
    faults: list[str] = []
    days = _collected(rows, faults)
    if not (days or faults):
        faults = [_("No day stands in this file.")]
    if faults:
        raise UnfitDays(faults)
    return tuple(days[day] for day in sorted(days))


def write(days: Sequence[Day]) -> str:
    """As CSV that `read` takes, a row for each date."""
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(COLUMNS)
    for day in days:
        hours = " ".join(day.hours or ())
        out.writerow([day.date.isoformat(), "", day.kind.value, day.name, day.decree, hours])
    return text.getvalue()


def _collected(rows: Iterator[tuple[str, Raw]], faults: list[str]) -> dict[date, Day]:
    days: dict[date, Day] = {}
    for where, raw in rows:
        try:
            for day in _days(raw):
                _put(day, days)
        except ValueError as fault:
            faults.append(f"{where}: {fault}")
    return days


def _put(day: Day, days: dict[date, Day]) -> None:
    if day.date in days:
        raise ValueError(_("%(day)s stands here twice. Remove one.") % {"day": day.date})
    if len(days) >= MOST_DAYS:
        raise UnfitDays([_("More than %(limit)s days. Split the file.") % {"limit": MOST_DAYS}])
    days[day.date] = day


def _of_sheet(data: bytes) -> Iterator[tuple[str, Raw]]:
    try:
        sheet = sheet_of(data)
    except UnreadableRoster as error:
        raise UnfitDays([str(error)]) from None
    header = _header(sheet)
    for row in sheet.rows:
        where = _("Row %(row)s") % {"row": row.number}
        cells = (cell.strip() for cell in row.cells)
        yield where, dict(zip(header, cells, strict=False))


def _header(sheet: Sheet) -> list[str]:
    found = [cell.strip().lower() for cell in sheet.header.cells]
    named = [name for name in found if name]
    known = ", ".join(COLUMNS)
    faults = [
        _("The column %(name)s is not known. Known are %(known)s.")
        % {"name": n[:40], "known": known}
        for n in named
        if n not in COLUMNS
    ]
    faults += [
        _("The column %(name)s is missing.") % {"name": name}
        for name in NEEDED
        if name not in named
    ]
    faults += [
        _("The column %(name)s stands here twice.") % {"name": name}
        for name in COLUMNS
        if named.count(name) > 1
    ]
    if faults:
        raise UnfitDays(faults)
    return found


def _of_yaml(data: bytes) -> Iterator[tuple[str, Raw]]:
    for number, entry in enumerate(_entries(data), start=1):
        where = _("Entry %(number)s") % {"number": number}
        if not isinstance(entry, dict) or not set(entry) <= set(COLUMNS):
            known = ", ".join(COLUMNS)
            raise UnfitDays(
                [f"{where}: " + _("write it with the keys %(known)s") % {"known": known}]
            )
        yield where, {str(key): _word(value) for key, value in entry.items()}


def _entries(data: bytes) -> list[object]:
    """What could grow without end, references and depth, is refused."""
    try:
        text = data.decode("utf-8-sig")
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
            raise UnfitDays([_("References (*name) are not read here. Write it out.")])
        found = strict_yaml.load(text, source=_("the file"))
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        said = str(error)[:300]
        raise UnfitDays(
            [_("This is not YAML as it is read here: %(why)s") % {"why": said}]
        ) from None
    if not isinstance(found, list):
        raise UnfitDays([_("Write one entry per line, each after a dash.")])
    return found


def _word(value: object) -> str:
    """What is neither a word nor a list of words is nothing that fits anywhere."""
    if isinstance(value, list):
        return " ".join(each for each in value if isinstance(each, str))
    return str(value).strip() if isinstance(value, str | date | int) else ""


def _days(raw: Raw) -> Iterator[Day]:
    first = _date(raw.get("date", ""))
    last = _date(raw["to"]) if raw.get("to") else first
    if last < first or last - first > timedelta(days=366):
        raise ValueError(
            _("%(last)s is not within a year after %(first)s.") % {"last": last, "first": first}
        )
    kind = _kind(raw.get("kind", ""))
    hours = _hours(kind, raw.get("hours", ""))
    name, decree = (_text(raw.get(key, ""), key) for key in ("name", "decree"))
    for n in range((last - first).days + 1):
        yield Day(first + timedelta(days=n), kind, name, decree, hours)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text.removesuffix(" 00:00:00"))
    except ValueError:
        said = _("“%(text)s” is not a date. Write it as 2026-12-31.")
        raise ValueError(said % {"text": text[:40]}) from None


def _kind(text: str) -> DayKind:
    try:
        return DayKind(text)
    except ValueError:
        said = _("“%(text)s” is no kind of day. Write one of %(known)s.")
        raise ValueError(said % {"text": text[:40], "known": ", ".join(DayKind)}) from None


def _hours(kind: DayKind, text: str) -> tuple[str, ...] | None:
    if kind not in WORKED:
        if text:
            raise ValueError(_("This kind of day has no hours. Leave them out."))
        return None
    spans = text.replace(",", " ").split()
    try:
        hours = read_hours(spans)
    except (ValueError, TypeError):
        raise ValueError(_("Write the hours as 08:00-12:00 12:30-15:00.")) from None
    return tuple(write_hours(hours))


def _text(text: str, key: str) -> str:
    if not text or len(text) > LENGTH or not text.isprintable():
        said = _("%(key)s: write 1 to %(limit)s letters, on one line.")
        raise ValueError(said % {"key": key, "limit": LENGTH})
    return text
