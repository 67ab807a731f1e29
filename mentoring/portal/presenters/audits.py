"""What the last audits said, and where the planned copies of each channel are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentoring.services.auditing import OPEN, WHOLE

NAMES: Mapping[str, Any] = {
    OPEN: gettext_lazy("Everything open, every hour"),
    WHOLE: gettext_lazy("Everything, by night"),
}
CHANNELS: Mapping[str, Any] = {"email": gettext_lazy("Mail")}
PLACES: Mapping[str, Any] = {
    "planned": gettext_lazy("planned"),
    "sent": gettext_lazy("sent"),
    "cancelled": gettext_lazy("not sent, with a reason"),
    "waiting": gettext_lazy("waiting"),
    "being_sent": gettext_lazy("being sent"),
    "failed": gettext_lazy("failed"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One audit in a line; `codes` name what is wrong as `manage.py audit` does."""

    name: str
    at: datetime
    verdict: str
    sound: bool


@dataclass(frozen=True, slots=True)
class Balance:
    """A line for each place where copies are, a number for each channel."""

    channels: Sequence[str]
    lines: Sequence[tuple[str, Sequence[int]]]


def said(kept: Mapping[str, Any]) -> list[Said]:
    return [_said(str(name), kept[extent]) for extent, name in NAMES.items() if extent in kept]


def balance(kept: Mapping[str, Any]) -> Balance:
    """Of the latest audit: planned, sent, not sent with a reason, and what is on its way."""
    latest = max(kept.values(), key=lambda one: str(one["at"]), default=None)
    figures: Mapping[str, int] = latest["figures"] if latest else {}
    named = [name.removesuffix(" planned") for name in figures if name.endswith(" planned")]
    channels = [channel for channel in named if channel != "copies"]
    return Balance(
        [str(CHANNELS.get(channel, channel)) for channel in channels],
        [
            (str(label), [figures.get(f"{channel} {place}", 0) for channel in channels])
            for place, label in PLACES.items()
        ],
    )


def _said(name: str, one: Mapping[str, Any]) -> Said:
    faults = int(one["faults"])
    verdict = _("nothing is amiss")
    if faults:
        verdict = _("%(faults)d faults: %(codes)s") % {
            "faults": faults,
            "codes": ", ".join(one["codes"]),
        }
    return Said(name, datetime.fromisoformat(one["at"]), verdict, not faults)
