"""A status update and a next session that stay away: when the superior learns it, and which one."""

from dataclasses import dataclass
from datetime import date

import pytest

from mentoring.models import Absence, Assignment, Relationship
from notifications.day_mails import GATHERING
from notifications.models import Incident, Notice
from tests.factories import person as people
from tests.factories.cast import cast
from tests.factories.relationship import relationship
from tests.factories.session import session
from tests.mentoring.stories.timetable import (
    Told,
    catch_up,
    due,
    on_time,
    run_until,
    told,
    works_elsewhere,
)
from tests.moments import at
from workflows import engine

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Overdue:
    """Something awaited of Budi, and when his superior learns that it stays away."""

    name: str
    escalated: str
    moment: str
    day: date
    before: tuple[Told, ...]


STATUS = Overdue(
    "status_update",
    "Wed 08 Jul 07:30",
    "2026-07-08 07:30",
    date(2026, 7, 8),
    (on_time("Fri 03 Jul 07:30 WIB", "reminder.status_update", "Budi"),),
)
SESSION = Overdue(
    "next_session",
    "Fri 17 Jul 07:30",
    "2026-07-17 07:30",
    date(2026, 7, 17),
    (
        on_time("Tue 07 Jul 07:30 WIB", "reminder.next_session", "Budi"),
        on_time("Wed 15 Jul 07:30 WIB", "escalation.next_session", "Citra"),
    ),
)
both = pytest.mark.parametrize("late", [STATUS, SESSION], ids=lambda late: late.name)


def active(crew, zone="Asia/Jakarta"):
    """Signed on Monday 8 June; one session was held on Monday 15 June, ending at 11:00."""
    made = relationship(crew, "active", now=at("2026-06-08 09:00", zone))
    session(made, "held", starts_at=at("2026-06-15 10:00", zone), now=at("2026-06-08 09:00", zone))
    return Relationship.objects.get(pk=made.pk)


def story(late, zone="Asia/Jakarta"):
    run_until(at(late.moment, zone))
    return told(at("2026-06-15 12:00", zone), about=f".{late.name}")


def escalated(late, to, mail=None):
    when = f"{late.escalated} WIB"
    return Told(when, f"escalation.{late.name}", to, mail or when)


def path(late):
    notice = Notice.objects.filter(kind=f"escalation.{late.name}").latest("created_at")
    return [hop["way"] for hop in notice.path[1:]]


@both
def test_the_superior_learns_of_it(late):
    active(cast())
    assert story(late) == [*late.before, escalated(late, "Sari")]


def test_the_exact_due_times():
    active(cast())
    assert due("status_update") == "Tue 07 Jul 16:00 WIB"
    assert due("next_session") == "Tue 14 Jul 16:00 WIB"


def test_everything_that_is_said_until_somebody_acts():
    active(cast())
    run_until(at("2026-07-21 23:59"))
    assert told(at("2026-06-15 12:00")) == [
        on_time("Fri 03 Jul 07:30 WIB", "reminder.status_update", "Budi"),
        on_time("Tue 07 Jul 07:30 WIB", "reminder.next_session", "Budi"),
        on_time("Wed 08 Jul 07:30 WIB", "escalation.status_update", "Sari"),
        on_time("Tue 14 Jul 07:30 WIB", "reminder.inactivity", "Budi"),
        on_time("Wed 15 Jul 07:30 WIB", "escalation.next_session", "Citra"),
        on_time("Wed 15 Jul 07:30 WIB", "escalation.status_update", "Citra"),
        on_time("Fri 17 Jul 07:30 WIB", "escalation.next_session", "Sari"),
    ]


def test_an_update_ends_it():
    crew = cast()
    made = active(crew)
    run_until(at("2026-07-07 15:59"))
    status = {"status": "on_track"}
    engine.perform(
        made, "update_status", by=crew.budi.person.user, now=at("2026-07-07 15:59"), data=status
    )
    run_until(at("2026-07-17 23:59"))
    assert told(at("2026-06-15 12:00"), about=".status_update") == list(STATUS.before)


@both
def test_a_superior_replaced_in_between(late):
    crew = cast()
    active(crew)
    tono = people.person("Tono Contoh", unit=crew.sari.unit)
    run_until(at("2026-06-30 12:00"))
    people.line(crew.budi.person, tono, since=date(2026, 7, 1))
    assert story(late) == [*late.before, escalated(late, "Tono")]
    assert path(late) == ["line"]


@both
def test_a_superior_replaced_on_that_very_day(late):
    crew = cast()
    active(crew)
    tono = people.person("Tono Contoh", unit=crew.sari.unit)
    people.line(crew.budi.person, tono, since=late.day)
    assert story(late) == [*late.before, escalated(late, "Tono")]


