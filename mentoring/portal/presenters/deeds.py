"""What the visitor can do with an item now, what they cannot, and why not."""

from collections.abc import Sequence
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
    """`ending` part or undo; `blocked` lack something now; `later` belong to other states."""

    able: Sequence[Deed]
    ending: Sequence[Deed]
    blocked: Sequence[Refusal]
    later: Sequence[Refusal]


def deeds(subject: Machine, possibilities: Sequence[Possibility], deadline: str = "") -> Deeds:
    """`deadline` is the name of what the visitor owes: its answers come first and stand out."""
    answers = _answers(subject, deadline)
    own = [item for item in possibilities if str(item.reason) != str(engine.NOT_YOURS)]
    able = [item for item in own if item.allowed]
    able.sort(key=lambda item: (item.transition.name not in answers, _ends(item)))
    plain = [item for item in able if item.transition.name in answers or not _ends(item)]
    refused = [item for item in own if not item.allowed]
    here = str(subject.state)
    return Deeds(
        [_deed(subject, item, answers) for item in plain],
        [_deed(subject, item, answers) for item in able if item not in plain],
        [_refusal(item) for item in refused if here in item.transition.sources],
        [_refusal(item) for item in refused if here not in item.transition.sources],
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


def _deed(subject: Machine, item: Possibility, answers: frozenset[str]) -> Deed:
    name = item.transition.name
    url = reverse(f"portal:{subject.kind}_step", args=[subject.uid, name])
    manner = "danger" if _ends(item) else "" if name in answers else "second"
    return Deed(str(item.transition.label), url, manner)


def _refusal(item: Possibility) -> Refusal:
    return Refusal(str(item.transition.label), str(item.reason))
