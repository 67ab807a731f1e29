"""Old records proposed for destruction, and brought to any state the way people would.

Wulan is the data protection officer; Maya and Budi were a pair.
"""

from datetime import timedelta
from uuid import UUID

from mentoring.machines.legal_hold import HoldReason
from mentoring.machines.retention_codes import RecordKind
from mentoring.models import Destruction, LegalHold, Person, RetentionRule
from mentoring.rules import office_day
from mentoring.services import destructions, legal_holds, retention
from mentoring.services.retention import RETENTION
from tests.factories.cast import MONDAY, Cast
from tests.factories.kept import kept
from tests.factories.relationship import relationship
from workflows import engine

LATER = MONDAY + timedelta(days=400)
FAR = MONDAY + timedelta(days=6 * 366)  # beyond the shipped periods, and beyond the calendar
KEEP = {"reason": "proceedings", "until": "2027-01-04"}

WAYS = {
    "proposed": [],
    "approved": [("approve", {})],
    "destroying": [("approve", {}), ("destroy", {})],
    "destroyed": [("approve", {}), ("destroy", {})],
    "kept": [("keep", KEEP)],
}


def rule(kind: RecordKind) -> RetentionRule:
    return RetentionRule.objects.get(organisation=None, kind=kind)


@kept
def destruction(
    cast: Cast,
    dpo: Person,
    state: str = "proposed",
    *,
    kind: RecordKind = RecordKind.RELATIONSHIP,
    keys: tuple[int, ...] = (),
) -> Destruction:
    """By the shipped rule of a kind; of the records given, else of none."""
    made = destructions.propose_by_rule(
        cast.organisation, rule(kind), keys, by=RETENTION, now=MONDAY
    )
    for name, data in WAYS[state]:
        made = engine.perform(made, name, by=dpo.user, now=MONDAY, data=data)
    return destructions.finish(made, MONDAY) if state == "destroyed" else made


def proposed_by_night(cast: Cast, dpo: Person) -> Destruction:
    """A relationship that ended longer ago than a year, by a rule of a year, and its night."""
    relationship(cast, "followed_up")
    retention.change(
        cast.organisation, RecordKind.RELATIONSHIP, 12, "JRA 7/2026", office_day(MONDAY),
        by=dpo.user, now=MONDAY,
    )  # fmt: skip
    assert retention.look(LATER) == 1
    return Destruction.objects.get()


@kept
def hold(cast: Cast, dpo: Person, on: Person | UUID) -> LegalHold:
    """For a month, by a letter of the court."""
    return legal_holds.place(
        cast.organisation, on, HoldReason.COURT, "Surat PN 12/2026",
        office_day(MONDAY) + timedelta(days=30), by=dpo.user, now=MONDAY,
    )  # fmt: skip
