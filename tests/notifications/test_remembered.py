"""Words said before are said again only for the same facts, language and zone."""

import pytest
from django.template import Context
from django.utils import timezone, translation

from notifications import remembered
from notifications.remembered import Facts


@pytest.fixture(autouse=True)
def nothing_yet(monkeypatch):
    monkeypatch.setattr(remembered, "_asked", {})
    monkeypatch.setattr(remembered, "_said", {})


def teller(spoken):
    """Says `owner`, and `weight` only where it is heavy; notes when it was asked."""

    def said(**values):
        facts = Facts(values)

        def say():
            spoken.append(values)
            asked = Context(facts)
            words = str(asked.get("owner", "nobody"))
            if asked.get("heavy"):
                words += f" {asked.get('weight', '-')}"
            return words

        return remembered.said("block", facts, say)

    return said


def test_the_same_facts_are_put_into_words_once_whatever_else_is_in_the_notice():
    spoken = []
    told = teller(spoken)
    assert told(owner="Maya", heavy=False, path="/1") == "Maya"
    assert told(owner="Maya", heavy=False, path="/2", weight=9) == "Maya"
    assert len(spoken) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"owner": "Maya"}, {"owner": "Budi"}),
        ({"owner": 1}, {"owner": True}),
        ({"owner": 1}, {"owner": "1"}),
        ({"owner": None}, {}),
        ({"owner": "Maya", "heavy": True, "weight": 1}, {"owner": "Maya", "heavy": True}),
        ({"owner": "Maya", "heavy": False, "weight": 1}, {"owner": "Maya", "heavy": True}),
    ],
)
def test_other_facts_are_other_words(first, second):
    spoken = []
    told = teller(spoken)
    for facts in (first, second, first, second):
        told(**facts)
    assert spoken == [first, second]


def test_another_language_or_zone_is_another_saying():
    spoken = []
    told = teller(spoken)
    for language, zone in (("id", "Asia/Jakarta"), ("en", "Asia/Jakarta"), ("id", "Asia/Jayapura")):
        with translation.override(language), timezone.override(zone):
            told(owner="Maya")
            told(owner="Maya")
    assert len(spoken) == 3


def test_what_is_more_than_a_plain_value_is_never_kept():
    spoken = []
    told = teller(spoken)
    told(owner=["Maya"])
    told(owner=["Maya"])
    assert len(spoken) == 2
    assert not remembered._said


def test_never_more_than_so_many_are_kept():
    told = teller([])
    for n in range(remembered.MOST + 10):
        told(owner=n)
    assert len(remembered._said) <= remembered.MOST
