"""Destructions a person has something to do with, and who did what in one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from mentoring.models import CLASS_C, Destruction
from mentoring.queries.small_cells import FEWEST
from workflows.models import Record

A_PAGE = 100


def open_to(user: Any, now: datetime) -> Sequence[Destruction]:
    """Those not over yet that the user sees, the oldest first."""
    rows = Destruction.objects.exclude(state__in=Destruction.final)
    return _read(rows.order_by("proposed_at", "pk"), user, now)


def over(user: Any, now: datetime) -> Sequence[Destruction]:
    """Those that are over, the latest first."""
    rows = Destruction.objects.filter(state__in=Destruction.final)
    return _read(rows.order_by("-proposed_at", "-pk"), user, now)


def _read(rows: Any, user: Any, now: datetime) -> Sequence[Destruction]:
    seen = rows.visible_to(user, now).select_related(*Destruction.related)
    found = list(seen[:A_PAGE])
    for row in found:
        row.as_of = now
    return found


def sayable(made: Destruction) -> Mapping[str, int]:
    """Numbers by kind, without those of class C smaller than statistics say.

    So to whoever sees it: even who approves decides on all of it at once, not on each case.
    """
    return {
        kind: number
        for kind, number in made.counts.items()
        if kind not in CLASS_C or number >= FEWEST
    }


def acts(made: Destruction) -> Mapping[str, Record]:
    """The last record of each step, with who took it."""
    rows = Record.objects.filter(subject_kind=made.kind, subject_id=made.pk)
    return {row.transition: row for row in rows.select_related("actor").order_by("version")}
