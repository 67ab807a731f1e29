"""An agency that offers counselling, and cases brought to any state the way people would.

Dewi coordinates counselling, Lestari and Putu counsel; Maya is the client.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mentoring.models import ConsentText, CounsellingCase, CounsellingOffice, Person
from mentoring.services import counselling_case as cases
from mentoring.services import counselling_offices as offices
from mentoring.services.counselling_case import Request
from mentoring.services.counselling_offices import Roster
from mentoring.vocabulary import AppointedRole
from tests.factories import person as people
from tests.factories.cast import MONDAY, Cast
from tests.factories.kept import kept
from workflows import engine
from workflows.actors import SWEEP

TOPIC, WISH = "family", "Butuh teman bicara (contoh)"
CRISIS_ID, CRISIS_EN = "Hubungi 119 bila ada bahaya (contoh).", "In danger call 119 (example)."
WORKING_HOURS = tuple((day, "08:00", "16:00") for day in range(5))

REFERRAL, ACCOUNT = "Ke psikolog rumah sakit (contoh)", "Ambulans dipanggil (contoh)"

Move = tuple[str, str, Mapping[str, Any]]
LEVEL = {"level": "routine"}
TRIAGED: list[Move] = [("triage", "coordinator", LEVEL)]
CONSENTED: list[Move] = [*TRIAGED, ("give_consent", "client", {"text": "in force"})]
ASSIGNED: list[Move] = [*CONSENTED, ("assign", "coordinator", {"counsellor": "lestari"})]
IN_SERVICE: list[Move] = [*ASSIGNED, ("start_service", "counsellor", {})]
ASKED: list[Move] = [
    *IN_SERVICE,
    ("propose_referral", "counsellor", {"to": "external", "referral": REFERRAL}),
]
CLOSING: list[Move] = [*IN_SERVICE, ("start_closing", "counsellor", {"reason": "agreed"})]
CLOSED: list[Move] = [*CLOSING, ("close", "counsellor", {})]
EMERGENCY = {"reason": "self", "told": "medical", "account": ACCOUNT}

WAYS: dict[str, list[Move]] = {
    "requested": [],
    "triaged": TRIAGED,
    "consented": CONSENTED,
    "assigned": ASSIGNED,
    "in_service": IN_SERVICE,
    "waiting": [*IN_SERVICE, ("wait", "counsellor", {"until": "in 10 days"})],
    "referral_asked": ASKED,
    "referred": [*ASKED, ("agree_to_referral", "client", {})],
    "handing_over": [*IN_SERVICE, ("propose_hand_over", "counsellor", {})],
    "emergency": [*IN_SERVICE, ("declare_emergency", "counsellor", EMERGENCY)],
    "closing": CLOSING,
    "closed": CLOSED,
    "followed_up": [*CLOSED, ("follow_up", "counsellor", {})],
    "consent_refused": [*TRIAGED, ("refuse_consent", "client", {})],
    "withdrawn": [("withdraw", "client", {})],
    "no_contact": [
        *TRIAGED,
        *[("record_attempt", "coordinator", {})] * 3,
        ("give_up", "coordinator", {}),
    ],
}


@dataclass(frozen=True, slots=True)
class Service:
    office: CounsellingOffice
    dewi: Person
    lestari: Person
    putu: Person


@kept
def service(cast: Cast, *, now: datetime = MONDAY, **roster: Any) -> Service:
    """Dewi answers, Putu stands in for her."""
    unit = cast.maya.unit
    dewi, lestari, putu = (
        people.person(f"{name} Contoh", unit=unit) for name in ("Dewi", "Lestari", "Putu")
    )
    people.appointment(dewi, AppointedRole.COUNSELLING_COORDINATOR)
    for each in (lestari, putu):
        people.appointment(each, AppointedRole.COUNSELLOR)
    given: dict[str, Any] = {
        "person": dewi,
        "deputy": putu,
        "telephone": "021-555-0100",
        "hours": WORKING_HOURS,
        "crisis_id": CRISIS_ID,
        "crisis_en": CRISIS_EN,
        **roster,
    }
    office = offices.keep(cast.organisation, Roster(**given), by=dewi.user, now=now)
    return Service(office, dewi, lestari, putu)


@kept
def case(
    cast: Cast,
    served: Service,
    state: str = "requested",
    *,
    client: Person | None = None,
    now: datetime = MONDAY,
    **request: Any,
) -> CounsellingCase:
    """A case of Maya's and Lestari's, or of another client, brought to a state at one moment."""
    asking = client or cast.maya
    given: dict[str, Any] = {"topic": TOPIC, "wish": WISH, **request}
    made = cases.ask(asking, Request(**given), by=asking.user, now=now)
    return moved(made, served, WAYS[state], now=now)


def moved(
    made: CounsellingCase, served: Service, moves: list[Move], *, now: datetime = MONDAY
) -> CounsellingCase:
    actors = {
        "client": made.client.user,
        "coordinator": served.dewi.user,
        "counsellor": served.lestari.user,
        "system": SWEEP,
    }
    for name, role, data in moves:
        made = engine.perform(made, name, by=actors[role], now=now, data=_given(data, served, now))
    return made


def _given(data: Mapping[str, Any], served: Service, now: datetime) -> dict[str, Any]:
    given = {**data}
    if "counsellor" in given:
        given["counsellor"] = str(served.lestari.uid)
    if "until" in given:
        given["until"] = now + timedelta(days=10)
    if "text" in given:
        text = ConsentText.objects.in_force(served.office.organisation_id)
        given["text"] = str(text.uid if text else "")
    return given
