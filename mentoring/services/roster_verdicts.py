"""What is to become of each row of a roster, decided without writing anything."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from mentoring.models import Person, Programme, RosterRow
from mentoring.services.roster_known import KnownPeople
from mentoring.services.roster_places import NewOrganisation, Place, Places
from mentoring.services.roster_problems import Problem
from mentoring.services.roster_rows import Entry, Judged
from mentoring.services.roster_words import folded

Verdict = RosterRow.Verdict
PLAIN_FIELDS = ("title_before", "title_after", "position", "phone")


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict with what follows from it. `person` is who is known already."""

    judged: Judged
    verdict: Verdict
    problems: tuple[Problem, ...]
    person: Person | None = None
    place: Place | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    superior: str = ""  # the NIP of the superior to be assigned

    @property
    def number(self) -> int:
        return self.judged.row.number

    @property
    def entry(self) -> Entry:
        if self.judged.entry is None:
            raise LookupError(f"row {self.number} was rejected")
        return self.judged.entry

    @property
    def is_written(self) -> bool:
        return self.verdict in {Verdict.NEW, Verdict.CHANGED}


class _Refusal(Exception):
    def __init__(self, column: str, code: str, **params: Any) -> None:
        super().__init__(code)
        self.problem = Problem(column, code, params)


