"""Policies as a coordinator reads them: how long, who is told what when, and set where."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentoring.portal.presenters import words
from mentoring.queries.policies import Clock, Place
from mentoring.services import policy_words
from mentoring.services.policy_words import Said
from mentoring.vocabulary import Discipline, Role
from workflows.forecast import stands_still
from workflows.machine import SYSTEM
from workflows.models import Deadline, EscalationPolicyVersion
from workflows.policy import Policy

ANCHORS = {
    "paused_until": gettext_lazy("the day on which the pause ends"),
    "starts_at": gettext_lazy("the beginning of the session"),
    "ends_at": gettext_lazy("the end of the session"),
    "follow_up_until": gettext_lazy("the day given for the follow-up"),
}
PROCESSES = {
    "relationship": gettext_lazy("Requests, mentoring and coaching"),
    "session": gettext_lazy("Sessions"),
    "correction": gettext_lazy("Corrections of superiors"),
    "matter": gettext_lazy("Matters for the coordinator"),
    "performance_counselling": gettext_lazy("Counselling on performance"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A policy in a list; `own` if it is set at this very place."""

    title: str
    url: str
    allowance: str
    awaits: str
    source: str
    own: bool
    number: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Edition:
    """A version in the history of a policy; `current` is the one that counts now."""

    title: str
    what: str
    source: str
    reason: str
    at: datetime
    by: str
    current: bool


@dataclass(frozen=True, slots=True)
class Running:
    """An open deadline with the version it keeps; `url` is the policy's page, for who has one.

    `still` are the times ahead in which its clock does not run.
    """

    title: str
    due_at: datetime
    allowance: str
    source: str
    number: int
    url: str
    extended: int
    calendar: str
    still: Sequence[tuple[datetime, datetime]]
    quiet_until: datetime | None


def running(rows: Iterable[Deadline], place: Place | None, now: datetime) -> Sequence[Running]:
    """`place` is where the reader may change the policies; None if they may not."""
    return [
        Running(
            words.awaited(row.name),
            row.due_at,
            policy_words.allowance(row.policy_version.value),
            source(row.policy_version),
            row.policy_version.number,
            address(place, "policy", row.policy_version.policy.code) if place else "",
            row.extended,
            row.calendar.name,
            [(start, end) for start, end in stands_still(row) if end > now],
            row.quiet_until if row.quiet_until and row.quiet_until > now else None,
        )
        for row in rows
        if row.role != SYSTEM
    ]


def address(place: Place, name: str, code: str = "") -> str:
    """`name` is what the page does: policies, policy, policy_change …"""
    given = {"uid": place.row.uid, **({"code": code} if code else {})}
    return reverse(f"portal:{place.kind}_{name}", kwargs=given)


def chapters(
    place: Place, clocks: Iterable[Clock], found: Mapping[str, EscalationPolicyVersion]
) -> Sequence[Chapter]:
    return [
        Chapter(
            str(PROCESSES[model.kind]), [_line(place, one, found[one.code]) for one in of_model]
        )
        for model, of_model in groupby(clocks, key=lambda one: one.machine)
    ]


def _line(place: Place, clock: Clock, version: EscalationPolicyVersion) -> Line:
    return Line(
        title(clock),
        address(place, "policy", clock.code),
        allowed(version.value),
        role(clock.spec.awaits),
        source(version),
        version.policy.scope == place.scope,
        version.number,
        version.published_at,
    )


def title(clock: Clock) -> str:
    """What is awaited, and for which discipline if others differ."""
    said = words.awaited(clock.spec.name)
    return f"{said} ({Discipline.COACHING.label})" if clock.varies else said


def allowed(policy: Policy) -> str:
    return capfirst(policy_words.allowance(policy))


def role(name: str) -> str:
    return capfirst(str(Role(name).label))


def source(version: EscalationPolicyVersion) -> str:
    """Where a version was set."""
    set_by = {"organisation": _("by the organisation"), "programme": _("by the programme")}
    return set_by.get(version.policy.level, _("as shipped"))


def counted_from(clock: Clock) -> str:
    """The moment the time begins to run."""
    spec, machine = clock.spec, clock.machine
    if spec.anchor != "entry":
        return str(ANCHORS[spec.anchor])
    if spec.armed_by:
        labels = (machine.transitions()[name].label for name in sorted(spec.armed_by))
        return ", ".join(f"“{label}”" for label in labels)
    labels = (label for state, label in machine.State.choices if state in spec.states)
    return ", ".join(f"“{label}”" for label in labels)


def steps(clock: Clock, policy: Policy) -> Iterator[Said]:
    def change(name: str) -> str:
        return _("by rule: %(label)s") % {"label": clock.machine.transitions()[name].label}

    for said in policy_words.steps(policy, lambda name: str(Role(name).label), change):
        yield Said(capfirst(said.when), capfirst(said.what), said.rule)


def editions(
    rows: Iterable[EscalationPolicyVersion], current: EscalationPolicyVersion
) -> Sequence[Edition]:
    return [_edition(row, row.pk == current.pk) for row in rows]


def _edition(row: EscalationPolicyVersion, current: bool) -> Edition:
    return Edition(
        _("Version %(number)s") % {"number": row.number},
        _("withdrawn") if row.withdrawal else policy_words.allowance(row.value),
        source(row),
        row.source_label if row.policy.level else _(row.source_label),
        row.published_at,
        row.published_by.display_name if row.published_by else "",
        current,
    )
