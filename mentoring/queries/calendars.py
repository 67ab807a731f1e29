"""What organisations and units set about working time, and the open deadlines that go by it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q, QuerySet

from mentoring.models import (
    WALLED,
    CalendarImport,
    Correction,
    Matter,
    Organisation,
    OwnDay,
    Person,
    Relationship,
    Session,
    Unit,
    WeekChoice,
)
from mentoring.models.parties import OFFICES
from workflows.machine import Machine
from workflows.models import Calendar, Deadline
from workflows.models.deadline import DeadlineQuerySet

OF: Mapping[type[Machine], str] = {
    Relationship: "organisation",
    Session: "relationship__organisation",
    Correction: "organisation",
    Matter: "organisation",
}
# With two awaited at once it is the mentee who comes first.
FIRST: Mapping[type[Machine], str] = {Relationship: "mentee", Session: "mentee"}


@dataclass(frozen=True, slots=True)
class Home:
    """Whose days and week these are: an organisation's, or those of one unit of it."""

    organisation: Organisation
    unit: Unit | None = None

    @property
    def name(self) -> str:
        return (self.unit or self.organisation).name

    @property
    def key(self) -> int | None:
        """The unit's, None for the organisation itself."""
        return self.unit.pk if self.unit else None


def scope(home: Home) -> str:
    if home.unit:
        return f"unit:{home.unit.uid}"
    return f"organisation:{home.organisation.uid}"


def shipped() -> QuerySet[Calendar]:
    """What an organisation or a unit may choose from."""
    return Calendar.objects.filter(scope="").order_by("code")


def tag(organisation: Organisation) -> str:
    """What a form remembers, to notice that somebody else has changed a calendar meanwhile."""
    chosen = WeekChoice.objects.filter(organisation=organisation).count()
    return f"{number(organisation)}.{chosen}"


def number(organisation: Organisation) -> int:
    """Of the file published last."""
    rows = CalendarImport.objects.filter(organisation=organisation)
    return rows.aggregate(last=Max("number"))["last"] or 0


def own_days(home: Home) -> QuerySet[OwnDay]:
    rows = OwnDay.objects.filter(organisation=home.organisation, unit=home.unit)
    return rows.order_by("date")


def deadlines(organisation: Organisation, places: Collection[int | None]) -> DeadlineQuerySet:
    """Open ones that run by the working time of these units, by key; None is the organisation.

    The same as `Parties.calendar_of` says: an office works as the organisation does, everybody
    else as their unit. What is of class C runs by no calendar.
    """
    offices, found = Q(role__in=OFFICES), Q(pk__in=[])
    if None in places:
        found |= offices & _about({model: {path: organisation} for model, path in OF.items()})
    if units := [place for place in places if place is not None]:
        people = Person.objects.filter(unit__in=units)
        mentees = {model: {f"{path}__in": people} for model, path in FIRST.items()}
        alone = Q(responsible__in=people.values("user"))
        found |= ~offices & (alone | Q(responsible=None) & _about(mentees))
    return Deadline.objects.open().filter(found).exclude(subject_kind__in=WALLED)


def _about(which: Mapping[type[Machine], Mapping[str, Any]]) -> Q:
    found = Q(pk__in=[])
    for model, lookups in which.items():
        rows = model._base_manager.filter(**lookups).order_by().values("pk")
        found |= Q(subject_kind=model.kind, subject_id__in=rows)
    return found


def imports(home: Home) -> QuerySet[CalendarImport]:
    """What was published, the newest first, without the files themselves."""
    rows = CalendarImport.objects.filter(organisation=home.organisation, unit=home.unit)
    return rows.defer("content").select_related("by__person").order_by("-number")


def choices(home: Home) -> QuerySet[WeekChoice]:
    """Weeks chosen so far, the newest first."""
    rows = WeekChoice.objects.filter(organisation=home.organisation, unit=home.unit)
    return rows.select_related("by__person", "calendar").order_by("-pk")
