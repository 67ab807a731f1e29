"""Agencies in four zones with everybody their processes need, as rows and as plain values."""

from datetime import date, time

import yaml
from django.conf import settings
from django.db.models import F

from mentoring.models import (
    Appointment,
    Assignment,
    CounsellingOffice,
    Enrolment,
    Organisation,
    Person,
    Practitioner,
    Programme,
    ReportingLine,
    Unit,
)
from mentoring.services import counselling_offices as offices
from mentoring.services.counselling_offices import Roster
from mentoring.vocabulary import AppointedRole, Discipline, LineKind, PositionLevel
from tests.factories import organisation as places
from tests.factories import person as persons
from tests.factories import programme as programmes
from tests.factories import shipped
from tests.factories.cast import mentor
from tests.factories.counselling import CRISIS_EN, CRISIS_ID, WORKING_HOURS
from tests.factories.organisation import SINCE
from tests.factories.performance import qualified
from tests.model.agencies.people import Appointed, Line, People, Post, Who
from workflows.models import Calendar
from workflows.reference.working import Office

ZONES = {
    "Asia/Jakarta": ("wib_5", "wib_6"),
    "Asia/Pontianak": ("wib_pontianak_5", "wib_pontianak_6"),
    "Asia/Makassar": ("wita_5", "wita_6"),
    "Asia/Jayapura": ("wit_5", "wit_6"),
}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LASTING = date(2027, 12, 31)
STAFF = (
    *("Sari", "Rina", "Tono", "Walikota", "Citra", "Kiki", "Hadi"),
    *("Dewi", "Lestari", "Putu", "Wulan", "Ahli", "Galih"),
)


def found(now, mentees, mentors):
    """An agency for each zone, open for everything that is shipped."""
    shipped.load(now)
    for number, (zone, calendars) in enumerate(ZONES.items()):
        _found(number, zone, calendars, now, (mentees, mentors))


def _found(number, zone, calendars, now, sizes):
    five, six = (Calendar.objects.get(code=code) for code in calendars)
    home = places.organisation(
        f"Kota Contoh {number}", code=f"kota-{number}", zone=zone, works_by=five
    )
    office = places.unit("Dinas Contoh", of=home)
    other = Unit.objects.create(
        organisation=home, parent=office.parent, name="Balai Contoh", calendar=six, valid_from=SINCE
    )

    def person(name, unit=office, **fields):
        return persons.person(f"{name} Contoh {number}", unit=unit, **fields)

    staff = {name: person(name) for name in STAFF if name != "Walikota"}
    staff["Walikota"] = person("Walikota", level=PositionLevel.PPK)
    _appoint(staff)
    _lead(staff, office, other)
    courses = [
        programmes.programme(
            f"{discipline}-{number}",
            organisation=home,
            discipline=discipline,
            ends_on=LASTING,
            name=f"{discipline} {number}",
        )
        for discipline in (Discipline.MENTORING, Discipline.COACHING)
    ]
    persons.appointment(staff["Kiki"], programme=courses[1])
    _wear_two_hats(staff, courses)
    for n in range(sizes[0]):
        who = person(f"Maya {n}", (office, other)[n % 2])
        for course in courses:
            programmes.enrolment(who, course)
        if n % 5:
            persons.line(who, staff["Rina" if n % 2 else "Sari"])
    for n in range(sizes[1]):
        who = person(f"Budi {n}", (office, other)[n % 2])
        mentor(who, capacity=60, discipline=courses[n % 2].discipline)
        if n % 4:
            persons.line(who, staff["Sari" if n % 2 else "Tono"])
    persons.line(staff["Rina"], staff["Tono"])
    persons.line(staff["Sari"], staff["Tono"])
    persons.line(staff["Tono"], staff["Walikota"])
    _open_counselling(home, staff, now)


def _appoint(staff):
    persons.appointment(staff["Citra"])
    persons.appointment(staff["Hadi"], AppointedRole.HEAD)
    persons.appointment(staff["Dewi"], AppointedRole.COUNSELLING_COORDINATOR)
    persons.appointment(staff["Wulan"], AppointedRole.DPO)
    persons.appointment(staff["Ahli"], AppointedRole.COUNSELLING_OFFICIAL)
    persons.appointment(staff["Galih"], AppointedRole.EMERGENCY_OFFICER)
    for name in ("Lestari", "Putu"):
        persons.appointment(staff[name], AppointedRole.COUNSELLOR)
    for name in ("Rina", "Ahli"):
        qualified(staff[name])


