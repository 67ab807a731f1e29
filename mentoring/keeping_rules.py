"""Who is what to the keeping of records: to a legal hold, and to a destruction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from mentoring import rules
from mentoring.vocabulary import AppointedRole, Role


def approves_destruction(user: Any, now: datetime) -> Q:
    """Who holds the office that approves it; nobody what they proposed or what is about them."""
    path = "organisation__appointments"
    head = {f"{path}__role": AppointedRole.HEAD, f"{path}__person__user": user}
    led = Q(**head, **{f"{path}__programme": None}) & rules.holds(path, now)
    by_officer = Q(office=AppointedRole.DPO) & rules.answers_request(user, now)
    by_head = Q(office=AppointedRole.HEAD) & led & ~rules.is_requester(user, now)
    return (by_officer | by_head) & ~Q(proposed_by=user)


LEGAL_HOLD: Final[Mapping[str, rules.Relation]] = {Role.DPO.value: rules.answers_request}

DESTRUCTION: Final[Mapping[str, rules.Relation]] = {
    Role.DPO.value: rules.answers_request,
    Role.APPROVER.value: approves_destruction,
}
