"""What the visitor can do with an item now, what they cannot, and why not."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from workflows import engine
from workflows.machine import Machine
from workflows.offers import Possibility

ENDING = frozenset(
    {
        "withdraw",
        "withdraw_in_emergency",
        "decline_request",
        "decline",
        "end_early",
        "request_rematch",
        "hand_over",
        "cancel",
    }
    | {"decline_time", "report_no_show", "withdraw_offer", "refuse", "break_off"}
    | {"go_without_signature"}
    | {
        "dismiss",
        "give_up",
        "refuse_consent",
        "refuse_hand_over",
        "refuse_substitute",
        "refuse_referral",
        "revoke_referral",
    }
)


@dataclass(frozen=True, slots=True)
class Deed:
    """A button: `manner` is its weight on the page."""

    label: str
    url: str
    manner: str = "second"


@dataclass(frozen=True, slots=True)
class Refusal:
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Deeds:
    """`ending` part or undo; `blocked` would answer what is owed but lack something; `later` the
    rest of what cannot be done."""

    able: Sequence[Deed]
    ending: Sequence[Deed]
    blocked: Sequence[Refusal]
    later: Sequence[Refusal]


def deeds(subject: Machine, possibilities: Sequence[Possibility], deadline: str = "") -> Deeds:
    """`deadline` is the name of what the visitor owes: its answers come first and stand out."""
    answers = _answers(subject, deadline)
    own = [item for item in possibilities if str(item.reason) != str(engine.NOT_YOURS)]
    able = [item for item in own if item.allowed]
    onward = [item for item in able if not _ends(item)]
    able.sort(key=lambda item: (_ends(item), item.transition.name not in answers))
    plain = [item for item in able if item.transition.name in answers or not _ends(item)]
    leading = answers & {item.transition.name for item in onward}
    if deadline and not leading:
        leading = frozenset(item.transition.name for item in onward[:1])
    refused = [item for item in own if not item.allowed]
    blocked = [item for item in refused if _is_owed(subject, item, answers)]
    return Deeds(
        [_deed(subject, item, leading) for item in plain],
        [_deed(subject, item, leading) for item in able if item not in plain],
        [_refusal(item) for item in blocked],
        [_refusal(item) for item in refused if item not in blocked],
    )


def proposing(relationship: Any, *, awaited: bool) -> Deed:
    url = reverse("portal:propose_session", args=[relationship.uid])
    return Deed(_("Propose a session"), url, "" if awaited else "second")


def _answers(subject: Machine, deadline: str) -> frozenset[str]:
    return frozenset(
        name
        for spec in subject.deadlines
        if spec.name == deadline
        for name in spec.answered_by | spec.renewed_by | spec.met_on_leaving
    )


def _ends(item: Possibility) -> bool:
    return item.transition.name in ENDING


def _is_owed(subject: Machine, item: Possibility, answers: Set[str]) -> bool:
    declared = item.transition
    return declared.name in answers and str(subject.state) in declared.sources


def _deed(subject: Machine, item: Possibility, leading: Set[str]) -> Deed:
    name = item.transition.name
    url = reverse(f"portal:{subject.kind}_step", args=[subject.uid, name])
    manner = "danger" if _ends(item) else "" if name in leading else "second"
    return Deed(str(item.transition.label), url, manner)


def _refusal(item: Possibility) -> Refusal:
    return Refusal(str(item.transition.label), str(item.reason))
