"""The worklist for programs: pages of one list by due time, as plain rows of a single statement.

What is in the lists is what the portal's pages say (`docket`); beside them what is open where
somebody coordinates, and what is late with those they are the superior of, as far as the permission
table shows it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from mentoring import rules
from mentoring.models import OF_THE_OFFICE, Appointment, Programme, Session
from mentoring.queries import agenda_text, docket
from mentoring.queries.agenda_text import OFFICE, PRACTITIONER, SESSIONS, STAFF, TURN, WAITING
from mentoring.vocabulary import AppointedRole
from workflows import prepared
from workflows.kept import Kept

PAGE: Final = 25
MOST: Final = 100
LISTS: Final = (TURN, WAITING, SESSIONS, OFFICE, STAFF)
_OFFICES_OWN: Final = frozenset(model.kind for model in OF_THE_OFFICE)
_MENTEE: Final = ("mentee__title_before", "mentee__name", "mentee__title_after")
_GUIDE: Final = tuple(f"practitioner__person__{each[8:]}" for each in _MENTEE)
_OF_A_MEETING: Final = ("starts_at", "pk", "ends_at", "uid", "state", "mentee__user")


class Task(NamedTuple):
    """A line, due at a time. `after` is where a page goes on; `other` of whom the reader hears."""

    at: datetime
    after: UUID
    deadline: str
    role: str
    kind: str
    uid: UUID
    state: str
    other: str


class Meeting(NamedTuple):
    """A session agreed on, by its beginning."""

    at: datetime
    ends_at: datetime
    uid: UUID
    state: str
    other: str
    kind: str = Session.kind

    @property
    def after(self) -> UUID:
        return self.uid


@dataclass(frozen=True, slots=True)
class After:
    """Where a page goes on: behind this deadline or session, which had this time."""

    at: datetime
    uid: UUID


def page(
    name: str, user: Any, now: datetime, limit: int, since: After | None, *, limited: bool = True
) -> Sequence[Task | Meeting]:
    """The first `limit` of a list and one more if there is any; at most two statements.

    Without `limited` nothing of a class that programs do not learn of.
    """
    if name == SESSIONS:
        return _meetings(user, now, limit, since)
    values: dict[str, Any] = {"user": user.pk, "now": now}
    values |= {"at": since.at, "uid": since.uid} if since else {}
    values |= {"scopes": _scopes(user, now)} if name == OFFICE else {}
    office = name in (TURN, WAITING) and bool(_COORDINATES(user=user.pk, now=now))
    read = (PAGE if limit <= PAGE else MOST) + 1  # two texts for all the limits there are
    text = agenda_text.text(connection.vendor, name, office, since is not None, read, limited)
    with prepared.cursor() as cursor:
        cursor.execute(text.sql, text.filled(values))
        return [_task(row, user.pk) for row in cursor.fetchmany(limit + 1)]


def _task(row: Sequence[Any], user: int) -> Task:
    due_at, deadline, name, role, kind, uid, state, mentee, *names, side = row
    theirs = side == PRACTITIONER or (mentee == user and kind not in _OFFICES_OWN)
    other = _called(names, theirs=theirs)
    return Task(_moment(due_at), _uid(deadline), name, role, kind, _uid(uid), state, other)


def _meetings(user: Any, now: datetime, limit: int, since: After | None) -> list[Meeting]:
    behind = None
    if since:
        last = Session.objects.filter(uid=since.uid).values("pk")
        behind = docket.After(since.at, Subquery(last))
    rows = docket.ahead(user, now, behind).values_list(*_OF_A_MEETING, *_MENTEE, *_GUIDE)
    return [
        Meeting(starts_at, ends_at, uid, state, _called(names, theirs=mentee == user.pk))
        for starts_at, _pk, ends_at, uid, state, mentee, *names in rows[: limit + 1]
    ]


def _called(names: Sequence[str | None], *, theirs: bool) -> str:
    """As `Person.display_name`; `theirs` is the practitioner's, empty while there is nobody."""
    before, name, after = names[3:] if theirs else names[:3]
    return f"{f'{before} ' if before else ''}{name or ''}{f', {after}' if after else ''}"


def _coordinates(user: Any, now: Any) -> QuerySet[Appointment]:
    """An appointment as coordinator that the person holds, if any."""
    held = Appointment.objects.at(rules.office_day(now))
    return held.filter(person__user=user, role=AppointedRole.COORDINATOR)[:1]


def _programmes(user: Any, now: Any) -> QuerySet[Programme]:
    held = Appointment.objects.at(rules.office_day(now)).filter(
        Q(programme=None) | Q(programme=OuterRef("pk")),
        organisation=OuterRef("organisation"),
        person__user=user,
        role=AppointedRole.COORDINATOR,
    )
    return Programme.objects.filter(Exists(held)).select_related("organisation").order_by()


_COORDINATES = Kept(_coordinates)
_PROGRAMMES = Kept(_programmes)


def _scopes(user: Any, now: datetime) -> list[str]:
    """Where the person coordinates, as deadlines name it; one statement."""
    found = _PROGRAMMES(user=user.pk, now=now)
    places = {f"organisation:{row.organisation.uid}" for row in found}
    return sorted(places | {f"programme:{row.uid}" for row in found})


def _moment(value: datetime) -> datetime:
    """SQLite gives those of UTC, without saying so."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _uid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)
