"""Who a user is to an emergency access: who asks, who may approve or sign off, who is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.db.models.expressions import RawSQL

from mentoring import superiority
from mentoring.rules import Relation, holds, office_day
from mentoring.vocabulary import AppointedRole, Role


def is_second(user: Any, now: datetime) -> Q:
    """Another officer for emergency access, the data protection officer or the head of service.

    Not whoever asks, nor the person it is about, nor that person's superior or appraiser.
    """
    path = "organisation__appointments"
    offices = (AppointedRole.EMERGENCY_OFFICER, AppointedRole.DPO, AppointedRole.HEAD)
    return _beside_opener(path, offices, user, now)


def signs_off(user: Any, now: datetime) -> Q:
    """Of those the data protection officer and the head of service."""
    offices = (AppointedRole.DPO, AppointedRole.HEAD)
    return _beside_opener("organisation__appointments", offices, user, now)


def _beside_opener(path: str, offices: tuple[AppointedRole, ...], user: Any, now: datetime) -> Q:
    held = Q(**{f"{path}__role__in": offices, f"{path}__person__user": user})
    under = superiority.people_under(getattr(user, "pk", user), office_day(now))
    over = Q(person__in=RawSQL(*under))  # noqa: S611 placeholders only
    whole = held & Q(**{f"{path}__programme": None}) & holds(path, now)
    return whole & ~Q(asked_by__user=user) & ~Q(person__user=user) & ~over


def is_opener(user: Any, now: datetime) -> Q:
    """As long as they hold the office."""
    path = "organisation__appointments"
    held = {"role": AppointedRole.EMERGENCY_OFFICER, "person__user": user, "programme": None}
    office = Q(**{f"{path}__{name}": value for name, value in held.items()}) & holds(path, now)
    return Q(asked_by__user=user) & office


def is_told(user: Any, now: datetime) -> Q:
    return Q(person__user=user, tells_client=True)


BREAK_GLASS: Final[Mapping[str, Relation]] = {
    Role.OPENER.value: is_opener,
    Role.SECOND.value: is_second,
    Role.DPO.value: signs_off,
    Role.CLIENT.value: is_told,
}


def looks_in(user: Any, now: datetime) -> Q:
    """Who asked for it, for the minutes that it is open."""
    return is_opener(user, now) & Q(state="open", opened_at__lte=now, closes_at__gt=now)
