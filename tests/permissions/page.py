"""What the permission table promises, read from the page people read: docs/permissions.md.

The product asks `mentoring.permissions`; the matrix asks this page. Whoever changes an entry
without the page, or the page without the entry, turns it red.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mentoring.permissions import Fields, Route

PAGE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
CELLS = re.compile(r"(?<!\\)\|")


@dataclass(slots=True)
class Chapter:
    """One resource: the fields by relation, and who may make which change."""

    see: dict[str, Fields] = field(default_factory=dict)
    changes: dict[str, Fields] = field(default_factory=dict)

    def seen_by(self, relations: frozenset[str]) -> Fields:
        return frozenset().union(*(self.see.get(one, frozenset()) for one in relations))


@dataclass(frozen=True, slots=True)
class Page:
    chapters: Mapping[str, Chapter]
    routes: Mapping[str, Route]


def read(text: str = "") -> Page:
    chapters: dict[str, Chapter] = {}
    routes: dict[str, Route] = {}
    for heads, rows in _tables(text or PAGE.read_text()):
        match heads:
            case ["field", *relations]:
                chapters[_last(chapters)].see = dict(_fields(relations, rows))
            case ["change", *_]:
                last = chapters[_last(chapters)]
                last.changes = {_words(row[0])[0]: frozenset(_words(row[-1])) for row in rows}
            case ["resource", *_]:
                routes |= dict(_routes(rows))
            case [name]:
                chapters[name] = Chapter()
    return Page(chapters, routes)


def _tables(text: str) -> Iterator[tuple[list[str], list[list[str]]]]:
    """Each table by its heads; the name of a resource, alone on its line, as one without rows."""
    for block in text.split("\n\n"):
        lines = [line for line in block.strip().splitlines() if line.startswith("|")]
        if lines:
            yield _cells(lines[0]), [_cells(line) for line in lines[2:]]
        elif named := re.fullmatch(r"`(\w+)`", block.strip()):
            yield [named[1]], []


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in CELLS.split(line)[1:-1]]


def _words(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def _last(chapters: Mapping[str, Chapter]) -> str:
    return list(chapters)[-1]


def _fields(relations: list[str], rows: list[list[str]]) -> Iterator[tuple[str, Fields]]:
    for column, relation in enumerate(relations, 1):
        yield relation, frozenset(_words(row[0])[0] for row in rows if row[column] != "·")


def _routes(rows: list[list[str]]) -> Iterator[tuple[str, Route]]:
    for resource, action, who, addresses in rows:
        route = Route("".join(_words(resource)), action, frozenset(_words(who)))
        yield from ((name, route) for name in _words(addresses))
