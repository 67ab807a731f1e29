"""Which pauses count for which deadline.

A target is a word: an item, a person, or the scope of a subject's policies (a programme).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from workflows import opening
from workflows.models import Deadline
from workflows.schedule import Span, merged

ITEM, PERSON = "item", "person"
BATCH = 500


def of_item(kind: str, pk: int) -> str:
    return f"{ITEM}:{kind}:{pk}"


def of_person(user_id: int) -> str:
    return f"{PERSON}:{user_id}"


def targets(row: Deadline) -> set[str]:
    """Whose pauses hold this deadline: its item's, its person's, its programme's."""
    found = {of_item(row.subject_kind, row.subject_id)}
    if row.responsible_id is not None:
        found.add(of_person(row.responsible_id))
    return found | ({row.scope} if row.scope else set())


def held_by(target: str) -> dict[str, Any]:
    """The lookups of Deadline that find those which a pause of this target holds."""
    kind, _colon, rest = target.partition(":")
    if kind == ITEM:
        subject_kind, pk = rest.rsplit(":", 1)
        return {"subject_kind": subject_kind, "subject_id": int(pk)}
    return {"responsible_id": int(rest)} if kind == PERSON else {"scope": target}


def laid(rows: Iterable[Deadline]) -> Iterator[Deadline]:
    """Each deadline with its standstills, however many they are; one statement for a batch."""
    left = iter(rows)
    while some := list(islice(left, BATCH)):
        Standstills().lay(some)
        yield from some


class Standstills:
    """The pauses of targets, each target read once for the length of one act."""

    def __init__(self) -> None:
        self._spans: dict[str, list[Span]] = {}
        self._expected: set[str] = set()

    def expect(self, names: Iterable[str]) -> None:
        """These will be asked for as well: they are read together with the next ones."""
        self._expected.update(names)

    def missing(self) -> set[str]:
        """What is expected and was not read yet."""
        return self._expected - self._spans.keys()

    def learn(self, names: Iterable[str], found: Mapping[str, Sequence[Span]]) -> None:
        """The pauses of these names, as they were read."""
        self._spans |= {name: list(found.get(name, ())) for name in names}
        self._expected -= self._spans.keys()

    def of(self, row: Deadline) -> Sequence[Span]:
        """The time in which this deadline stands still; what overlaps counts once."""
        wanted = targets(row)
        if not wanted <= self._spans.keys():
            self._read((wanted | self._expected) - self._spans.keys())
        return merged(span for name in wanted for span in self._spans[name])

    def lay(self, rows: Iterable[Deadline]) -> None:
        """Give each deadline its standstills; one statement for all that were not read before."""
        rows = list(rows)
        self.expect(name for row in rows for name in targets(row))
        for row in rows:
            row.standstills = self.of(row)

    def _read(self, names: set[str]) -> None:
        self.learn(names, opening.pauses(names))
