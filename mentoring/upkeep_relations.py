"""Who a user is to what carries our words and to what went wrong with it.

Notices of class B and C are unknown here, down to their having been sent.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.db.models import Q

from mentoring import rules
from mentoring.relations import either, serves
from mentoring.rules import Relation
from mentoring.vocabulary import Role


def _of_class_a(notice: str, relation: Relation) -> Relation:
    """Of class B and C not even the sending is known here."""
    return lambda user, now: relation(user, now) & Q(**{f"{notice}__disclosure": "A"})


def _owns(endpoint: str) -> Relation:
    """Coordinator of the organisation whose program it is: a reference no path follows."""
    at_home = serves("")

    def found(user: Any, now: datetime) -> Q:
        homes = apps.get_model("mentoring", "organisation")._base_manager.filter(at_home(user, now))
        return Q(**{f"{endpoint}owner__in": homes.values("uid")})

    return found


def _of_people(copy: str, relation: Relation) -> Relation:
    """Of what goes to people, not to a program."""
    return lambda user, now: relation(user, now) & Q(**{f"{copy}endpoint": None})


ENDPOINT: Final[Mapping[str, Relation]] = {Role.COORDINATOR.value: _owns("")}

_DELIVERS: Final = _of_class_a(
    "notice",
    either(_of_people("", serves("notice__recipient__person__organisation")), _owns("endpoint__")),
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
        model = apps.get_model("mentoring", kind.replace("_", ""))
        subjects = model._base_manager.filter(relation(user, now))
        return Q(subject_kind=kind, subject_id__in=subjects.values("pk"))

    return found


_OURS: Final = (
    *("relationship", "session", "correction", "matter"),
    *("counselling_case", "performance_counselling", "data_request", "breach"),
    *("destruction", "legal_hold"),
    "break_glass",
)
INCIDENT: Final[Mapping[str, Relation]] = {
    "coordinator": either(
        _of_class_a(
            "delivery__notice",
            either(
                _of_people(
                    "delivery__", serves("delivery__notice__recipient__person__organisation")
                ),
                _owns("delivery__endpoint__"),
            ),
        ),
        _about("relationship", rules.RELATIONSHIP_SEEN["coordinator"]),
        _about("session", rules.SESSION["coordinator"]),
        _about("correction", rules.CORRECTION["coordinator"]),
        _about("matter", rules.MATTER["coordinator"]),
        _about("performance_counselling", rules.PERFORMANCE["coordinator"]),
    ),
    "watcher": either(
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
        either(
            _about("relationship", rules.RELATIONSHIP_SEEN["coordinator"]),
            _about("session", rules.SESSION["coordinator"]),
        )
    ),
}
