"""From a role to the people to be told: holder, substitute, conflict guard, next level.

Substitution (Plt., Plh.) is for offices only: superiors, coordinators, the head of service. The
guard keeps out whoever is named in `barred`, in whatever hat.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mentoring.models import Appointment, Person, is_walled
from mentoring.notices import climb as upwards
from mentoring.notices.facts import pair_of
from mentoring.notices.path import Found, Hop, Path, Unroutable, Way
from mentoring.notices.table import FORMER
from mentoring.queries.directory import Directory, Office, Presence
from mentoring.vocabulary import SUPERIORS, AppointedRole, Role

OFFICES: Mapping[str, AppointedRole] = {
    Role.COORDINATOR: AppointedRole.COORDINATOR,
    Role.HEAD: AppointedRole.HEAD,
}
HOPS = {AppointedRole.COORDINATOR: Way.APPOINTED, AppointedRole.HEAD: Way.HEAD_OF_SERVICE}


@dataclass(frozen=True, slots=True, eq=False)
class Ask:
    """Who is to be told about `subject` in `role`; `barred` are ids of users never to be told."""

    subject: Any
    role: str
    barred: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Answer:
    found: tuple[Found, ...] = ()
    lost: tuple[Unroutable, ...] = ()


def resolve(
    role: str, subject: Any, now: datetime, *, barred: Collection[int] = frozenset()
) -> list[Found]:
    """The people behind a role of one subject at `now`, with the path to each."""
    return list(resolve_all([Ask(subject, role, frozenset(barred))], Directory(now))[0].found)


def resolve_all(asks: Sequence[Ask], directory: Directory) -> list[Answer]:
    """An answer for each ask, in order; a fixed number of statements for each level climbed.

    What is walled says itself who may be told: no superior, no service coordinator.
    """
    offices = _offices([ask for ask in asks if _of_office(ask)], directory)
    answers: dict[Ask, Answer] = {}
    searches: dict[Ask, list[upwards.Climb]] = {}
    for ask in asks:
        if _of_office(ask):
            answers[ask] = offices[ask]
        elif ask.role in SUPERIORS and not is_walled(ask.subject):
            people = ask.subject.people_in(SUPERIORS[ask.role])
            searches[ask] = [upwards.start(ask.role, who, ask.barred) for who in people]
        else:
            answers[ask] = _told_themselves(ask)
    answers |= _superiors(searches, directory)
    return [answers[ask] for ask in asks]


def _of_office(ask: Ask) -> bool:
    return ask.role in OFFICES and not is_walled(ask.subject)


def _told_themselves(ask: Ask) -> Answer:
    """Parties, whom the subject knows without asking the database."""
    if ask.role == FORMER:
        former = ask.subject.previous_practitioner
        people = [former.person] if former else []
    else:
        people = ask.subject.people_in(ask.role)
    return Answer(
        tuple(
            Found(person, ask.role, (Hop(Way.PARTY, person),))
            for person in people
            if person.user_id not in ask.barred
        )
    )


def _superiors(
    searches: Mapping[Ask, list[upwards.Climb]], directory: Directory
) -> dict[Ask, Answer]:
    flat = [search for group in searches.values() for search in group]
    outcomes = iter(upwards.climb(flat, directory) if flat else ())
    return {ask: _sorted([next(outcomes) for _ in group]) for ask, group in searches.items()}


def _sorted(outcomes: Iterable[Found | Unroutable]) -> Answer:
    outcomes = list(outcomes)
    return Answer(
        tuple(outcome for outcome in outcomes if isinstance(outcome, Found)),
        tuple(outcome for outcome in outcomes if isinstance(outcome, Unroutable)),
    )


def _offices(asks: Sequence[Ask], directory: Directory) -> dict[Ask, Answer]:
    """Those appointed; a coordinator nobody can stand in for is followed by the head of service."""
    if not asks:
        return {}
    rows = directory.appointed({_organisation(ask.subject) for ask in asks})
    everybody = [row.person for group in rows.values() for row in group]
    presence = directory.presence(everybody)
    return {ask: _office(ask, rows, presence) for ask in asks}


def _office(
    ask: Ask,
    rows: Mapping[Office, list[Appointment]],
    presence: Mapping[int, Presence],
) -> Answer:
    path: Path = ()
    wanted = OFFICES[ask.role]
    for office in dict.fromkeys((wanted, AppointedRole.HEAD)):
        appointed = _serving(rows.get((_organisation(ask.subject), office), []), ask.subject)
        found, passed = _present(ask, HOPS[office], [row.person for row in appointed], presence)
        if found:
            return Answer(tuple(_after(path, each) for each in found))
        path += passed or (Hop(Way.NOBODY),)
    return Answer(lost=(Unroutable(ask.role, path),))


def _present(
    ask: Ask, way: Way, people: Iterable[Person], presence: Mapping[int, Presence]
) -> tuple[list[Found], Path]:
    found: list[Found] = []
    passed: Path = ()
    for person in people:
        there = presence[person.pk]
        path: Path = (Hop(way, person),)
        if not there.away and person.user_id not in ask.barred:
            found.append(Found(person, ask.role, path))
            continue
        path = (*path, Hop(Way.AWAY if there.away else Way.CONCERNED, person))
        passed += path
        found += [
            Found(row.person, ask.role, (*path, Hop(Way(row.acting), row.person)), office=person)
            for row in there.deputies
            if row.person.user_id not in ask.barred
        ]
    return found, passed


def _after(path: Path, found: Found) -> Found:
    return Found(found.person, found.role, (*path, *found.path), found.over, found.office)


def _serving(rows: Iterable[Appointment], subject: Any) -> list[Appointment]:
    programme = pair_of(subject).programme_id
    return [row for row in rows if row.programme_id in (None, programme)]


def _organisation(subject: Any) -> int:
    number: int = pair_of(subject).organisation_id
    return number
