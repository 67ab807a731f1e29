"""YAML files that people edit, read strictly: nothing is guessed, every fault says how to mend."""

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import yaml
from django.utils.translation import gettext as _

Choice = TypeVar("Choice", bound=StrEnum)
Item = TypeVar("Item")


class Fault(ValueError):
    """One thing wrong in a file: where, what, and how to mend it."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}" if where else what)


class FileFaults(ValueError):
    """A file that cannot be used, with every fault found in it."""

    def __init__(self, source: str, faults: Iterable[str]) -> None:
        self.source = source
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{source}: {fault}" for fault in self.faults))


class _StrictLoader(yaml.SafeLoader):
    """SafeLoader takes the last of two equal keys without a word; this one refuses."""


def _mapping_without_doubles(loader: _StrictLoader, node: yaml.MappingNode) -> dict[object, object]:
    seen: set[str] = set()
    for key, _value in node.value:
        name = str(key.value)
        if name in seen:
            twice = _("the key %(key)s stands here twice; remove one") % {"key": name}
            raise Fault(_line(key.start_mark), twice)
        seen.add(name)
    return loader.construct_mapping(node, deep=True)


def _date_or_text(loader: _StrictLoader, node: yaml.ScalarNode) -> object:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:  # 2026-02-30 stays text, so that `day` can name the entry it stands in
        return loader.construct_scalar(node)


_StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping_without_doubles)
_StrictLoader.add_constructor("tag:yaml.org,2002:timestamp", _date_or_text)


def load(text: str, *, source: str) -> object:
    """The plain content of a YAML text; FileFaults naming the line if it is not well formed."""
    try:
        return yaml.load(text, _StrictLoader)  # noqa: S506 a SafeLoader underneath
    except Fault as fault:
        raise FileFaults(source, [str(fault)]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = _line(mark) if mark else _("somewhere")
        what = getattr(error, "problem", None) or getattr(error, "reason", None)
        said = _("not YAML (%(what)s); check the indentation, quotes and brackets there")
        raise FileFaults(source, [str(Fault(where, said % {"what": what}))]) from None


def read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise FileFaults(path.name, [_("not UTF-8 text; save it as UTF-8")]) from None


def _line(mark: yaml.Mark) -> str:
    return _("line %(number)s") % {"number": mark.line + 1}


def mapping(
    value: object, where: str, *, required: Collection[str], optional: Collection[str] = ()
) -> dict[str, object]:
    """A mapping with exactly these keys, as a fresh dict."""
    known = [*required, *optional]
    if not isinstance(value, dict):
        said = _("%(value)r is not a mapping; write it with the keys %(keys)s")
        raise Fault(where, said % {"value": value, "keys": ", ".join(known)})
    for key in value:
        if key not in known:
            said = _("unknown key %(key)s; %(known)s")
            raise Fault(where, said % {"key": key, "known": _suggestion(str(key), known)})
    for key in required:
        if key not in value:
            said = _("the key %(key)s is missing; add %(key)s: …")
            raise Fault(where, said % {"key": key})
    return dict(value)


def items(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        said = _("%(value)r is not a list; write one entry per line, each after a dash")
        raise Fault(where, said % {"value": value})
    return value


def string(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        said = _("%(value)r is not a text; write some words, in quotes if need be")
        raise Fault(where, said % {"value": value})
    return value.strip()


def whole_number(value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        said = _("%(value)r is not a whole number; write for example 3")
        raise Fault(where, said % {"value": value})
    return value


def day(value: object, where: str) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        said = _("%(value)r is not a date; write it as 2026-12-31, without quotes")
        raise Fault(where, said % {"value": value})
    return value


def one_of(known: Collection[str], value: object, where: str) -> str:
    if value not in known:
        said = _("%(value)s is not known; %(known)s")
        raise Fault(where, said % {"value": value, "known": _suggestion(str(value), known)})
    return str(value)


def choice(kind: type[Choice], value: object, where: str) -> Choice:
    return kind(one_of([*kind], value, where))


def collect(
    read: Callable[[object, str], Item], entries: Iterable[tuple[object, str]], faults: list[str]
) -> list[Item]:
    """Read every entry; one that is at fault is left out and its fault added to `faults`."""
    found = []
    for value, where in entries:
        try:
            found.append(read(value, where))
        except Fault as fault:
            faults.append(str(fault))
    return found


def _suggestion(written: str, known: Collection[str]) -> str:
    close = get_close_matches(written, known, n=1)
    given = {"known": ", ".join(known) or _("none"), "meant": close[0] if close else ""}
    if close:
        return _("did you mean %(meant)s? Known are %(known)s") % given
    return _("Known are %(known)s") % given
