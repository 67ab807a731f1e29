"""Counts that tell nothing of few people: what may be published of several lists over the same
people, so that no number from one to four can be reckoned from what is shown.

Which cells are kept back follows only from which are smaller than `FEWEST`, never from how much
smaller: whoever knows the rule learns no more by it. docs/adr/0024 has the proof.
"""

from collections.abc import Mapping, Sequence
from typing import Final

FEWEST: Final = 5

Counts = Mapping[str, int]
Shown = Mapping[str, int | None]


def publishable(lists: Sequence[Counts]) -> Sequence[Shown] | None:
    """Each list with None where a number is kept back; None if nothing at all may be said.

    Every list counts the same people, each of them once, in an order that does not depend on them.
    """
    total = sum(lists[0].values())
    if any(sum(counts.values()) != total for counts in lists):
        raise ValueError("the lists do not count the same people")
    if total < FEWEST or any(_tells_all(counts) for counts in lists):
        return None
    return [_kept_back(counts) for counts in lists]


def _tells_all(counts: Counts) -> bool:
    """Whether the total alone says each number: all are as great as a small one can be."""
    return all(number == FEWEST - 1 for number in counts.values())


def _kept_back(counts: Counts) -> Shown:
    """Without the small ones and, where there is one, without the first of the others as well."""
    small = {name for name, number in counts.items() if number < FEWEST}
    beside = [name for name in counts if name not in small][:1] if small else []
    hidden = small.union(beside)
    return {name: None if name in hidden else number for name, number in counts.items()}
