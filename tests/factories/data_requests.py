"""Requests about personal data, brought to any state the way people would.

Wulan is the data protection officer; Maya asks.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mentoring.machines.data_request_codes import DataRight
from mentoring.models import DataRequest, Person
from mentoring.services import data_requests
from mentoring.vocabulary import AppointedRole
from tests.factories import person as people
from tests.factories.cast import MONDAY, Cast
from tests.factories.kept import kept
from workflows import engine

ASKED, ANSWERED = "Alamat saya keliru (contoh)", "Sudah diperbaiki (contoh)"

Move = tuple[str, str, Mapping[str, Any]]
CHECKED: list[Move] = [("check_identity", "dpo", {"how": "signed_in"})]
STARTED: list[Move] = [*CHECKED, ("start", "dpo", {})]
REFUSAL = {"reason": "state", "account": ANSWERED}

PUT_RIGHT = {"field": "position", "value": "Analis Muda", "reason": "outdated"}

WAYS: dict[str, list[Move]] = {
    "received": [],
    "identity_checked": CHECKED,
    "in_progress": STARTED,
    "fulfilled": [*STARTED, ("fulfil", "dpo", {"account": ANSWERED})],
    "partially": [*STARTED, ("fulfil_in_part", "dpo", {**REFUSAL, "without_notices": True})],
    "refused": [*CHECKED, ("refuse", "dpo", REFUSAL)],
    "withdrawn": [("withdraw", "requester", {})],
}


@kept
def officer(cast: Cast) -> Person:
    wulan = people.person("Wulan Contoh", unit=cast.maya.unit)
    people.appointment(wulan, AppointedRole.DPO)
    return wulan


@kept
def data_request(
    cast: Cast,
    dpo: Person,
    state: str = "received",
    *,
    wants: DataRight = DataRight.ACCESS,
    text: str = ASKED,
    now: datetime = MONDAY,
) -> DataRequest:
    """A request of Maya's, brought to a state at one moment."""
    made = data_requests.ask(cast.maya, wants, text, by=cast.maya.user, now=now)
    actors = {"requester": cast.maya.user, "dpo": dpo.user}
    ways = WAYS[state]
    if state == "fulfilled" and wants == DataRight.CORRECTION:
        ways = [*STARTED, ("correct", "dpo", PUT_RIGHT), WAYS[state][-1]]
    for name, role, data in ways:
        made = engine.perform(made, name, by=actors[role], now=now, data=data)
    return made
