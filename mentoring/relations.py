"""Who a user is to everything that no machine drives: people, places, rows beside a relationship.

Each relation is a Q over string paths, as in `rules`; the permission table says what it sees.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.db.models import F, Q

from mentoring import rules
from mentoring.rules import Relation, holds
from mentoring.vocabulary import SUPERIORS, AppointedRole, LineKind, Role

_COORDINATOR: Final = AppointedRole.COORDINATOR


def _is(path: str) -> Relation:
    return lambda user, now: Q(**{path: user})


def _either(*relations: Relation) -> Relation:
    def relation(user: Any, now: datetime) -> Q:
        found = Q(pk__in=[])
        for one in relations:
            found |= one(user, now)
        return found

    return relation


def _serves(organisation: str) -> Relation:
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
    return _either(relation, _serves(over))


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


def _over(user: Any, now: datetime) -> Q:
    line = Q(lines__superior__user=user, lines__kind=LineKind.DIRECT_SUPERIOR)
    return line & holds("lines", now)


def _asked_to_help(user: Any, now: datetime) -> Q:
    """A mentee whose request lies before the user to answer."""
    return Q(relationships__state="offered", relationships__offered_to__person__user=user)


PERSON: Final[Mapping[str, Relation]] = {
    "self": _is("user"),
    "coordinator": _either(_serves("organisation"), _serves_programme("enrolments__programme")),
    "superior": _over,
    # The other of a pair, of now or of a session they had.
    "counterpart": _either(
        _is("relationships__practitioner__person__user"),
        _is("practitioner__relationships__mentee__user"),
        _is("sessions__practitioner__person__user"),
        _is("practitioner__sessions__mentee__user"),
    ),
    "asked": _is("practitioner__offers__relationship__mentee__user"),
    "asker": _asked_to_help,
}


def _seeker(user: Any, now: datetime) -> Q:
    """Mentees of a programme that this practitioner is in, or whose organisation they are of."""
    own = Q(
        person__enrolments__role="mentor",
        person__enrolments__programme__enrolments__role="mentee",
        person__enrolments__programme__enrolments__person__user=user,
    )
    home = Q(
        person__organisation__programmes__enrolments__role="mentee",
        person__organisation__programmes__enrolments__person__user=user,
    )
    return own | home


PRACTITIONER: Final[Mapping[str, Relation]] = {
    "self": _is("person__user"),
    "coordinator": _either(
        _serves("person__organisation"), _serves_programme("person__enrolments__programme")
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
    "coordinator": _serves("organisation"),
}

ORGANISATION: Final[Mapping[str, Relation]] = {
    "colleague": _is("people__user"),
    "coordinator": _serves(""),
    Role.HEAD.value: _leads,
}

ROTATION: Final[Mapping[str, Relation]] = {"coordinator": _serves("organisation")}

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


def _of_class_a(notice: str, relation: Relation) -> Relation:
    """Of class B and C not even the sending is known here."""
    return lambda user, now: relation(user, now) & Q(**{f"{notice}__disclosure": "A"})


def _owns(endpoint: str) -> Relation:
    """Coordinator of the organisation whose program it is: a reference no path follows."""
    serves = _serves("")

    def found(user: Any, now: datetime) -> Q:
        homes = apps.get_model("mentoring", "organisation")._base_manager.filter(serves(user, now))
        return Q(**{f"{endpoint}owner__in": homes.values("uid")})

    return found


def _of_people(copy: str, relation: Relation) -> Relation:
    """Of what goes to people, not to a program."""
    return lambda user, now: relation(user, now) & Q(**{f"{copy}endpoint": None})


ENDPOINT: Final[Mapping[str, Relation]] = {Role.COORDINATOR.value: _owns("")}

_DELIVERS: Final = _of_class_a(
    "notice",
    _either(
        _of_people("", _serves("notice__recipient__person__organisation")), _owns("endpoint__")
    ),
)


def operates(user: Any) -> bool:
    """Whether somebody may mend what is of no agency: staff trusted with incidents."""
    return bool(user.is_staff and user.has_perm("notifications.change_incident"))


def _watched(rows: Q) -> Relation:
    return lambda user, now: rows if operates(user) else Q(pk__in=[])


_NOBODYS: Final = "notice__recipient__person__isnull"

DELIVERY: Final[Mapping[str, Relation]] = {
    "coordinator": _DELIVERS,
    "watcher": _of_class_a("notice", _watched(Q(endpoint=None, **{_NOBODYS: True}))),
}


def _about(kind: str, relation: Relation) -> Relation:
    """Of an incident about a subject: a reference by kind and number, which no path follows."""

    def found(user: Any, now: datetime) -> Q:
        subjects = apps.get_model("mentoring", kind)._base_manager.filter(relation(user, now))
        return Q(subject_kind=kind, subject_id__in=subjects.values("pk"))

    return found


_OURS: Final = ("relationship", "session", "correction", "matter", "counselling_case")
INCIDENT: Final[Mapping[str, Relation]] = {
    "coordinator": _either(
        _of_class_a(
            "delivery__notice",
            _either(
                _of_people(
                    "delivery__", _serves("delivery__notice__recipient__person__organisation")
                ),
                _owns("delivery__endpoint__"),
            ),
        ),
        _about("relationship", rules.RELATIONSHIP_SEEN["coordinator"]),
        _about("session", rules.SESSION["coordinator"]),
        _about("correction", rules.CORRECTION["coordinator"]),
        _about("matter", rules.MATTER["coordinator"]),
    ),
    "watcher": _either(
        _of_class_a(
            "delivery__notice",
            _watched(
                Q(
                    delivery__isnull=False,
                    delivery__endpoint=None,
                    **{f"delivery__{_NOBODYS}": True},
                )
            ),
        ),
        _watched(Q(delivery=None) & ~Q(subject_kind__in=_OURS)),
    ),
}


def _told_so(relation: Relation) -> Relation:
    """Of the notices that an escalation reached nobody."""
    alarms = Q(kind="escalation.unroutable", disclosure="A", not_sent="")
    return lambda user, now: relation(user, now) & alarms


UNROUTABLE: Final[Mapping[str, Relation]] = {
    "coordinator": _told_so(
        _either(
            _about("relationship", rules.RELATIONSHIP_SEEN["coordinator"]),
            _about("session", rules.SESSION["coordinator"]),
        )
    ),
}

BULK_ACT: Final[Mapping[str, Relation]] = {"owner": _is("by")}

API_TOKEN: Final[Mapping[str, Relation]] = {"owner": _is("user")}
