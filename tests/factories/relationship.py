"""Relationships in any state, each reached through the engine the way people would."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from mentoring.models import Person, Practitioner, Relationship
from mentoring.services import relationship as relationships
from tests.factories.cast import MONDAY, Cast
from tests.factories.kept import kept
from workflows import engine
from workflows.actors import SWEEP

AIM = "Belajar memimpin rapat (contoh)"
TERMS = {"goals": "Memimpin rapat bulanan (contoh)", "frequency_days": 14, "ends_on": "2026-11-30"}

Move = tuple[str, str, Mapping[str, Any]]

SENT: list[Move] = [("submit", "mentee", {})]
OFFERED: list[Move] = [*SENT, ("offer", "coordinator", {"practitioner": "budi"})]
ACCEPTED: list[Move] = [*OFFERED, ("accept", "practitioner", {})]
ACTIVE: list[Move] = [*ACCEPTED, ("sign", "mentee", {}), ("sign", "practitioner", {})]
PAUSE = {"until": "in 30 days", "reason": "leave"}
CLOSING: list[Move] = [*ACTIVE, ("start_closing", "mentee", {"reason": "goals_met"})]
CLOSED: list[Move] = [*CLOSING, ("reflect", "mentee", {}), ("reflect", "practitioner", {})]

WAYS: dict[str, list[Move]] = {
    "draft": [],
    "requested": SENT,
    "offered": OFFERED,
    "agreement": ACCEPTED,
    "active": ACTIVE,
    "paused": [*ACTIVE, ("pause", "mentee", PAUSE)],
    "closing": CLOSING,
    "closed": CLOSED,
    "followed_up": [*CLOSED, ("follow_up", "mentee", {"applied": "yes"})],
    "declined": [*SENT, ("decline_request", "coordinator", {"reason": "unclear"})],
    "expired": [("expire", "system", {})],
    "rematch": [*ACTIVE, ("request_rematch", "mentee", {"reason": "schedules"})],
    "withdrawn": [*SENT, ("withdraw", "mentee", {})],
    "ended_early": [*ACTIVE, ("end_early", "practitioner", {"reason": "transferred"})],
    "timed_out": [*ACCEPTED, ("time_out", "system", {})],
}


@kept
def relationship(
    cast: Cast,
    state: str = "draft",
    *,
    mentee: Person | None = None,
    practitioner: Practitioner | None = None,
    now: datetime = MONDAY,
) -> Relationship:
    """A relationship of Maya and Budi, or of others, brought to a state at one moment."""
    asking, asked = mentee or cast.maya, practitioner or cast.budi
    actors = {
        "mentee": asking.user,
        "practitioner": asked.person.user,
        "coordinator": cast.citra.user,
        "system": SWEEP,
    }
    made = relationships.ask(cast.programme, asking, AIM, by=asking.user, now=now)
    for name, role, data in WAYS[state]:
        given = {**data}
        if "practitioner" in given:
            given["practitioner"] = asked.uid
        if "until" in given:
            given["until"] = (now + timedelta(days=30)).date()
        made = engine.perform(made, name, by=actors[role], now=now, data=given)
    return made