@both
def test_an_absent_superior_with_a_plh(late):
    crew = cast()
    active(crew)
    wati = people.person("Wati Contoh", unit=crew.sari.unit)
    Absence.objects.create(person=crew.sari, starts_on=late.day, ends_on=late.day)
    Assignment.objects.create(
        person=wati, unit=wati.unit, title="Kepala Contoh", acting="plh", acting_for=crew.sari,
        valid_from=late.day, valid_to=late.day,
    )  # fmt: skip
    assert story(late) == [*late.before, escalated(late, "Wati")]
    assert path(late) == ["line", "away", "plh"]


@both
def test_a_vacant_post_is_held_by_its_plt(late):
    crew = cast()
    active(crew)
    crew.budi.person.lines.update(valid_to=date(2026, 6, 30))
    wati = people.person("Wati Contoh", unit=crew.sari.unit)
    Assignment.objects.create(
        person=wati, unit=crew.sari.unit, title="Kepala Contoh", is_head=True, acting="plt",
        valid_from=date(2026, 7, 1),
    )  # fmt: skip
    assert story(late) == [*late.before, escalated(late, "Wati")]
    assert path(late) == ["unit_head", "plt"]


@both
def test_a_superior_who_is_the_mentors_mentee_is_passed_by(late):
    crew = cast()
    tono = people.person("Tono Contoh", unit=crew.sari.unit)
    people.line(crew.budi.person, crew.maya)
    people.line(crew.maya, tono)
    active(crew)
    assert story(late) == [*late.before, escalated(late, "Tono")]
    assert path(late) == ["line", "concerned", "line"]


@both
def test_when_nobody_can_be_told_the_coordinator_is_alarmed(late):
    crew = cast()
    active(crew)
    crew.budi.person.lines.all().delete()
    run_until(at(late.moment))
    alarm = told(at(late.moment), about="unroutable")
    assert alarm == [on_time(f"{late.escalated} WIB", "escalation.unroutable", "Citra")]
    assert not Incident.objects.exists()


def test_when_nobody_at_all_can_be_told_it_is_an_incident():
    crew = cast()
    active(crew)
    crew.budi.person.lines.all().delete()
    crew.citra.appointments.all().delete()
    crew.hadi.appointments.all().delete()
    run_until(at(STATUS.moment))
    assert Incident.objects.get().kind == "unroutable"


def test_what_the_superior_reads(mailoutbox):
    active(cast())
    mailoutbox.clear()
    run_until(at(STATUS.moment) + GATHERING)
    (mail,) = [mail for mail in mailoutbox if "sari-contoh" in mail.to[0]]
    assert "Budi Contoh" in mail.subject
    for said in ("Maya Contoh", "Selasa 7 Juli 2026 pukul 16.00 WIB", "atasan langsung"):
        assert said in mail.body
    assert "rapat" not in mail.body  # the aim of the mentoring


def test_the_same_in_a_six_day_office_far_east():
    zone = "Asia/Jayapura"
    crew = cast(works_by="wit_6")
    works_elsewhere(crew.sari, calendar="wib_5")
    active(crew, zone)
    assert due("status_update") == "Thu 02 Jul 14:30 WIT"
    assert due("next_session") == "Thu 09 Jul 14:30 WIT"

    run_until(at("2026-07-13 23:59", zone))

    assert told(at("2026-06-15 12:00", zone), zone="WIT") == [
        on_time("Tue 30 Jun 07:30 WIT", "reminder.status_update", "Budi"),
        Told("Fri 03 Jul 07:30 WIT", "escalation.status_update", "Sari", "Fri 03 Jul 07:30 WIB"),
        on_time("Fri 03 Jul 07:30 WIT", "reminder.next_session", "Budi"),
        on_time("Thu 09 Jul 07:30 WIT", "escalation.status_update", "Citra"),
        on_time("Thu 09 Jul 07:30 WIT", "reminder.inactivity", "Budi"),
        on_time("Fri 10 Jul 07:30 WIT", "escalation.next_session", "Citra"),
        Told("Mon 13 Jul 07:30 WIT", "escalation.next_session", "Sari", "Mon 13 Jul 07:30 WIB"),
    ]


def test_a_sweep_two_weeks_late_still_tells_each_audience():
    active(cast())
    catch_up(at("2026-07-21 10:00"))
    when = "Tue 21 Jul 10:00 WIB"
    assert told(at("2026-06-15 12:00")) == [
        on_time(when, f"escalation.{name}", who)
        for name, who in [
            ("next_session", "Citra"), ("next_session", "Sari"),
            ("status_update", "Citra"), ("status_update", "Sari"),
        ]
    ] + [
        on_time(when, f"reminder.{name}", "Budi")
        for name in ("inactivity", "next_session", "status_update")
    ]  # fmt: skip
