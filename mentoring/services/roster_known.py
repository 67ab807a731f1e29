"""Which people of a roster are known already: by NIP, by e-mail, by name and unit."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from mentoring.models import Enrolment, Person, Programme, ReportingLine
from mentoring.services.roster_rows import Entry
from mentoring.services.roster_words import folded
from mentoring.vocabulary import LineKind

CHUNK = 500
Value = TypeVar("Value", int, str)


class KnownPeople:
    """Read once for a file."""

    def __init__(self, programme: Programme, entries: Sequence[Entry], today: date) -> None:
        self.today = today
        self.by_nip = {str(person.nip): person for person in _with_nips(entries)}
        self._by_email: dict[str, list[Person]] = defaultdict(list)
        for person in _with_addresses(entries):
            self._by_email[person.user.email.lower()].append(person)
        self._nipless: dict[tuple[int, str], list[Person]] = defaultdict(list)
        if any(entry.nip is None for entry in entries):
            for person in _people(Q(nip=None)):
                self._nipless[person.unit_id, folded(person.name)].append(person)
        self._owners = _owners(entries)
        self._roles: dict[int, set[str]] = defaultdict(set)
        enrolled = Enrolment.objects.filter(programme=programme).values_list("person", "role")
        for person_id, role in enrolled:
            self._roles[person_id].add(role)
        self._lines = self._read_lines() if any(entry.superior for entry in entries) else {}

    def roles(self, person: Person) -> set[str]:
        return self._roles[person.pk]

    def by_address(self, entry: Entry) -> Person | None:
        """Somebody without NIP who has this name and this address."""
        for person in self._by_email.get(entry["email"].lower(), ()):
            if person.nip is None and folded(person.name) == folded(entry.name):
                return person
        return None

    def by_unit(self, entry: Entry, unit_id: int) -> list[Person]:
        """Those without NIP who have this name in this unit."""
        return self._nipless.get((unit_id, folded(entry.name)), [])

    def is_shared(self, entry: Entry, person: Person | None) -> bool:
        """Whether somebody else, in the file or known, has the entry's address as well."""
        address = entry["email"].lower()
        others = (holder for holder in self._by_email.get(address, ()) if holder != person)
        return len(self._owners[address]) > 1 or any(others)

    def superior_id(self, person: Person) -> int | None:
        lines = self._lines.get(person.pk, ())
        return next((line.superior_id for line in lines if line.valid_from <= self.today), None)

    def has_later_superior(self, person: Person) -> bool:
        return any(line.valid_from > self.today for line in self._lines.get(person.pk, ()))

    def _read_lines(self) -> dict[int, list[ReportingLine]]:
        """Present and later direct superiors."""
        groups = (*self._by_email.values(), *self._nipless.values(), self.by_nip.values())
        found: dict[int, list[ReportingLine]] = defaultdict(list)
        for chunk in _chunks({person.pk for group in groups for person in group}):
            lines = ReportingLine.objects.filter(
                person__in=chunk, kind=LineKind.DIRECT_SUPERIOR
            ).overlapping(self.today, None)
            for line in lines:
                found[line.person_id].append(line)
        return found


def _owners(entries: Sequence[Entry]) -> dict[str, set[str]]:
    """By address the people in the file who have it."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        owner = entry.nip.digits if entry.nip else folded(entry.name)
        found[entry["email"].lower()].add(owner)
    return found


def _chunks(values: Iterable[Value]) -> Iterator[list[Value]]:
    ordered = sorted(values)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def _people(condition: Q) -> QuerySet[Person]:
    people = Person.objects.annotate(address=Lower("user__email")).filter(condition)
    return people.select_related("user", "organisation", "unit__calendar").order_by("pk")


def _with_nips(entries: Sequence[Entry]) -> Iterator[Person]:
    numbers = {nip.digits for entry in entries for nip in (entry.nip, entry.superior) if nip}
    for chunk in _chunks(numbers):
        yield from _people(Q(nip__in=chunk))


def _with_addresses(entries: Sequence[Entry]) -> Iterator[Person]:
    for chunk in _chunks({entry["email"].lower() for entry in entries if entry["email"]}):
        yield from _people(Q(address__in=chunk))
