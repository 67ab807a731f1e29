"""A unit has its own week and own days; below it the nearest hold; what is open there moves."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from mentoring import tasks
from mentoring.models import OwnDay, Person, Unit, WeekChoice
from mentoring.queries import calendars as queries
from mentoring.queries.calendars import Home
from mentoring.services import (
    calendar_horizon,
    calendar_preview,
    calendar_rows,
    calendars,
    people,
)
from mentoring.services import organisation as organisations
from mentoring.services.calendar_rows import UnfitDays
from notifications.models import Incident
from tests.factories import cast as casts
from tests.factories import organisation as places
from tests.factories import person as persons
from tests.factories.cast import MONDAY, another_mentee
from tests.factories.relationship import relationship
from tests.moments import at
from workflows import engine, reading, replanning
from workflows.actors import SWEEP
from workflows.errors import Conflict
from workflows.machine import party
from workflows.models import Calendar, CalendarDay, Deadline, DueChange, Replanning
from workflows.registry import machine
from workflows.replanning import differences

pytestmark = pytest.mark.django_db

HEAD = "date,to,kind,name,decree,hours\n"
WEDNESDAY, THURSDAY, FRIDAY = (f"2026-06-{day},,regional,Libur,SK Camat 1," for day in (10, 11, 12))
SOON, LATER, LATEST = (at(f"2026-06-{time}") for time in ("11 16:00", "12 16:30", "15 16:00"))


@pytest.fixture
def crew(db):
    """Budi works in a section of a department; Maya, Citra and the others elsewhere."""
    found = casts.cast()
    _moved(found.budi.person, places.unit("Seksi", under=places.unit("Dinas Kesehatan")))
    found.budi.person.refresh_from_db()
    return found


def _moved(person, unit):
    Person.objects.filter(pk=person.pk).update(unit=unit)
    person.refresh_from_db()


@pytest.fixture
def department(crew):
    return Home(crew.organisation, Unit.objects.get(name="Dinas Kesehatan"))


@pytest.fixture
def section(crew):
    return Home(crew.organisation, Unit.objects.get(name="Seksi"))


def publish(crew, home, *rows, **given):
    days = calendar_rows.read("hari.csv", (HEAD + "\n".join(rows) + "\n").encode())
    given = {"name": "hari.csv", "by": crew.citra.user, "now": MONDAY} | given
    return calendars.publish(home, days, **given)


def choose(crew, home, code, **given):
    calendar = Calendar.objects.get(code=code) if code else None
    return calendars.choose(home, calendar, by=crew.citra.user, now=MONDAY, **given)


def due(pair, name="answer_offer"):
    return Deadline.objects.open().of(pair.kind, pair.pk).get(name=name).due_at


def astray():
    """Open deadlines that do not go by the working time of whom they await, or not as planned."""
    for row in Deadline.objects.open():
        subject = reading.read(machine(row.subject_kind), row.subject_id, by=SWEEP, now=MONDAY)
        meant = party(subject, row.role).calendar
        if row.calendar_id != meant.pk:
            yield row, meant
    yield from differences()


def test_days_of_a_unit_move_what_is_awaited_there_and_nothing_else(crew, department):
    here = relationship(crew, "offered")
    other = casts.another_mentor(crew)
    there = relationship(
        crew, "offered", mentee=another_mentee(crew, "Nina Contoh"), practitioner=other
    )
    asked = relationship(crew, "requested", mentee=another_mentee(crew, "Lina Contoh"))
    untouched = {row.pk: row.epoch for row in Deadline.objects.open() if row.subject_id != here.pk}

    made = publish(crew, department, WEDNESDAY)

    assert (due(here), due(there)) == (LATER, SOON)
    [moved] = DueChange.objects.all()
    assert (moved.due_from, moved.due_to) == (SOON, LATER)
    assert (made.unit, made.by, made.added) == (department.unit, crew.citra.user, 1)
    epochs = Deadline.objects.filter(pk__in=untouched).values_list("pk", "epoch")
    assert dict(epochs) == untouched
    assert Deadline.objects.open().filter(subject_id=asked.pk).exists()
    assert not list(astray())
    crew.organisation.refresh_from_db()
    assert crew.organisation.calendar.scope == ""


def test_the_nearest_days_hold_over_those_of_the_organisation(crew, department, section):
    pair = relationship(crew, "offered")
    publish(crew, Home(crew.organisation), WEDNESDAY)
    assert due(pair) == LATER
    publish(crew, department, THURSDAY)
    assert due(pair) == LATEST
    publish(crew, section, "2026-06-10,,special_open,Layanan,SK,07:30-12:00")
    assert due(pair) == SOON
    assert not list(astray())


def test_ramadan_hours_of_a_unit_open_no_day_off_of_the_organisation(crew, department):
    pair = relationship(crew, "offered")
    publish(crew, Home(crew.organisation), WEDNESDAY)
    publish(crew, department, "2026-06-09,2026-06-13,ramadan_hours,Ramadan,SE,08:00-12:00")
    assert due(pair) == at("2026-06-12 12:00")


def test_another_week_is_chosen_for_a_unit_and_taken_back(crew, department, section):
    pair = relationship(crew, "offered")
    assert choose(crew, department, "wib_6").by == crew.citra.user
    assert due(pair) == at("2026-06-11 14:30")
    assert choose(crew, department, "wib_6") is None
    assert choose(crew, section, "wib_5")
    assert due(pair) == SOON
    choose(crew, section, None)
    choose(crew, department, None)
    assert due(pair) == SOON
    assert WeekChoice.objects.count() == 4
    assert {str(row.calendar.code) for row in Unit.objects.select_related("calendar")} == {"wib_5"}
    assert not list(astray())


def test_a_week_and_days_lie_over_each_other_in_any_order(crew, department, section):
    pair = relationship(crew, "offered")
    choose(crew, section, "wib_6")
    publish(crew, department, THURSDAY, FRIDAY)
    assert due(pair) == at("2026-06-13 14:30")
    own = Unit.objects.get(pk=section.unit.pk).calendar
    assert (own.base.code, own.scope) == ("wib_6", queries.scope(department))
    choose(crew, Home(crew.organisation), "wib_6")
    assert not list(astray())


def test_an_organisation_chooses_a_week_and_units_with_their_own_keep_it(crew, department):
    asked = relationship(crew, "requested")
    pair = relationship(crew, "offered", mentee=another_mentee(crew, "Nina Contoh"))
    choose(crew, department, "wib_5")
    choose(crew, Home(crew.organisation), "wib_6")
    assert due(pair) == SOON
    office = Deadline.objects.open().filter(subject_id=asked.pk, role="coordinator")
    assert {row.calendar.code for row in office.select_related("calendar")} == {"wib_6"}
    assert not list(astray())


def test_an_office_works_as_the_organisation_does_not_as_the_unit_of_who_holds_it(crew):
    relationship(crew, "requested")
    choose(crew, Home(crew.organisation, crew.citra.unit), "wib_6")
    assert {row.calendar.code for row in Deadline.objects.open()} == {"wib_5"}
    assert not list(astray())


def test_two_awaited_at_once_go_by_the_unit_of_the_mentee(crew, department):
    pair = relationship(crew, "agreement")
    before = due(pair, "sign_agreement")
    publish(crew, department, WEDNESDAY)
    assert due(pair, "sign_agreement") == before
    publish(crew, Home(crew.organisation, crew.maya.unit), WEDNESDAY)
    assert due(pair, "sign_agreement") > before
    assert not list(astray())


def test_preview_counts_what_is_then_moved_and_writes_nothing(crew, department):
    relationship(crew, "offered")
    relationship(crew, "requested", mentee=another_mentee(crew, "Nina Contoh"))
    days = calendar_rows.read("hari.csv", (HEAD + WEDNESDAY + "\n").encode())
    seen = calendar_preview.preview(department, days).moving
    week = calendar_preview.preview_week(department, Calendar.objects.get(code="wib_6"))
    assert (seen.moved, seen.total, week.moved, week.total) == (1, 1, 1, 1)
    assert not OwnDay.objects.exists()
    assert not Replanning.objects.exists()
    publish(crew, department, WEDNESDAY)
    assert DueChange.objects.count() == 1


def test_many_are_planned_in_batches_that_go_on(crew, department, monkeypatch):
    monkeypatch.setattr(replanning, "BATCH", 2)
    for number in range(5):
        relationship(crew, "offered", mentee=another_mentee(crew, f"Nina {number} Contoh"))
    choose(crew, department, "wib_6")
    job = Replanning.objects.get()
    assert (job.total, job.done, len(list(differences()))) == (5, 2, 3)
    while replanning.go_on(MONDAY):
        pass
    assert not list(astray())
    assert DueChange.objects.count() == 5


def test_who_moves_to_the_unit_takes_open_deadlines_along(crew, department):
    publish(crew, department, WEDNESDAY)
    tono = casts.another_mentor(crew)
    pair = relationship(crew, "offered", practitioner=tono)
    assert due(pair) == SOON
    people.amend(tono.person, now=MONDAY, unit=Unit.objects.get(pk=department.unit.pk))
    assert due(pair) == LATER
    people.amend(tono.person, now=MONDAY, unit=crew.maya.unit)
    assert due(pair) == SOON
    assert not list(astray())


def test_a_new_unit_works_as_the_one_above_it_and_one_that_moves_follows(crew, department):
    publish(crew, department, WEDNESDAY)
    below = Unit.objects.get(pk=department.unit.pk)
    added = organisations.add_unit(parent=below, name="Seksi Baru", day=date(2026, 6, 1))
    assert added.calendar == below.calendar
    pair = relationship(crew, "offered")
    Unit.objects.filter(name="Seksi").update(parent=crew.maya.unit)
    calendars.follow(MONDAY)
    assert due(pair) == SOON
    assert not list(astray())


def test_what_was_armed_meanwhile_and_what_is_shipped_later_come_after(crew, department):
    pair = relationship(crew, "offered")
    shipped = crew.organisation.calendar
    publish(crew, department, WEDNESDAY)
    late = Deadline.objects.open().of(pair.kind, pair.pk)
    late.update(calendar=shipped, due_at=SOON)  # as a transition that began before would leave it
    CalendarDay.objects.create(
        calendar=shipped, date=date(2026, 6, 11), kind="national", name="Pemilu", decree="Keppres"
    )
    tasks.examine(whole=False)
    assert due(pair) == LATEST
    assert not [row for row in differences() if row.deadline.calendar_id != shipped.pk]


def test_an_end_of_the_calendar_of_a_unit_is_said_before(crew, department):
    publish(crew, department, WEDNESDAY)
    own = Calendar.objects.exclude(scope="")
    own.update(covers_to=date(2026, 11, 30))
    calendar_horizon.look(MONDAY)
    assert Incident.objects.open().get().facts["calendars"] == [own.get().code]


def test_who_looked_before_another_change_in_the_organisation_is_told(crew, department):
    seen = queries.tag(crew.organisation)
    choose(crew, Home(crew.organisation, crew.maya.unit), "wib_6", expected=seen)
    with pytest.raises(Conflict):
        publish(crew, department, WEDNESDAY, expected=seen)
    with pytest.raises(Conflict):
        choose(crew, department, "wib_6", expected=seen)


def test_a_day_beyond_the_calendar_is_refused_and_nothing_is_stored(crew, department):
    with pytest.raises(UnfitDays, match="2031-01-01 lies outside"):
        publish(crew, department, "2031-01-01,,regional,Libur,SK,")
    assert not OwnDay.objects.exists()


def test_what_goes_on_later_is_armed_by_the_days_of_the_unit(crew, department):
    publish(crew, department, WEDNESDAY)
    pair = relationship(crew, "requested")
    data = {"practitioner": str(crew.budi.uid)}
    engine.perform(pair, "offer", by=crew.citra.user, now=MONDAY, data=data)
    assert due(pair) == LATER


def test_units_that_worked_otherwise_before_have_chosen_so(crew):
    elsewhere = persons.person("Ada Contoh", unit=places.unit("Kantor Contoh")).unit
    Unit.objects.filter(pk=elsewhere.pk).update(calendar=Calendar.objects.get(code="wib_6"))
    import_module("mentoring.migrations.0021_calendars_of_units").keep_other_weeks(apps, None)
    chosen = Unit.objects.exclude(works_by=None).values_list("name", "works_by__code")
    assert list(chosen) == [("Kantor Contoh", "wib_6")]