class Deciding:
    """One file being decided, row after row; a row sees what the rows before it announced."""

    def __init__(
        self, programme: Programme, judged: Sequence[Judged], *, places: Places, today: date
    ) -> None:
        entries = [row.entry for row in judged if row.entry]
        self.judged = judged
        self.places = places
        self.known = KnownPeople(programme, entries, today)
        self.rows_by_nip: dict[str, int] = {}
        self.rows_by_place: dict[tuple[object, ...], int] = {}

    def decisions(self) -> Iterator[Decision]:
        decided = [self._decide(row) for row in self.judged]
        coming = {
            decision.entry.nip.digits
            for decision in decided
            if decision.verdict != Verdict.REJECTED and decision.entry.nip
        }
        for decision in decided:
            rejected = decision.verdict == Verdict.REJECTED
            yield decision if rejected else self._with_superior(decision, coming)

    def _decide(self, judged: Judged) -> Decision:
        if judged.entry is None:
            return Decision(judged, Verdict.REJECTED, judged.problems)
        try:
            return self._accept(judged, judged.entry)
        except _Refusal as refusal:
            return Decision(judged, Verdict.REJECTED, (*judged.problems, refusal.problem))

    def _accept(self, judged: Judged, entry: Entry) -> Decision:
        if entry.nip:
            first = self.rows_by_nip.setdefault(entry.nip.digits, entry.number)
            if first != entry.number:
                raise _Refusal("nip", "nip_duplicate", row=first)
        place = self._place(entry)
        person = self._person(entry, place)
        if person:
            place = self._stay(entry, person, place)
        elif place is None:
            raise _Refusal("unit", "unit_ambiguous")
        fields, problems = self._fields(entry, person), judged.problems
        if entry["email"] and not self._may_use(entry, person):
            fields.pop("email", None)
            problems = (*problems, Problem("email", "email_shared"))
        return Decision(
            judged, self._verdict(entry, person, place, fields), problems, person, place, fields
        )

    def _place(self, entry: Entry) -> Place | None:
        name = entry["organisation"]
        organisation = self.places.organisation(name)
        if organisation is None:
            if entry.organisation_kind is None:
                raise _Refusal("organisation", "organisation_unknown")
            zone = entry.zone or self.places.home.zone
            calendar = self.places.calendar(zone)
            if calendar is None:
                raise _Refusal("zone", "no_calendar")
            organisation = self.places.announce(
                NewOrganisation(name, entry.organisation_kind, zone, calendar)
            )
        if entry.organisation_kind not in {None, organisation.kind}:
            raise _Refusal(
                "organisation_kind", "organisation_kind_differs", known=organisation.kind
            )
        return self.places.place(organisation, entry["unit"])

    def _person(self, entry: Entry, place: Place | None) -> Person | None:
        person = self.known.by_nip.get(entry.nip.digits) if entry.nip else None
        if person and folded(person.name) != folded(entry.name):
            raise _Refusal("nip", "nip_other_name")
        if entry.nip is None and place:
            self._refuse_second(entry, place)
        person = person or self.known.by_address(entry)
        return person if person or entry.nip or place is None else self._namesake(entry, place)

    def _refuse_second(self, entry: Entry, place: Place) -> None:
        key = (*place.key, folded(entry.name))
        first = self.rows_by_place.setdefault(key, entry.number)
        if first != entry.number:
            raise _Refusal("name", "person_duplicate", row=first)

    def _namesake(self, entry: Entry, place: Place) -> Person | None:
        found = [] if place.missing else self._in_unit(entry, place)
        if len(found) > 1:
            raise _Refusal("name", "person_ambiguous")
        return found[0] if found else None

    def _in_unit(self, entry: Entry, place: Place) -> list[Person]:
        return self.known.by_unit(entry, place.unit.pk) if place.unit else []

    def _stay(self, entry: Entry, person: Person, place: Place | None) -> Place | None:
        """Where a known person moves within their organisation; None when they stay."""
        if entry["organisation"]:
            stated = self.places.organisation(entry["organisation"])
            if stated != person.organisation:
                raise _Refusal("organisation", "organisation_differs")
        elif entry["unit"]:
            place = self.places.place(person.organisation, entry["unit"])
        if not entry["unit"]:
            return None
        if place is None:
            raise _Refusal("unit", "unit_ambiguous")
        return None if place.unit == person.unit and not place.missing else place

    def _fields(self, entry: Entry, person: Person | None) -> dict[str, Any]:
        """What a new person gets, or what differs from what is known."""
        stated: dict[str, Any] = {name: entry[name] for name in (*PLAIN_FIELDS, "email")}
        stated |= {"level": entry.level, "kind": entry.kind, "zone": entry.zone}
        given = {name: value for name, value in stated.items() if value}
        if person is None:
            given.setdefault("kind", entry.person_kind)
            return given | {"name": entry.name, "nip": entry.nip and entry.nip.digits}
        if entry.nip and person.nip is None:
            given |= {"nip": entry.nip.digits, "kind": entry.person_kind}
        user = {"email": person.user.email, "zone": person.user.time_zone}
        return {
            name: value
            for name, value in given.items()
            if value != (user[name] if name in user else getattr(person, name))
        }

    def _may_use(self, entry: Entry, person: Person | None) -> bool:
        holds = person is not None and person.user.email.lower() == entry["email"].lower()
        return holds or not self.known.is_shared(entry, person)

    def _verdict(
        self, entry: Entry, person: Person | None, place: Place | None, fields: Mapping[str, Any]
    ) -> Verdict:
        roles = self.known.roles(person) if person else set()
        if not roles:
            return Verdict.NEW
        changed = fields or place or entry.role not in roles
        return Verdict.CHANGED if changed else Verdict.UNCHANGED

    def _with_superior(self, decision: Decision, coming: set[str]) -> Decision:
        if decision.entry.superior is None:
            return decision
        number, person = decision.entry.superior.digits, decision.person
        superior = self.known.by_nip.get(number)
        if superior is None and number not in coming:
            return self._cautioned(decision, "superior_unknown")
        if person and superior and self.known.superior_id(person) == superior.pk:
            return decision
        if person and self.known.has_later_superior(person):
            return self._cautioned(decision, "superior_later")
        verdict = decision.verdict if decision.is_written else Verdict.CHANGED
        return replace(decision, superior=number, verdict=verdict)

    @staticmethod
    def _cautioned(decision: Decision, code: str) -> Decision:
        return replace(decision, problems=(*decision.problems, Problem("superior_nip", code)))
