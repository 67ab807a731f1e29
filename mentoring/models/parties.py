"""The parties of a process: who stands behind a role name, and whose working hours count."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from mentoring import rules
from mentoring.models.person import Person
from mentoring.models.practitioner import Appointment
from mentoring.vocabulary import AppointedRole, LineKind, Role
from workflows.models import Calendar

OFFICES = {
    Role.COORDINATOR.value: AppointedRole.COORDINATOR,
    Role.HEAD.value: AppointedRole.HEAD,
}

_CHAINS = """
    WITH RECURSIVE above(person, superior) AS (
        SELECT line.person_id, line.superior_id FROM mentoring_reportingline line
        WHERE line.person_id IN ({people}) AND {holds}
        UNION
        SELECT above.person, line.superior_id FROM mentoring_reportingline line JOIN above
        ON line.person_id = above.superior
        WHERE {holds}
    )
    SELECT person, superior FROM above
"""
_HOLDS = (
    "line.kind = %s AND line.valid_from <= %s AND (line.valid_to IS NULL OR line.valid_to >= %s)"
)
_CHAIN = """
    WITH RECURSIVE above(person) AS (
        SELECT CAST(%s AS bigint)
        UNION
        SELECT line.superior_id FROM mentoring_reportingline line JOIN above
        ON line.person_id = above.person
        WHERE line.kind = %s AND line.valid_from <= %s
        AND (line.valid_to IS NULL OR line.valid_to >= %s)
    )
    SELECT EXISTS (SELECT 1 FROM above WHERE person = %s)
"""


class Parties:
    """For subjects with an organisation and a programme; the model names the people of a role."""

    as_of: datetime
    organisation: Any
    programme: Any

    def people_in(self, role: str) -> Sequence[Person]:
        """Those of the pair who hold a role now; reads nothing beyond `related`."""
        raise NotImplementedError

    def awaited(self, role: str) -> list[Any]:
        """Users behind a role; an office costs one statement. Superiors are found by notices."""
        if role not in OFFICES:
            return [person.user for person in self.people_in(role)]
        day = rules.office_day(self.as_of)
        rows = [row for row in self.serving() if row.role == OFFICES[role] and row.holds(day)]
        return list({row.person.user: None for row in sorted(rows, key=lambda row: row.pk)})

    def serving(self) -> list[Appointment]:
        """Everybody in an office over the subject around the day; read once for each moment."""
        held: tuple[datetime, list[Appointment]] | None = self.__dict__.get("_serving")
        if held is None or held[0] != self.as_of:
            held = self.__dict__["_serving"] = (self.as_of, self._read_serving())
        return held[1]

    def _read_serving(self) -> list[Appointment]:
        day = rules.office_day(self.as_of)
        rows = Appointment.objects.filter(
            Q(programme=None) | Q(programme=self.programme),
            organisation=self.organisation,
            role__in=OFFICES.values(),
        ).overlapping(day - timedelta(days=1), day + timedelta(days=1))
        person = ("person__user", "person__unit__calendar", "person__organisation")
        return list(rows.select_related(*person).order_by("valid_from", "pk"))

    def calendar_of(self, role: str) -> Calendar:
        """That of the first person's unit; an office works as its organisation does."""
        people = [] if role in OFFICES else self.people_in(role)
        calendar: Calendar = people[0].unit.calendar if people else self.organisation.calendar
        return calendar


def is_above(superior: int, person: int, day: date) -> bool:
    """Whether one person is over another at any level, by reporting lines; one statement."""
    kind = LineKind.DIRECT_SUPERIOR.value
    with connection.cursor() as cursor:
        cursor.execute(_CHAIN, [person, kind, day, day, superior])
        return bool(cursor.fetchone()[0])


def all_above(people: Collection[int], day: date) -> frozenset[tuple[int, int]]:
    """(person, superior) for everybody over these people at any level; one statement."""
    if not people:
        return frozenset()
    query = _CHAINS.format(people=", ".join(["%s"] * len(people)), holds=_HOLDS)
    held: list[Any] = [LineKind.DIRECT_SUPERIOR.value, day, day]
    with connection.cursor() as cursor:
        cursor.execute(query, [*people, *held, *held])
        return frozenset((person, superior) for person, superior in cursor.fetchall())
