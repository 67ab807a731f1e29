"""Where a coordinator may set policies, which count there, and how they came to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from mentoring import relations
from mentoring.models import (
    OF_NO_PROGRAMME,
    WALLED,
    Breach,
    BreakGlass,
    Correction,
    CounsellingCase,
    DataRequest,
    Destruction,
    LegalHold,
    Matter,
    Organisation,
    PerformanceCounselling,
    Relationship,
    Session,
)
from mentoring.queries import office
from workflows import policies
from workflows.machine import SYSTEM, DeadlineSpec, Machine
from workflows.models import EscalationPolicyVersion

ORGANISATION, PROGRAMME = "organisation", "programme"
MACHINES: tuple[type[Machine], ...] = (
    Relationship,
    Session,
    Correction,
    Matter,
    CounsellingCase,
    PerformanceCounselling,
    DataRequest,
    Breach,
    Destruction,
    LegalHold,
    BreakGlass,
)
# What nobody but those in it may know of is nobody's to set or to move.
OPEN_TO_OFFICES = tuple(model for model in MACHINES if model.kind not in WALLED)


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation, or one of its programmes: what is set here counts for its items."""

    kind: str
    row: Any

    @property
    def scope(self) -> str:
        return f"{self.kind}:{self.row.uid}"

    @property
    def scopes(self) -> tuple[str, ...]:
        """The nearest first, as its items ask for them."""
        if self.kind == ORGANISATION:
            return (self.scope,)
        return (self.scope, f"{ORGANISATION}:{self.row.organisation.uid}")


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline of a machine, with one of the policies it may be armed with."""

    machine: type[Machine]
    spec: DeadlineSpec
    code: str

    @property
    def varies(self) -> bool:
        """Whether another discipline has another policy for it."""
        return not isinstance(self.spec.policy, str) and self.code != self.spec.policy.otherwise


def places(user: Any, now: datetime) -> Sequence[Place]:
    """Organisations the user coordinates as a whole, then programmes; two statements."""
    own = Organisation.objects.filter(relations.ORGANISATION["coordinator"](user, now))
    whole = Organisation.objects.filter(Exists(own.filter(pk=OuterRef("pk")))).order_by("name")
    return [
        *(Place(ORGANISATION, row) for row in whole),
        *(Place(PROGRAMME, row) for row in office.programmes(user, now)),
    ]


def clocks(place: Place) -> Sequence[Clock]:
    """What is awaited of people there, in the order of the processes."""
    return [
        Clock(model, spec, code)
        for model in OPEN_TO_OFFICES
        for spec in model.deadlines
        if spec.awaits != SYSTEM
        for code in _codes(place, model, spec)
    ]


def clock(code: str) -> Clock | None:
    """The deadline a policy of that code is for; None if there is none."""
    found = (
        Clock(model, spec, code)
        for model in OPEN_TO_OFFICES
        for spec in model.deadlines
        if code in spec.policy_codes and spec.awaits != SYSTEM
    )
    return next(found, None)


def in_force(place: Place) -> Mapping[str, EscalationPolicyVersion]:
    """By code what an item that begins there now is armed with."""
    return policies.in_force(place.scopes)


def versions(place: Place, code: str) -> QuerySet[EscalationPolicyVersion]:
    """Every version that counts or counted there, the newest first."""
    rows = EscalationPolicyVersion.objects.filter(
        policy__code=code, policy__scope__in=(*place.scopes, "")
    )
    return rows.select_related("policy", "published_by").order_by("-published_at", "-pk")


def newest_here(place: Place, code: str) -> EscalationPolicyVersion | None:
    """The newest version set at this very place, be it a withdrawal."""
    rows = EscalationPolicyVersion.objects.filter(policy__code=code, policy__scope=place.scope)
    return rows.select_related("policy", "published_by").order_by("-number").first()


def _codes(place: Place, model: type[Machine], spec: DeadlineSpec) -> Sequence[str]:
    if place.kind == ORGANISATION:
        return sorted(spec.policy_codes, key=lambda code: (code != spec.name, code))
    if model in OF_NO_PROGRAMME:
        return ()
    return (spec.policy_code(place.row),)
