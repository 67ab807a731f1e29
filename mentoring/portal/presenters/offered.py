"""What the form of a change offers to choose from, and what it need not ask."""

from datetime import datetime
from typing import Any

from mentoring import rules
from mentoring.models import Breach, BreakGlass
from mentoring.portal.presenters import told
from mentoring.portal.presenters.told import Choices
from mentoring.queries import candidates, own, superiors
from mentoring.queries.performance import counsellors
from workflows.machine import Transition


def choices(item: Any, declared: Transition, sought: str, now: datetime) -> dict[str, Choices]:
    """Values for the inputs that are keys of something; `sought` is the name looked for."""
    inputs = set(declared.inputs)
    if "superior" in inputs:
        day = rules.office_day(now)
        people = superiors.for_correction(item, day, sought)
        return {"superior": told.superiors(item, people, day)}
    if isinstance(item, Breach):
        return told.to_be_told(item, declared)
    if {"out", "back"} & inputs:
        return told.kept_out(item)
    if item.disclosure == "C" and "counsellor" in inputs:
        return {"counsellor": told.people(own.counsellors(item, now))}
    if "counsellor" in inputs:
        able = counsellors(item, now, sought)
        return {"counsellor": [(str(one.uid), told.counsellor(one)) for one in able]}
    if "practitioner" not in inputs:
        return {}
    found = candidates.for_request(item, now)
    return {"practitioner": [(str(one.uid), told.candidate(one)) for one in found]}


def moot(item: Any) -> frozenset[str]:
    """Inputs that nothing hangs on any more: whether to tell somebody who has been told."""
    told_already = isinstance(item, BreakGlass) and item.tells_client
    return frozenset({"still_silent"} if told_already else ())
