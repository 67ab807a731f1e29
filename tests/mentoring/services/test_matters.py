"""Matters for the coordinator: begun once, reminded of, closed by a decision or by themselves."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from mentoring import tasks
from mentoring.models import Matter, Relationship, ReportingLine
from mentoring.queries import audit
from mentoring.queries import matters as queries
from mentoring.services import absence, matters
from mentoring.services import people as registry
from mentoring.vocabulary import MentorAsSuperior
from notifications.models import Incident, Notice
from tests.factories import cast as casts
from tests.factories import organisation as places
from tests.factories import person as people
from tests.factories.cast import MONDAY
from tests.factories.relationship import relationship
from tests.mentoring.services.test_rotations import FRIDAY, publish, row
from tests.mentoring.stories.timetable import told
from tests.moments import at
from workflows import engine
from workflows.errors import NotPermitted
from workflows.models import Deadline

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 8)
DAY = timedelta(days=1)


@pytest.fixture
def crew(db):
    return casts.cast(mentor_as_superior=MentorAsSuperior.FORBIDDEN)


@pytest.fixture
def tick(monkeypatch):
    """What every tick does, at a moment."""

    def at_once(moment):
        monkeypatch.setattr(tasks, "now", lambda: moment)
        tasks.ring_all()

    return at_once


def open_ones():
    return [
        (row.concern, row.person.name.split()[0])
        for row in Matter.objects.filter(state="open").order_by("pk")
    ]


def told_since(kind):
    rows = Notice.objects.filter(kind=kind).order_by("recipient__display_name")
    return [row.recipient.display_name.split()[0] for row in rows]


def sound(now):
    """No mail leaves here, so that those of days ago are late."""
    return set(audit.verdict(now).codes) <= {"copy_overdue"}


def states():
    return [str(row.state) for row in Matter.objects.order_by("pk")]


def away(person, first, last, now=MONDAY):
    return absence.state_away(person, first, last, by=person.user, now=now)


def test_what_a_rotation_brings_about_has_an_owner_and_a_deadline(crew, tick):
    relationship(crew, "active")
    publish(
        crew,
        row(crew.rina, unit=crew.organisation.name, superior=crew.budi.person),
        row(crew.sari, organisation="Kota Contoh"),
    )
    tick(FRIDAY)
    tick(FRIDAY)
    assert open_ones() == [
        ("mentor_above", "Budi"),
        ("leaves", "Sari"),
        ("staff_stay", "Sari"),
        ("staff_stay", "Rina"),
    ]
    clock = Deadline.objects.open().filter(name="handle_matter").first()
    assert (clock.responsible, clock.role) == (crew.citra.user, "coordinator")
    assert Notice.objects.filter(kind="matter.opened", recipient=crew.citra.user).count() == 4
    assert not Notice.objects.filter(kind="matter.opened").exclude(recipient=crew.citra.user)
    assert sound(FRIDAY)


def test_who_leaves_is_a_matter_for_each_pair_and_without_any_one_of_their_own(crew, tick):
    pair = relationship(crew, "active")
    publish(
        crew,
        row(crew.budi.person, organisation="Kota Contoh"),
        row(crew.eko, organisation="Kota Contoh"),
    )
    tick(FRIDAY)
    found, of_eko = Matter.objects.order_by("pk")
    assert (found.concern, found.pair, found.programme) == ("leaves", pair, crew.programme)
    assert (of_eko.concern, of_eko.person, of_eko.pair) == ("leaves", crew.eko, None)
    engine.perform(
        Relationship.objects.get(), "end_early", by=crew.citra.user, now=FRIDAY,
        data={"reason": "transferred"},
    )  # fmt: skip
    crew.eko.user.is_active = False
    crew.eko.user.save(update_fields=["is_active"])
    tick(FRIDAY)
    assert states() == ["lapsed", "lapsed"]


def test_it_is_closed_by_itself_once_it_no_longer_holds(crew, tick):
    """Each in its own way: another superior, staff entered, the line entered after all."""
    relationship(crew, "active")
    publish(crew, row(crew.rina, unit=crew.organisation.name, superior=crew.budi.person))
    publish(crew, row(crew.eko, superior=crew.hadi))
    later = registry.assign_superior(crew.eko, crew.sari, day=date(2026, 6, 20))
    tick(FRIDAY)
    before = ["mentor_above", "staff_stay", "line_barred"]
    assert sorted(concern for concern, _ in open_ones()) == sorted(before)
    registry.end_superior(crew.rina, day=date(2026, 6, 13))
    tick(FRIDAY + DAY)
    assert sorted(concern for concern, _ in open_ones()) == ["line_barred", "staff_stay"]
    registry.assign_superior(crew.maya, crew.sari, day=date(2026, 6, 13))
    tick(FRIDAY + DAY)
    assert open_ones() == [("line_barred", "Eko")]
    ReportingLine.objects.filter(pk=later.pk).delete()
    registry.assign_superior(crew.eko, crew.hadi, day=date(2026, 6, 13))
    tick(FRIDAY + DAY)
    assert open_ones() == []
    assert not Deadline.objects.open().filter(name="handle_matter")
    assert sound(FRIDAY + DAY)


def test_a_mentor_who_has_to_be_the_superior_and_no_longer_is(tick):
    crew = casts.cast(mentor_as_superior=MentorAsSuperior.REQUIRED)
    registry.assign_superior(crew.maya, crew.budi.person, day=places.SINCE)
    relationship(crew, "active")
    publish(crew, row(crew.maya, superior=crew.rina))
    tick(FRIDAY)
    assert open_ones() == [("mentor_not_above", "Budi")]
    registry.assign_superior(crew.maya, crew.budi.person, day=date(2026, 6, 13))
    tick(FRIDAY + DAY)
    assert states() == ["lapsed"]


def test_the_coordinator_is_reminded_then_the_head_told_and_what_was_decided_is_kept(crew, tick):
    publish(crew, row(crew.eko, organisation="Kota Contoh", day="08-06-2026"))
    for day in (8, 10, 11, 15, 17, 18, 19):
        tick(at(f"2026-06-{day:02} 08:00"))
    said = [(line.kind, line.who.split()[0]) for line in told(MONDAY - DAY)]
    assert said == [
        ("matter.opened", "Citra"),
        ("reminder.handle_matter", "Citra"),
        ("reminder.handle_matter", "Citra"),
        ("escalation.handle_matter", "Hadi"),
    ]
    found = Matter.objects.get()
    with pytest.raises(NotPermitted):
        engine.perform(found, "decide", by=crew.hadi.user, now=MONDAY, data={"reason": "exception"})
    done = engine.perform(
        found, "decide", by=crew.citra.user, now=at("2026-06-19 10:00"),
        data={"reason": "exception"},
    )  # fmt: skip
    assert (done.state, done.decision) == ("decided", "exception")
    assert matters.follow(at("2026-06-19 10:00"), matters.Walk()) == 0
    assert sound(at("2026-06-19 10:00"))


def test_an_absence_beyond_the_limit_asks_once_who_goes_on(crew, tick):
    """Ten working days from Monday are over with the 22nd: the 16th is a holiday."""
    relationship(crew, "active")
    away(crew.budi.person, TODAY, date(2026, 7, 31))
    tick(at("2026-06-22 23:00"))
    assert open_ones() == []
    for _twice in range(2):
        tick(at("2026-06-23 00:01"))
    found = Matter.objects.get()
    assert (found.concern, found.since, found.until) == ("away_long", TODAY, date(2026, 7, 31))
    told_of = Notice.objects.get(kind="matter.opened")
    assert told_of.recipient == crew.citra.user
    data = {"reason": "stays"}
    engine.perform(found, "decide", by=crew.citra.user, now=at("2026-06-23 09:00"), data=data)
    tick(at("2026-06-23 09:01"))
    assert states() == ["decided"]
    assert sound(at("2026-06-23 09:01"))


@pytest.mark.parametrize("end", ["back", "paused", "handed over"])
def test_a_hand_over_is_no_longer_proposed_once_it_is_not_needed(crew, tick, end):
    pair = relationship(crew, "active")
    away(crew.budi.person, TODAY, date(2026, 7, 31))
    later = at("2026-06-23 09:00")
    tick(later)
    assert states() == ["open"]
    citra, reason = crew.citra.user, {"reason": "change_of_post"}
    if end == "back":
        absence.come_back(crew.budi.person, TODAY, by=crew.budi.person.user, now=later)
    elif end == "paused":
        data = {"until": date(2026, 7, 31), "reason": "leave"}
        engine.perform(pair, "pause", by=citra, now=later, data=data)
    else:
        done = engine.perform(pair, "hand_over", by=citra, now=later, data=reason)
        assert (done.state, done.practitioner) == ("rematch", None)
        assert Deadline.objects.open().get(name="handle_rematch").responsible == citra
        assert told_since("rematch.arranged") == ["Budi", "Maya"]
    tick(later)
    assert states() == ["lapsed"]
    assert sound(later)


def test_a_short_absence_and_a_mentee_who_is_away_ask_nothing(crew, tick):
    relationship(crew, "active")
    away(crew.budi.person, TODAY, date(2026, 6, 19))
    away(crew.maya, TODAY, date(2026, 7, 31))
    tick(at("2026-06-23 09:00"))
    assert not Matter.objects.exists()


def test_one_that_cannot_be_followed_holds_up_nobody(crew, tick, monkeypatch):
    relationship(crew, "active")
    away(crew.budi.person, TODAY, date(2026, 7, 31))

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(matters, "_ask", broken)
    tick(at("2026-06-23 09:00"))
    assert Incident.objects.open().filter(kind="matter").count() == 1
    monkeypatch.undo()
    matters.follow(at("2026-06-23 09:00"), matters.Walk())
    assert states() == ["open"]
    assert not Incident.objects.open().filter(kind="matter")


def many(crew, number):
    """Officials who leave, each a matter."""
    leavers = [
        people.person(f"Pergi {n} Contoh", organisation=crew.organisation) for n in range(number)
    ]
    publish(crew, *(row(each, organisation="Kota Contoh") for each in leavers))
    return leavers


def test_a_tick_looks_at_so_many_and_the_next_goes_on(crew, tick, monkeypatch):
    leavers = many(crew, 5)
    tick(FRIDAY)
    monkeypatch.setattr(queries, "BATCH", 2)
    for each in leavers:
        each.user.is_active = False
        each.user.save(update_fields=["is_active"])
    walk = matters.Walk()
    assert [matters.follow(FRIDAY, walk) for _tick in range(4)] == [2, 2, 1, 0]
    assert set(states()) == {"lapsed"}


def test_what_still_holds_keeps_no_other_from_its_turn(crew, tick, monkeypatch):
    many(crew, 5)
    tick(FRIDAY)
    monkeypatch.setattr(queries, "BATCH", 2)
    last = Matter.objects.order_by("pk").select_related("person").last()
    User.objects.filter(pk=last.person.user_id).update(is_active=False)
    walk = matters.Walk()
    assert [matters.follow(FRIDAY, walk) for _tick in range(4)] == [0, 0, 1, 0]


def test_a_tick_costs_the_same_however_many_are_open(crew, tick):
    costs = []
    for number in (2, 12):
        many(crew, number)
        tick(FRIDAY)
        with CaptureQueriesContext(connection) as asked:
            assert matters.follow(FRIDAY, matters.Walk()) == 0
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 6
