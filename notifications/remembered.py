"""What a part of a notice said, kept for the next one that asks the same facts for the same words.

Only of what anybody concerned may read anyway, and never much of it: senders live long.
"""

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

MOST = 512
WAYS = 8  # through a template, by which of its conditions hold
PLAIN = frozenset({str, int, bool, float, type(None)})
_ABSENT = object()

_asked: dict[Hashable, list[tuple[str, ...]]] = {}
_said: dict[Hashable, str] = {}


class Facts(dict[str, Any]):
    """Knows which of its names were asked for, whether it has them or not."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self.asked: set[str] = set()

    def __contains__(self, name: object) -> bool:
        self.asked.add(str(name))
        return super().__contains__(name)


def anew(_place: Hashable, _facts: Facts, say: Callable[[], str]) -> str:
    return say()


def said(place: Hashable, facts: Facts, say: Callable[[], str]) -> str:
    """What `say` says, which looks at nothing but `facts`, the active language and zone."""
    here = (place, get_language(), timezone.get_current_timezone_name())
    ways = _asked.get(here, ())
    for names in ways:
        found = _said.get((here, names, _values(facts, names)))
        if found is not None:
            return found
    facts.asked.clear()
    words = say()
    names = tuple(sorted(facts.asked))
    values = _values(facts, names)
    if values is not None and (names in ways or len(ways) < WAYS):
        _keep(here, names, values, words)
    return words


def _values(facts: Facts, names: tuple[str, ...]) -> tuple[Any, ...] | None:
    """None if one of them is more than a plain value: it could change and look the same."""
    found = [facts.get(name, _ABSENT) for name in names]
    kinds = [type(value) for value in found]
    if not all(kind in PLAIN or value is _ABSENT for kind, value in zip(kinds, found, strict=True)):
        return None
    return (*kinds, *found)


def _keep(here: Hashable, names: tuple[str, ...], values: tuple[Any, ...], words: str) -> None:
    if len(_said) >= MOST:
        _said.clear()
        _asked.clear()
    ways = _asked.setdefault(here, [])
    if names not in ways:
        ways.append(names)
    _said[here, names, values] = words
