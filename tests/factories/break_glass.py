"""Emergency accesses, brought to any state the way people would.

Galih is the officer for emergency access, Wulan the data protection officer; Hadi leads the
service.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mentoring.machines.break_glass_codes import Opened, OpeningGround, Silence
from mentoring.models import BreakGlass, Person
from mentoring.services import break_glass
from mentoring.vocabulary import AppointedRole
from tests.factories import person as people
from tests.factories.cast import MONDAY, Cast
from tests.factories.data_requests import officer
from tests.factories.kept import kept
from workflows import engine
from workflows.actors import SWEEP

REASON = "Klien tidak menjawab sejak kemarin (contoh)"
FOUND = "Dibaca satu catatan (contoh)"
Move = tuple[str, str, Mapping[str, Any]]
SIGNED: Mapping[str, Any] = {"verdict": "justified", "account": FOUND}
OPENED: list[Move] = [("approve", "wulan", {}), ("open", "galih", {})]

WAYS: dict[str, list[Move]] = {
    "asked": [],
    "approved": OPENED[:1],
    "open": OPENED,
    "over": [*OPENED, ("end", "galih", {})],
    "signed_off": [*OPENED, ("end", "galih", {}), ("sign_off", "wulan", SIGNED)],
    "refused": [("refuse", "wulan", {})],
    "withdrawn": [("withdraw", "galih", {})],
    "lapsed": [("lapse", "system", {})],
}


@dataclass(frozen=True, slots=True)
class Guards:
    galih: Person
    wulan: Person


@kept
def guards(cast: Cast) -> Guards:
    galih = people.person("Galih Contoh", unit=cast.maya.unit)
    people.appointment(galih, AppointedRole.EMERGENCY_OFFICER)
    return Guards(galih, officer(cast))


@kept
def glass(
    cast: Cast,
    held: Guards,
    state: str = "asked",
    *,
    about: Person | None = None,
    opens: Opened = Opened.CASE,
    silence: Silence | None = None,
    reason: str = REASON,
    now: datetime = MONDAY,
) -> BreakGlass:
    """To what is kept about Maya, brought to a state at one moment."""
    made = break_glass.ask(
        about or cast.maya,
        opens,
        OpeningGround.UNREACHABLE,
        reason,
        silence=silence,
        by=held.galih.user,
        now=now,
    )
    actors = {"galih": held.galih.user, "wulan": held.wulan.user, "system": SWEEP}
    for name, who, data in WAYS[state]:
        made = engine.perform(made, name, by=actors[who], now=now, data=data)
    return made
