"""Setting up the agency before the story: offices, officials, who leads whom, the programme."""

import csv
from datetime import date
from pathlib import Path

from django.db import transaction

from config.demo import agency
from config.demo.agency import Member
from mentoring.models import (
    Appointment,
    Assignment,
    Organisation,
    Person,
    Practitioner,
    Programme,
    Qualification,
    Unit,
)
from mentoring.services import counselling_offices, people
from mentoring.services import organisation as organisations
from mentoring.services.counselling_offices import Roster
from mentoring.vocabulary import (
    AppointedRole,
    Discipline,
    MentorAsSuperior,
    OrganisationKind,
    PositionLevel,
    UnitKind,
)
from workflows.models import Calendar
from workflows.now import now

PROGRAMME = "mentoring-asn-2026"
CAPACITY = 3
CONDUCT = "2026"
TRAINED_ON = date(2025, 11, 3)
HEADER = ("NIP", "Nama", "Unit", "Jabatan", "Level", "Email", "Atasan NIP", "Peran")

Known = dict[str, Person]


@transaction.atomic
def found() -> None:
    """Everything but the participants, who arrive by roster; a second call changes nothing."""
    if Organisation.objects.filter(code=agency.CODE).exists():
        return
    organisation = organisations.found(
        code=agency.CODE,
        name=agency.NAME,
        kind=OrganisationKind.REGENCY,
        zone="Asia/Jakarta",
        calendar=Calendar.objects.get(code=agency.CALENDAR),
        day=agency.SINCE,
    )
    units = _units(organisation)
    known: Known = {}
    for member in agency.members():
        if not is_mentee(member):
            known[member.key] = _register(member, organisation, units[member.unit], known)
    _appoint(_programme(organisation), known)
    _open_counselling(organisation, known)


def is_mentor(member: Member) -> bool:
    """The first division's head of each office, but nobody from the office that runs it."""
    return member.key.endswith("/0/head") and member.office != agency.HR


def is_mentee(member: Member) -> bool:
    return member.key.endswith("staff1") and member.office != agency.HR


def _units(organisation: Organisation) -> dict[str, Unit]:
    root = organisation.units.get(parent=None)
    found = {"": root}
    for name, divisions in agency.OFFICES.items():
        office = organisations.add_unit(parent=root, name=name, day=agency.SINCE)
        found[name] = office
        for division in divisions:
            found[f"{name} > {division}"] = organisations.add_unit(
                parent=office, name=division, kind=UnitKind.DIVISION, day=agency.SINCE
            )
    return found


def _register(member: Member, organisation: Organisation, unit: Unit, known: Known) -> Person:
    person = people.register(
        name=member.name,
        nip=member.nip,
        kind=member.kind,
        organisation=organisation,
        unit=unit,
        position=member.position,
        level=member.level,
        email=member.email,
        zone=organisation.zone,
    )
    if member.superior:
        people.assign_superior(person, known[member.superior], day=agency.SINCE)
    Assignment.objects.create(
        person=person,
        unit=unit,
        title=member.position,
        level=member.level,
        is_head=member.level in {PositionLevel.JPT_PRATAMA, PositionLevel.ADMINISTRATOR},
        valid_from=agency.SINCE,
    )
    return person


def _programme(organisation: Organisation) -> Programme:
    return Programme.objects.create(
        code=PROGRAMME,
        name="Program Mentoring ASN 2026",
        organisation=organisation,
        discipline=Discipline.MENTORING,
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 12, 31),
        mentor_as_superior=MentorAsSuperior.FORBIDDEN,
    )


def _appoint(programme: Programme, known: Known) -> None:
    offices = {agency.CITRA: AppointedRole.COORDINATOR, agency.HASAN: AppointedRole.HEAD}
    for key, role in offices.items():
        Appointment.objects.create(
            person=known[key],
            role=role,
            organisation=programme.organisation,
            valid_from=agency.SINCE,
        )
    for member in filter(is_mentor, agency.members()):
        person = known[member.key]
        Practitioner.objects.create(
            person=person, capacity=CAPACITY, languages=["id"], code_of_conduct_version=CONDUCT
        )
        Qualification.objects.create(
            person=person,
            discipline=Discipline.MENTORING,
            name="Pelatihan Mentoring (contoh)",
            provider="Lembaga Contoh",
            obtained_on=TRAINED_ON,
        )


def _open_counselling(organisation: Organisation, known: Known) -> None:
    """Anybody can ask for it, and who serves it stands at the door; nobody has asked yet."""
    listener, *counsellors = (known[key] for key in (agency.LISTENER, *agency.COUNSELLORS))
    roles = {listener: AppointedRole.COUNSELLING_COORDINATOR}
    roles |= dict.fromkeys(counsellors, AppointedRole.COUNSELLOR)
    for person, role in roles.items():
        Appointment.objects.create(
            person=person, role=role, organisation=organisation, valid_from=agency.SINCE
        )
    roster = Roster(
        person=listener,
        deputy=counsellors[0],
        telephone="0274-555-0119",
        hours=tuple((day, "08:00", "16:00") for day in range(5)),
        crisis_id="Bila ada bahaya, hubungi 119 (contoh).",
        crisis_en="In danger call 119 (example).",
    )
    counselling_offices.keep(organisation, roster, by=listener.user, now=now())


def write_roster(path: Path) -> None:
    """The programme's roster as an office would send it: three of its rows are wrong."""
    members = {member.key: member for member in agency.members()}
    rows = [_row(member, members) for member in members.values() if _takes_part(member)]
    rows[-1]["Email"] = ""
    rows += _wrong_rows()
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, HEADER, delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def _takes_part(member: Member) -> bool:
    return is_mentor(member) or is_mentee(member)


def _row(member: Member, members: dict[str, Member]) -> dict[str, str]:
    return {
        "NIP": member.nip,
        "Nama": member.name,
        "Unit": member.unit,
        "Jabatan": member.position,
        "Level": member.level.value,
        "Email": member.email,
        "Atasan NIP": members[member.superior].nip,
        "Peran": "mentor" if is_mentor(member) else "mentee",
    }


def _wrong_rows() -> list[dict[str, str]]:
    """A number the spreadsheet has rounded, a birthday that never was, an address that is none."""
    wrong = (
        ("Rina Contoh", "1,99001E+17", "rina.contoh@example.go.id"),
        ("Doni Contoh", "199002302015031001", "doni.contoh@example.go.id"),
        ("Tari Contoh", "199012012015032001", "tari.contoh(at)example.go.id"),
    )
    unit = f"{agency.HEALTH} > {agency.OFFICES[agency.HEALTH][0]}"
    return [
        {"NIP": nip, "Nama": name, "Unit": unit, "Email": email, "Peran": "mentee"}
        for name, nip, email in wrong
    ]
