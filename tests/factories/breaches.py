"""Failures of data protection, brought to any stage the way people would.

Eko reports it; Wulan is the data protection officer; it concerns Maya.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from mentoring.machines.breach_codes import EVERYBODY
from mentoring.models import Breach, Person
from mentoring.services import breaches
from tests.factories.cast import MONDAY, Cast
from tests.factories.kept import kept
from workflows import engine

REPORT = "Berkas tergeletak di mesin cetak (contoh)"
LETTER = {
    "data": "Nama dan catatan konseling (contoh)",
    "course": "Tertinggal semalam di ruang bersama (contoh)",
    "handling": "Berkas diambil dan disimpan (contoh)",
    "contact": "Wulan, ruang 3 (contoh)",
}

Move = tuple[str, Mapping[str, Any]]
CONFIRMED: list[Move] = [("confirm", {"cause": "lost", "since": "before", "until": "now"})]
NAMED: list[Move] = [*CONFIRMED, ("name_person", {"who": "Maya Contoh"})]
DESCRIBED: list[Move] = [*NAMED, ("describe", LETTER)]
GIVEN: list[Move] = [*DESCRIBED, ("record_told", {"person": EVERYBODY, "way": "portal"})]
TOLD: list[Move] = [*GIVEN, ("record_told", {"person": "authority", "way": "sent"})]
NOTIFIED: list[Move] = [*TOLD, ("notify", {})]

WAYS: dict[str, list[Move]] = {
    "reported": [],
    "confirmed": CONFIRMED,
    "described": DESCRIBED,
    "given": GIVEN,
    "told": TOLD,
    "notified": NOTIFIED,
    "closed": [*NOTIFIED, ("close", {"measures": "Mesin cetak berkode (contoh)"})],
    "dismissed": [("dismiss", {"reason": "nothing_happened", "account": "Berkas kosong (contoh)"})],
}


@kept
def breach(
    cast: Cast,
    dpo: Person,
    stage: str = "reported",
    *,
    text: str = REPORT,
    letter: Mapping[str, str] = LETTER,
    now: datetime = MONDAY,
) -> Breach:
    made = breaches.report(cast.organisation, text, by=cast.eko.user, now=now)
    for name, data in WAYS[stage]:
        given = letter if name == "describe" else data
        made = engine.perform(made, name, by=dpo.user, now=now, data=_meant(made, given, now))
    return made


def _meant(made: Breach, data: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """What stands for times and for the row of the authority."""
    meant: dict[Any, Any] = {"before": now - timedelta(days=2), "now": now}
    if data.get("person") == "authority":
        meant["authority"] = str(made.people.get(person=None).uid)
    return {name: meant.get(value, value) for name, value in data.items()}
