"""Who a user is to everything that no machine drives: people, places, rows beside a relationship.

Each relation is a Q over string paths, as in `rules`; the permission table says what it sees.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import F, Q

from mentoring import rules
from mentoring.rules import Relation, holds
from mentoring.vocabulary import SUPERIORS, AppointedRole, LineKind, Role

_COORDINATOR: Final = AppointedRole.COORDINATOR


def _is(path: str) -> Relation:
    return lambda user, now: Q(**{path: user})


def either(*relations: Relation) -> Relation:
    def relation(user: Any, now: datetime) -> Q:
        found = Q(pk__in=[])
        for one in relations:
            found |= one(user, now)
        return found

    return relation


def serves(organisation: str) -> Relation:
    """Coordinator of the whole organisation at that path ("" for the row itself)."""
    path = f"{organisation}__appointments" if organisation else "appointments"

    def relation(user: Any, now: datetime) -> Q:
        whole = {"role": _COORDINATOR, "person__user": user, "programme": None}
        return Q(**{f"{path}__{name}": value for name, value in whole.items()}) & holds(path, now)

    return relation


def _serves_programme(programme: str) -> Relation:
    """Coordinator of the programme at that path, or of its whole organisation."""
    path = f"{programme}__appointments" if programme else "appointments"

    def relation(user: Any, now: datetime) -> Q:
        own = Q(**{f"{path}__role": _COORDINATOR, f"{path}__person__user": user})
        return own & holds(path, now)

    over = f"{programme}__organisation" if programme else "organisation"
    return either(relation, serves(over))


def _coordinates(relationship: str) -> Relation:
    """Coordinator of the relationship at that path, once it has been sent."""
    office = rules.appointed(_COORDINATOR, f"{relationship}__")
    unsent = Q(**{f"{relationship}__state__in": rules.UNSENT})
    return lambda user, now: office(user, now) & ~unsent


OFFER: Final[Mapping[str, Relation]] = {
    Role.MENTEE.value: _is("relationship__mentee__user"),
    "asked": _is("practitioner__person__user"),
    Role.COORDINATOR.value: _coordinates("relationship"),
}


def _agreed_with(user: Any, now: datetime) -> Q:
    """The practitioner of the pair that agreement was made by: since the last offer's answer."""
    offer = "relationship__offers"
    return Q(
        relationship__practitioner__person__user=user,
        created_at__gte=F(f"{offer}__answered_at"),
        **{f"{offer}__rank": F("relationship__offer_rank"), f"{offer}__answer": "accepted"},
    )


AGREEMENT: Final[Mapping[str, Relation]] = {
    Role.MENTEE.value: _is("relationship__mentee__user"),
    Role.PRACTITIONER.value: _agreed_with,
    Role.COORDINATOR.value: _coordinates("relationship"),
}

DRAFT: Final[Mapping[str, Relation]] = {"owner": _is("owner")}

REFLECTION: Final[Mapping[str, Relation]] = {"author": _is("author__user")}


def _reads_shared_note(user: Any, now: datetime) -> Q:
    pair = Q(session__mentee__user=user) | Q(session__practitioner__person__user=user)
    return pair & Q(kind="shared")


NOTE: Final[Mapping[str, Relation]] = {
    "author": _is("author__user"),
    "reader": _reads_shared_note,
}


def _above(kind: LineKind) -> Relation:
    def relation(user: Any, now: datetime) -> Q:
        return Q(lines__superior__user=user, lines__kind=kind) & holds("lines", now)

    return relation


def _asked_to_help(user: Any, now: datetime) -> Q:
    """A mentee whose request lies before the user to answer."""
    return Q(relationships__state="offered", relationships__offered_to__person__user=user)


PERSON: Final[Mapping[str, Relation]] = {
    "self": _is("user"),
    "coordinator": either(serves("organisation"), _serves_programme("enrolments__programme")),
    "superior": _above(LineKind.DIRECT_SUPERIOR),
    "appraiser": _above(LineKind.APPRAISER),
    # The other of a pair, of now or of a session they had.
    "counterpart": either(
        _is("relationships__practitioner__person__user"),
        _is("practitioner__relationships__mentee__user"),
        _is("sessions__practitioner__person__user"),
        _is("practitioner__sessions__mentee__user"),
    ),
    "asked": _is("practitioner__offers__relationship__mentee__user"),
    "asker": _asked_to_help,
}


def _seeker(user: Any, now: datetime) -> Q:
    """Mentees of a programme that this practitioner is in, or whose organisation they are of.

    Not of one who has had the use of their data restricted: they are proposed to nobody new.
    """
    own = Q(
        person__enrolments__role="mentor",
        person__enrolments__programme__enrolments__role="mentee",
        person__enrolments__programme__enrolments__person__user=user,
    )
    home = Q(
        person__organisation__programmes__enrolments__role="mentee",
        person__organisation__programmes__enrolments__person__user=user,
    )
    return (own | home) & ~Q(person__restricted_until__gt=now)


PRACTITIONER: Final[Mapping[str, Relation]] = {
    "self": _is("person__user"),
    "coordinator": either(
        serves("person__organisation"), _serves_programme("person__enrolments__programme")
    ),
    "seeker": _seeker,
}


def _leads(user: Any, now: datetime) -> Q:
    """Head of service of the whole organisation."""
    held = {"role": AppointedRole.HEAD, "person__user": user, "programme": None}
    return Q(**{f"appointments__{name}": value for name, value in held.items()}) & holds(
        "appointments", now
    )


UNIT: Final[Mapping[str, Relation]] = {
    "colleague": _is("organisation__people__user"),
    "coordinator": serves("organisation"),
}


def _coordinates_counselling(user: Any, now: datetime) -> Q:
    held = {"role": AppointedRole.COUNSELLING_COORDINATOR, "person__user": user}
    return Q(**{f"appointments__{name}": value for name, value in held.items()}) & holds(
        "appointments", now
    )


ORGANISATION: Final[Mapping[str, Relation]] = {
    Role.COUNSELLING_COORDINATOR.value: _coordinates_counselling,
    "colleague": _is("people__user"),
    "coordinator": serves(""),
    Role.HEAD.value: _leads,
}

ROTATION: Final[Mapping[str, Relation]] = {"coordinator": serves("organisation")}

PROGRAMME: Final[Mapping[str, Relation]] = {
    "participant": _is("enrolments__person__user"),
    "coordinator": _serves_programme(""),
}

OF_PROGRAMME: Final[Mapping[str, Relation]] = {"coordinator": _serves_programme("programme")}

NOTICE: Final[Mapping[str, Relation]] = {
    "recipient": lambda user, now: Q(recipient=user, not_sent=""),
}


def _told_as_superior(user: Any, now: datetime) -> Q:
    """Of an escalation: whoever it reached as a superior, by whatever way."""
    told = Q(recipient=user, not_sent="", kind__startswith="escalation.")
    return told & Q(facts__role__in=list(SUPERIORS))


ESCALATION: Final[Mapping[str, Relation]] = {"told_superior": _told_as_superior}


BULK_ACT: Final[Mapping[str, Relation]] = {"owner": _is("by")}

API_TOKEN: Final[Mapping[str, Relation]] = {"owner": _is("user")}
