"""Where a roster's people belong: organisations and units that are known, and those to be added."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils.text import slugify

from mentoring.models import Organisation, Programme, Unit
from mentoring.services import organisation as organisations
from mentoring.services.roster_words import folded
from mentoring.vocabulary import OrganisationKind
from workflows.models import Calendar


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """An organisation a roster brings along."""

    name: str
    kind: OrganisationKind
    zone: str
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Place:
    """A unit. `missing` are the names to be added below `unit`, or below a new root."""

    organisation: Organisation | NewOrganisation
    unit: Unit | None
    missing: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        return (
            folded(self.organisation.name),
            self.unit and self.unit.pk,
            *map(folded, self.missing),
        )


class Places:
    """Read once for a file; what is announced and what comes to be is remembered."""

    def __init__(self, programme: Programme, today: date) -> None:
        self.home = programme.organisation
        self.today = today
        self._known: dict[str, Organisation | NewOrganisation] = {}
        for organisation in Organisation.objects.order_by("pk"):
            self._known.setdefault(folded(organisation.code), organisation)
            self._known[folded(organisation.name)] = organisation
        self._units: dict[int, list[Unit]] = defaultdict(list)
        for unit in Unit.objects.at(today).order_by("pk"):
            self._units[unit.organisation_id].append(unit)
        self._calendars = list(Calendar.objects.filter(scope="").order_by("code"))

    def organisation(self, name: str) -> Organisation | NewOrganisation | None:
        """By name or code; the programme's own when nothing is said."""
        return self._known.get(folded(name)) if name else self.home

    def announce(self, organisation: NewOrganisation) -> NewOrganisation:
        self._known[folded(organisation.name)] = organisation
        return organisation

    def calendar(self, zone: str) -> Calendar | None:
        """The shipped one of a zone with the home organisation's week, else any of the zone."""
        own = self.home.calendar.base or self.home.calendar
        fitting = [calendar for calendar in (own, *self._calendars) if calendar.zone == zone]
        same_week = [calendar for calendar in fitting if calendar.week == own.week]
        return next(iter(same_week or fitting), None)

    def place(self, organisation: Organisation | NewOrganisation, text: str) -> Place | None:
        """Where a unit's name or path (`Dinas > Bidang`) is; None when several have the name."""
        names = tuple(name for part in text.split(">") if (name := part.strip()))
        if isinstance(organisation, NewOrganisation):
            return Place(organisation, None, names)
        units = self._units[organisation.pk]
        if len(names) == 1:
            found = [unit for unit in units if folded(unit.name) == folded(names[0])]
            if found:
                return Place(organisation, found[0]) if len(found) == 1 else None
        return self._walk(organisation, names)

    def _root(self, organisation: Organisation) -> Unit:
        return next(unit for unit in self._units[organisation.pk] if unit.parent_id is None)

    def _below(self, parent: Unit, name: str) -> Unit | None:
        for unit in self._units[parent.organisation_id]:
            if unit.parent_id == parent.pk and folded(unit.name) == folded(name):
                return unit
        return None

    def _walk(self, organisation: Organisation, names: tuple[str, ...]) -> Place:
        unit = self._root(organisation)
        for depth, name in enumerate(names):
            child = self._below(unit, name)
            if child is None:
                return Place(organisation, unit, names[depth:])
            unit = child
        return Place(organisation, unit)

    def settle(self, place: Place) -> Unit:
        """The unit itself, after adding what is missing; done again it adds nothing."""
        unit = place.unit or self._root(self._founded(place.organisation))
        for name in place.missing:
            unit = self._below(unit, name) or self._added(unit, name)
        return unit

    def _added(self, parent: Unit, name: str) -> Unit:
        unit = organisations.add_unit(parent=parent, name=name, day=self.today)
        self._units[parent.organisation_id].append(unit)
        return unit

    def _founded(self, organisation: Organisation | NewOrganisation) -> Organisation:
        known = self._known.get(folded(organisation.name), organisation)
        if isinstance(known, Organisation):
            return known
        founded = organisations.found(
            code=self._free_code(known.name),
            name=known.name,
            kind=known.kind,
            zone=known.zone,
            calendar=known.calendar,
            day=self.today,
        )
        self._known[folded(known.name)] = founded
        self._known.setdefault(folded(founded.code), founded)
        self._units[founded.pk] = list(founded.units.all())
        return founded

    def _free_code(self, name: str) -> str:
        """The name as a code; where another organisation has it, with a mark of the whole name."""
        code = slugify(name)[:60]
        if code and folded(code) not in {*self._known} - {folded(name)}:
            return code
        return f"{code[:51]}-{hashlib.sha256(folded(name).encode()).hexdigest()[:8]}"
