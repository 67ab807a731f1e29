"""The frame of the coordinator's pages: their sections, each with how much waits there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from mentoring import permissions
from mentoring.portal.frame import OFFICE, Tab, Visit
from mentoring.queries import caseload, troubles

A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for a coordinator, by section."""

    looking: int = 0
    offered: int = 0
    unroutable: int = 0
    incidents: int = 0
    late: int = 0
    unreached: int = 0


def waiting(visit: Visit) -> Waiting:
    """In two statements."""
    looking, offered = caseload.request_counts(visit.user, visit.now)
    return Waiting(looking, offered, *troubles.counts(visit.user, visit.now))


def show_office(
    visit: Visit,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    counts: Waiting | None = None,
) -> HttpResponse:
    shown = sections(visit, counts or waiting(visit))
    return visit.show(template, {**(context or {}), "sections": shown}, status)


def sections(visit: Visit, counts: Waiting) -> list[Tab]:
    troubled = counts.incidents + counts.late
    tabs = [
        (_("Requests"), "portal:requests", counts.looking),
        (_("Unroutable"), "portal:unroutable", counts.unroutable),
        (_("Hard to reach"), "portal:reach", counts.unreached),
        (_("Incidents"), "portal:incidents", troubled),
        (_("Rosters"), "portal:rosters", 0),
        (_("Slips"), "portal:slips", 0),
        (_("Deadlines"), "portal:deadlines", 0),
    ]
    return [
        Tab(label, reverse(name), count, current=visit.place in {name, *OFFICE[name]})
        for label, name, count in tabs
        if permissions.may_enter(permissions.ROUTES[name], visit.hats)
    ]
