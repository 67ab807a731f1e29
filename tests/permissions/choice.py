"""Who is asked for which address: all of the matrix, or a sample that meets every pair.

The sample has every address with every actor, every actor with every relation and every address
with every relation; and somebody in each relation to such an object looks at each page of it.
"""

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import pytest

from mentoring.permissions import Hat
from tests.permissions.addresses import Address, addresses
from tests.permissions.judge import Judge
from tests.permissions.visitors import Visitor
from tests.permissions.world import World

WHOLE = os.environ.get("MATRIX") == "whole"
FOR_ALL = frozenset({Hat.ANYONE, Hat.OPERATOR})
# All of it is asked in parts, by several processes side by side.
PARTS = 12 if WHOLE else 1
in_parts = pytest.mark.parametrize("part", range(PARTS))


def reading(
    world: World, everybody: Mapping[str, Visitor], judge: Judge, part: int
) -> Iterator[tuple[Visitor, Address]]:
    met = set()
    for visitor, address, in_sample in _every(world, everybody, judge, part):
        held = judge.held(visitor, address)
        new = bool(held) and not address.change and (address.name, held) not in met
        if WHOLE or in_sample or new:
            met.add((address.name, held))
            yield visitor, address


def changing(
    world: World, everybody: Mapping[str, Visitor], judge: Judge, part: int
) -> Iterator[tuple[Visitor, Address]]:
    for visitor, address, in_sample in _every(world, everybody, judge, part):
        if WHOLE or in_sample:
            yield visitor, address


def of(methods: Sequence[str], number: int) -> Sequence[str]:
    """All the methods, or one of them for every third that is asked."""
    if WHOLE:
        return methods
    return [] if number % 3 else [methods[number // 3 % len(methods)]]


def _every(
    world: World, everybody: Mapping[str, Visitor], judge: Judge, part: int
) -> Iterator[tuple[Visitor, Address, bool]]:
    """All there is of the part; whether it is of the sample stands beside it."""
    named = defaultdict(list)
    for address in addresses(world, judge.page.routes):
        named[address.name].append(address)
    for number, found in list(enumerate(named.values()))[part::PARTS]:
        for place, visitor in enumerate(everybody.values()):
            picked = _pick(number, place, found)
            for at, address in enumerate(found):
                yield visitor, address, at == picked and not _alike(visitor, address)


def _alike(visitor: Visitor, address: Address) -> bool:
    """Whether somebody else of the sample stands for the visitor there."""
    for_all = address.route.who <= FOR_ALL and visitor.actor not in {"mentee", "nobody"}
    return for_all or bool(visitor.secret and not visitor.is_known(address.url))


def _pick(number: int, place: int, found: list[Address]) -> int:
    """Objects go round by address and actor, changes by another step."""
    changes = len({address.change for address in found})
    objects = len(found) // changes
    return (number + place) % objects * changes + (5 * place + 3 * number) % changes