def _wear_two_hats(staff, courses):
    """Superiors and coordinators who are mentors themselves, or ask for one."""
    for name in ("Rina", "Sari", "Citra"):
        mentor(staff[name], capacity=60, discipline=courses[0].discipline)
        programmes.enrolment(staff[name], courses[1])


def _lead(staff, office, other):
    """Who leads the units, and who stands in for whom while they are away."""
    for unit, name in ((office, "Tono"), (other, "Sari")):
        _post(staff[name], unit, is_head=True)
    for name, absent in (("Rina", "Sari"), ("Ahli", "Hadi"), ("Lestari", "Citra")):
        _post(staff[name], office, acting="plh", acting_for=staff[absent])


def _post(person, unit, **fields):
    Assignment.objects.create(
        person=person, unit=unit, title="Jabatan Contoh", valid_from=SINCE, **fields
    )


def _open_counselling(home, staff, now):
    roster = Roster(
        person=staff["Dewi"],
        deputy=staff["Putu"],
        telephone="021-555-0100",
        hours=WORKING_HOURS,
        crisis_id=CRISIS_ID,
        crisis_en=CRISIS_EN,
    )
    offices.keep(home, roster, by=staff["Dewi"].user, now=now)


# The same, as plain values


def plain_people(now):
    rows = Person.objects.select_related("unit__calendar")
    direct = ReportingLine.objects.filter(kind=LineKind.DIRECT_SUPERIOR).order_by("pk")
    homes = Organisation.objects.select_related("calendar")
    return People(
        now=now,
        who={
            one.user_id: Who(one.organisation_id, one.unit_id, one.unit.calendar.code, one.level)
            for one in rows.order_by("pk")
        },
        units=dict(Unit.objects.order_by("pk").values_list("pk", "parent_id")),
        zones={office.code: office.zone for office in plain_offices()},
        lines=[
            Line(*row)
            for row in direct.values_list(
                "person__user", "superior__user", "valid_from", "valid_to"
            )
        ],
        posts=[
            Post(*row)
            for row in Assignment.objects.order_by("pk").values_list(
                "person__user", "unit", "level", "is_head", "acting", "acting_for__user"
            )
        ],
        appointed=[
            Appointed(row[0], row[1], row[2], str(row[3]) if row[3] else None)
            for row in Appointment.objects.order_by("valid_from", "pk").values_list(
                "person__user", "role", "organisation", "programme__uid"
            )
        ],
        offices={home.pk: home.calendar.code for home in homes.order_by("pk")},
        ceilings=dict(homes.order_by("pk").values_list("pk", "escalation_ceiling")),
        rosters={
            home: (person, deputy)
            for home, person, deputy in CounsellingOffice.objects.order_by("pk").values_list(
                "organisation", "person__user", "deputy__user"
            )
        },
    )


def plain_offices():
    """The shipped calendars, from their rows."""
    return [_office(calendar) for calendar in Calendar.objects.order_by("pk")]


def _office(calendar):
    days = calendar.days.order_by("pk").values_list("date", "hours")
    return Office(
        calendar.code,
        calendar.zone,
        {WEEKDAYS.index(name): _spans(hours) for name, hours in calendar.week.items()},
        {day: _spans(hours or ()) for day, hours in days},
        calendar.covers_to,
    )


def _spans(hours):
    return [tuple(time.fromisoformat(wall) for wall in span.split("-")) for span in hours]


def shipped_policies():
    """The policies as the files say them."""
    folder = settings.BASE_DIR / "mentoring" / "defaults" / "policies"
    return [
        policy
        for path in sorted(folder.glob("*.yaml"))
        for policy in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def programmes_of(home):
    return list(Programme.objects.filter(organisation=home).order_by("pk"))


def mentees_of(home):
    rows = Enrolment.objects.filter(programme__organisation=home)
    people = Person.objects.filter(pk__in=rows.values("person"))
    return list(people.select_related("user", "organisation", "unit__calendar").order_by("pk"))


def guides_of(home):
    """Mentors and coaches, each knowing what they are qualified for."""
    rows = Practitioner.objects.filter(person__organisation=home).select_related("person__user")
    discipline = F("person__qualifications__discipline")
    return list(rows.annotate(discipline=discipline).order_by("pk"))
