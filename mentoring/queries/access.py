"""The permission table asked of the database: whose relations to a row are which, who wears a hat.

One statement each, whatever the number of relations.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Exists, Model, Q, QuerySet

from mentoring import permissions
from mentoring.models import Appointment, Person, Practitioner, ReportingLine
from mentoring.models.seen import held, marked, seen, showing, with_relations
from mentoring.permissions import Fields, Hat
from mentoring.rules import office_day
from mentoring.upkeep_relations import operates
from mentoring.vocabulary import AppointedRole
from workflows.kept import Kept
from workflows.machine import Machine

__all__ = [
    "hats_of",
    "held",
    "may_enter",
    "one",
    "relations_of",
    "rows",
    "rows_with_relations",
    "showing",
    "visible",
    "visible_fields",
    "with_hats",
    "worn",
]


def _all(resource: str) -> QuerySet[Any]:
    every: QuerySet[Any] = apps.get_model(permissions.RESOURCES[resource].model)._base_manager.all()
    return every


def rows(resource: str, user: Any, now: datetime) -> QuerySet[Any]:
    """The rows of a resource of which the user sees anything."""
    return seen(_all(resource), resource, user, now)


def rows_with_relations(resource: str, user: Any, now: datetime) -> QuerySet[Any]:
    """Those rows, each knowing the user's relations to it: ask `held(row, resource)`."""
    return with_relations(_all(resource), resource, user, now)


def one(
    resource: str,
    user: Any,
    now: datetime,
    related: Sequence[str] = (),
    unread: Sequence[str] = (),
    **key: Any,
) -> Any:
    """The row with this key, knowing the user's relations to it; None unless they see anything.

    Of a single row the relations are read and then looked at: as a filter the database would be
    asked for each of them a second time.
    """
    if not user.is_authenticated:
        return None
    if issubclass(_all(resource).model, Machine) and not unread and set(key) == {"uid"}:
        found = _subject(resource, tuple(related))(user=user.pk, now=now, **key)
    else:
        found = list(_one(resource, user, now, related, **key).defer(*unread))
    return next((row for row in found if held(row, resource)), None)


def _one(resource: str, user: Any, now: Any, related: Sequence[str], **key: Any) -> QuerySet[Any]:
    rows = marked(_all(resource), resource, user, now).select_related(*related)
    return rows.filter(**key).order_by()[:1]


@cache
def _subject(resource: str, related: tuple[str, ...]) -> Kept[Any]:
    """Subjects are looked for most; their relations ask of a user no more than who it is."""
    return Kept(lambda user, now, uid: _one(resource, user, now, related, uid=uid))


def visible(resource: str, user: Any, now: datetime) -> Q:
    """The same filter, to be combined with others."""
    return Q(pk__in=rows(resource, user, now).values("pk"))


def relations_of(resource: str, row: Model | int | str, user: Any, now: datetime) -> frozenset[str]:
    """The relations the user stands in to one row (or its primary key); empty: not theirs."""
    pk = row.pk if isinstance(row, Model) else row
    found = one(resource, user, now, pk=pk)
    return frozenset() if found is None else held(found, resource)


def visible_fields(resource: str, row: Model | int | str, user: Any, now: datetime) -> Fields:
    """What the user sees of one row."""
    return permissions.fields(resource, relations_of(resource, row, user, now))


def hats_of(user: Any, now: datetime) -> frozenset[Hat]:
    """What the user is without looking at an object; one statement."""
    if not user.is_authenticated:
        return frozenset({Hat.ANYONE})
    return worn(user, with_hats(Person.objects.filter(user=user), user, now).first())


def with_hats(people: QuerySet[Person], user: Any, now: datetime) -> QuerySet[Person]:
    """The person of a user, knowing what they are, for `worn`."""
    day = office_day(now)
    appointed = Appointment.objects.at(day).filter(person__user=user)
    lines = ReportingLine.objects.at(day).filter(superior__user=user)
    asked = {
        Hat.COORDINATOR: Exists(appointed.filter(role=AppointedRole.COORDINATOR)),
        Hat.AUDITOR: Exists(appointed.filter(role=AppointedRole.AUDITOR)),
        Hat.HEAD: Exists(appointed.filter(role=AppointedRole.HEAD, programme=None)),
        Hat.DPO: Exists(appointed.filter(role=AppointedRole.DPO)),
        Hat.EMERGENCY: Exists(appointed.filter(role=AppointedRole.EMERGENCY_OFFICER)),
        Hat.PAPERS: Exists(appointed.filter(role=AppointedRole.FORM_OFFICER)),
        Hat.SUPERIOR: Exists(lines),
        Hat.PRACTITIONER: Exists(Practitioner.objects.filter(person__user=user)),
    }
    return people.annotate(**{f"wears_{hat.name}": asked[hat] for hat in _OF_PEOPLE})


def worn(user: Any, person: Person | None) -> frozenset[Hat]:
    """What a signed-in user is, by their person as it came `with_hats`, if there is one."""
    own = {Hat.ANYONE, Hat.SIGNED_IN} | ({Hat.SUPPORT} if user.is_staff else set())
    own |= {Hat.OPERATOR} if operates(user) else set()
    if person is None:
        return frozenset(own)
    known = {hat for hat in _OF_PEOPLE if person.__dict__[f"wears_{hat.name}"]}
    return frozenset(own | {Hat.PERSON} | known)


_OF_PEOPLE = (
    *(Hat.AUDITOR, Hat.COORDINATOR, Hat.HEAD, Hat.DPO, Hat.EMERGENCY),
    *(Hat.SUPERIOR, Hat.PRACTITIONER, Hat.PAPERS),
)


def may_enter(name: str, user: Any, now: datetime, relations: frozenset[str] = frozenset()) -> bool:
    """Whether the address of that name opens for the user, by hat or by relation to its object."""
    route = permissions.ROUTES[name]
    return permissions.may_enter(route, relations | {str(hat) for hat in hats_of(user, now)})
