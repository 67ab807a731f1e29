"""Matters for the coordinator on a page: what is wanted, and where that can be done."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from mentoring.machines.matter import MatterState
from mentoring.models import Matter
from mentoring.notices import matters
from mentoring.vocabulary import Concern

OF_STAFF = {Concern.STAFF_STAY, Concern.LINE_BARRED}


@dataclass(frozen=True, slots=True)
class Mend:
    """A page on which what is wanted can be done."""

    label: str
    url: str


def wanted(matter: Matter) -> str:
    """Nothing of what is closed."""
    return matters.wanted(matter) if matter.state == MatterState.OPEN else ""


def mends(matter: Matter) -> Sequence[Mend]:
    if matter.concern in OF_STAFF:
        home = reverse("portal:rotations", args=[matter.organisation.uid])
        return [Mend(_("Enter superiors by a file"), home)]
    if matter.pair is None:
        return []
    pair, found = matter.pair, []
    act = pair.transitions()["hand_over"]
    if pair.state in act.sources:
        url = reverse("portal:relationship_step", args=[pair.uid, act.name])
        found.append(Mend(str(act.label), url))
    return [*found, Mend(_("Go to the two"), reverse("portal:relationship", args=[pair.uid]))]
