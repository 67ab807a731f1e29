"""Matters for a coordinator: begun when something comes about, closed when it no longer holds."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from mentoring.machines.matter import MatterState
from mentoring.models import Matter, Person, Relationship
from mentoring.queries import matters as queries
from mentoring.vocabulary import Concern
from notifications import incidents
from workflows import engine
from workflows.actors import SystemProcess
from workflows.errors import Refused

logger = logging.getLogger(__name__)

MATTERS = SystemProcess("matters")


def begin(drafts: Iterable[Matter], *, now: datetime) -> int:
    """Those of which none is open yet; the caller holds the people's rows and the transaction."""
    begun = 0
    for draft in drafts:
        same = Matter.objects.filter(
            concern=draft.concern, person=draft.person, pair=draft.pair, state=MatterState.OPEN
        )
        if not same.exists():
            engine.begin(draft, by=MATTERS, now=now)
            begun += 1
    return begun


@dataclass(slots=True)
class Walk:
    """Through all open matters, so many in a tick; after the last it begins anew, as does a new
    process."""

    after: int = 0

    def next(self) -> list[Matter]:
        rows = queries.open_after(self.after)
        self.after = rows[-1].pk if len(rows) == queries.BATCH else 0
        return rows


def follow(now: datetime, walk: Walk) -> int:
    """Close what no longer holds of the next ones, and ask about days away beyond the limit; how
    many of both.

    One that fails is told of as an incident and tried again when its turn comes.
    """
    lapsed = [
        _tried(("matter", matter.pk), partial(_lapse, matter, now), now)
        for matter in queries.no_longer_needed(walk.next(), now)
    ]
    asked = [
        _tried(("relationship", row["pk"]), partial(_ask, row["pk"], row["person"], now), now)
        for row in list(queries.outlasted(now)[: queries.BATCH])
    ]
    return sum(lapsed) + sum(asked)


def _lapse(matter: Matter, now: datetime) -> int:
    """Somebody may have decided on it meanwhile."""
    try:
        engine.perform(matter, "lapse", by=MATTERS, now=now)
    except Refused:
        return 0
    return 1


@transaction.atomic
def _ask(pair: int, person: int, now: datetime) -> int:
    """Asked again once whoever else asks has done so."""
    Person.objects.select_for_update(of=("self",)).get(pk=person)
    found = queries.outlasted(now).filter(pk=pair).first()
    if found is None:
        return 0
    related = ("organisation", "programme", "mentee", "practitioner__person")
    row = Relationship.objects.select_related(*related).get(pk=pair)
    assert row.practitioner  # noqa: S101 they are together
    draft = Matter(
        organisation=row.organisation,
        programme=row.programme,
        concern=Concern.AWAY_LONG,
        person=row.practitioner.person,
        pair=row,
        since=found["since"],
        until=found["until"],
    )
    return begin([draft], now=now)


def _tried(subject: tuple[str, int], work: Callable[[], int], now: datetime) -> int:
    key = "matter:{}:{}".format(*subject)
    try:
        done = work()
    except Exception:
        logger.exception("a matter could not be followed")
        incidents.raise_once(
            incidents.draft(key, kind="matter", reason="follow_failed", subject=subject, now=now)
        )
        return 0
    incidents.recover(key, now=now)
    return done
