"""Whoever reads a report, knows the rule and tries every truth that fits is certain of no number
from one to four."""

from collections import defaultdict
from itertools import product

import pytest

from mentoring.queries.small_cells import publishable

pytestmark = pytest.mark.once


def divided(total, parts):
    """Every way to divide so many people among so many numbers."""
    if parts == 1:
        return [(total,)]
    return [
        (first, *rest) for first in range(total + 1) for rest in divided(total - first, parts - 1)
    ]


def attacked(*shapes, most, publish=publishable):
    """Small numbers that are certain once a report is read: (report, list, name, number).

    Every population of at most so many people is published; those that look the same from outside
    are held beside each other.
    """
    fitting = defaultdict(list)
    for total in range(most + 1):
        for truth in product(*(divided(total, size) for size in shapes)):
            lists = [dict(zip("abcdefgh", numbers, strict=False)) for numbers in truth]
            shown = publish(lists)
            told = shown and (total, [tuple(one.values()) for one in shown])
            fitting[repr(told)].append(truth)
    for told, group in fitting.items():
        for number, numbers in enumerate(zip(*group, strict=True)):
            for name, values in enumerate(zip(*numbers, strict=True)):
                if len(set(values)) == 1 and 0 < values[0] < 5:
                    yield told, number, name, values[0]


@pytest.mark.parametrize(
    ("shapes", "most"), [((2,), 20), ((3,), 20), ((4,), 18), ((2, 2), 16), ((2, 3), 14)]
)
def test_no_small_number_is_certain(shapes, most):
    assert list(attacked(*shapes, most=most)) == []


def without_the_second(lists):
    """What comes of it if only the small ones are kept back."""
    shown = publishable(lists)
    return shown and [
        {name: number if number >= 5 else None for name, number in counts.items()}
        for counts in lists
    ]


def the_smallest_beside(lists):
    """What comes of it if the smallest of the others is kept back, instead of the first."""
    shown = publishable(lists)
    if shown is None:
        return None
    found = []
    for counts in lists:
        small = {name for name, number in counts.items() if number < 5}
        others = sorted((number, name) for name, number in counts.items() if name not in small)
        hidden = small | ({others[0][1]} if small and others else set())
        found.append({name: None if name in hidden else counts[name] for name in counts})
    return found


@pytest.mark.parametrize("careless", [without_the_second, the_smallest_beside])
def test_the_attacker_finds_what_a_careless_rule_leaves(careless):
    assert list(attacked(3, most=20, publish=careless))


def test_what_is_large_is_shown():
    assert publishable([{"a": 7, "b": 9, "c": 2, "d": 30}]) == [
        {"a": None, "b": 9, "c": None, "d": 30}
    ]
    assert publishable([{"a": 7, "b": 9}]) == [{"a": 7, "b": 9}]
    assert publishable([{"a": 4, "b": 0}]) is None
    assert publishable([{"a": 4, "b": 4}, {"a": 8}]) is None
    assert publishable([{"a": 4, "b": 1}, {"a": 5}]) == [{"a": None, "b": None}, {"a": 5}]
