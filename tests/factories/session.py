"""Sessions in any state, each reached through the engine the way people would."""

from datetime import datetime, timedelta
from typing import Any

from mentoring.models import Relationship, Session
from mentoring.services import session as sessions
from tests.factories.cast import MONDAY
from tests.factories.kept import kept
from workflows import engine
from workflows.actors import SWEEP

HOUR = timedelta(hours=1)
IN_A_WEEK = timedelta(days=7)


@kept
def session(
    relationship: Relationship,
    state: str = "proposed",
    *,
    starts_at: datetime | None = None,
    now: datetime = MONDAY,
) -> Session:
    """An hour from `starts_at` (default: a week ahead), proposed by the practitioner.

    What can only be known afterwards is said right after its end.
    """
    begins = starts_at or now + IN_A_WEEK
    after = begins + HOUR
    assert relationship.practitioner
    mentee, practitioner = relationship.mentee.user, relationship.practitioner.person.user
    made = sessions.propose(relationship, begins, after, by=practitioner, now=now)
    moved = {"starts_at": begins + timedelta(days=1), "ends_at": after + timedelta(days=1)}
    confirmed: list[tuple[str, Any, datetime, dict[str, Any]]] = [("confirm", mentee, now, {})]
    ways = {
        "proposed": [],
        "confirmed": confirmed,
        "rescheduled": [*confirmed, ("move", practitioner, now, moved)],
        "held": [
            *confirmed,
            ("confirm_held", mentee, after, {}),
            ("confirm_held", practitioner, after, {}),
        ],
        "cancelled": [("cancel", mentee, now, {"reason": "duty"})],
        "no_show": [*confirmed, ("report_no_show", practitioner, after, {"missed_by": "mentee"})],
        "lapsed": [("lapse", SWEEP, begins, {})],
    }
    for name, by, at, data in ways[state]:
        made = engine.perform(made, name, by=by, now=at, data=data)
    return made
