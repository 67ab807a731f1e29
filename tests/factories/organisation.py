"""Made-up agencies and the calendars they work by."""

from datetime import date
from typing import Any

from mentoring.models import Organisation, Unit
from mentoring.services import organisation as organisations
from mentoring.vocabulary import OrganisationKind, UnitKind
from workflows.models import Calendar

SINCE = date(2026, 1, 1)
WEEKDAYS = ("mon", "tue", "wed", "thu")
FIVE_DAYS = {key: ["07:30-12:00", "13:00-16:00"] for key in WEEKDAYS} | {
    "fri": ["07:30-11:30", "13:00-16:30"]
}
SIX_DAYS = {key: ["07:30-12:00", "12:30-14:30"] for key in (*WEEKDAYS, "sat")} | {
    "fri": ["07:30-12:30"]
}
CODES = {
    "Asia/Jakarta": "wib_5",
    "Asia/Pontianak": "wib_pontianak_5",
    "Asia/Makassar": "wita_5",
    "Asia/Jayapura": "wit_5",
}


def calendar(
    code: str = "wib_5", *, zone: str = "Asia/Jakarta", week: dict[str, Any] = FIVE_DAYS
) -> Calendar:
    """A calendar of plain weeks without holidays; the shipped one of this code if it is loaded."""
    found, _created = Calendar.objects.get_or_create(
        code=code,
        defaults={
            "name": code,
            "zone": zone,
            "week": week,
            "covers_from": date(2025, 12, 1),
            "covers_to": date(2027, 12, 31),
        },
    )
    return found


def organisation(
    name: str = "Pemerintah Kabupaten Contoh",
    *,
    code: str = "kab-contoh",
    kind: OrganisationKind = OrganisationKind.REGENCY,
    zone: str = "Asia/Jakarta",
    works_by: Calendar | None = None,
) -> Organisation:
    """The organisation of this code with its root unit."""
    return organisations.found(
        code=code,
        name=name,
        kind=kind,
        zone=zone,
        calendar=works_by or calendar(CODES[zone], zone=zone),
        day=SINCE,
    )


def unit(
    name: str = "Dinas Contoh",
    *,
    of: Organisation | None = None,
    under: Unit | None = None,
    kind: UnitKind = UnitKind.OPD,
) -> Unit:
    """The unit of this name below `under`, else below the root of `of`."""
    parent = under or (of or organisation()).units.get(parent=None)
    return organisations.add_unit(parent=parent, name=name, kind=kind, day=SINCE)
