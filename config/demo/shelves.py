"""The mails as the page lays them out: by day, and equal ones of one day together in a bundle."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils import timezone

from config.demo.addressees import Addressee, behind
from config.demo.letters import Letter
from notifications.templatetags import wall_clock

BUNDLE = 4  # as many equal mails in a row become one line


@dataclass(frozen=True, slots=True)
class Item:
    """A mail with the person it went to; its times are those of that person's wall clock."""

    letter: Letter
    to: Addressee

    @property
    def day(self) -> date:
        return self.letter.sent_at.astimezone(ZoneInfo(self.to.zone)).date()

    @property
    def clock(self) -> str:
        with timezone.override(self.to.zone):
            return wall_clock.clock(self.letter.sent_at)

    @property
    def moment(self) -> str:
        with timezone.override(self.to.zone):
            return wall_clock.moment(self.letter.sent_at)


@dataclass(frozen=True, slots=True)
class Bundle:
    items: Sequence[Item]
    is_open: bool = False

    @property
    def first(self) -> Item:
        return self.items[0]

    @property
    def last(self) -> Item:
        """The one that arrived first: it names the bundle while that still grows."""
        return self.items[-1]

    @property
    def is_large(self) -> bool:
        return len(self.items) >= BUNDLE


@dataclass(frozen=True, slots=True)
class Shelf:
    """The mails of one day."""

    title: str
    bundles: Sequence[Bundle]


def laid_out(letters: Iterable[Letter], reading: str = "") -> list[Shelf]:
    """The shelves in the order of the letters; the bundle of the mail being read is open."""
    found = list(letters)
    people = behind([letter.address for letter in found])
    items = [Item(letter, people[letter.address]) for letter in found]
    return [
        Shelf(wall_clock.day(day), _bundled(list(group), reading))
        for day, group in groupby(items, key=lambda item: item.day)
    ]


def _bundled(items: Sequence[Item], reading: str) -> list[Bundle]:
    groups = [list(group) for _subject, group in groupby(items, lambda item: item.letter.subject)]
    return [
        Bundle(part, any(item.letter.number == reading for item in part))
        for group in groups
        for part in ([group] if len(group) >= BUNDLE else [[item] for item in group])
    ]
