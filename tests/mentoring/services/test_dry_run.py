"""A policy tried on the past: the rings it would have made, beside those that were really made."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mentoring.queries.policies import ORGANISATION, PROGRAMME, Place, clock
from mentoring.services import defaults, dry_run
from mentoring.services.dry_run import Day, Tally, last_quarter
from tests.factories import programme as programmes
from tests.factories.cast import another_mentee, cast
from tests.factories.relationship import relationship
from tests.moments import at
from workflows import engine, policies, sweep
from workflows.dry_run import Period
from workflows.models import Deadline
from workflows.policy import Action, Base, Offset, Step, Unit

pytestmark = pytest.mark.django_db

MONDAY = at("2026-04-20 09:00")
NOW = at("2026-05-06 09:00")
THREE = defaults.shipped_policies()["answer_offer"]
TWO = replace(THREE, allowance=Offset(2, Unit.WORKING_DAYS))
TOLD = Step(Offset(0, Unit.WORKING_DAYS, Base.DUE), Action.ESCALATE, ("coordinator",))


@pytest.fixture
def crew(db):
    """Three offers of one Monday: answered on Tuesday, answered on Thursday, never answered."""
    crew = cast()
    first, second, third = (
        relationship(crew, "offered", mentee=another_mentee(crew, f"{name} Contoh"), now=MONDAY)
        for name in ("Yuni", "Nina", "Dian")
    )
    budi = crew.budi.person.user
    engine.perform(first, "accept", by=budi, now=at("2026-04-21 10:00"))
    ring(at("2026-04-22 08:00"))
    engine.perform(second, "accept", by=budi, now=at("2026-04-23 10:00"))
    ring(at("2026-04-24 08:00"))
    third.refresh_from_db()
    assert third.state == "requested"
    return crew


def ring(now):
    while sweep.ring_due(now):
        pass


def tried(crew, policy, kind=PROGRAMME, period=None):
    place = Place(kind, getattr(crew, kind))
    return dry_run.dry_run(place, clock("answer_offer"), policy, period or last_quarter(NOW))


def test_a_shorter_time_is_told_beside_what_really_happened(crew):
    run = tried(crew, TWO)
    assert (run.there_were, run.looked_at) == (3, 3)
    assert run.did == Tally(reminders=2, overdue=0, by_rule=1, late=1)
    assert run.would == Tally(reminders=2, overdue=0, by_rule=2, late=2)
    assert run.steps == [2, 2]


def test_the_policy_that_counted_would_have_done_what_it_did(crew):
    run = tried(crew, THREE)
    assert run.would == run.did


def test_the_fullest_day_of_each_person_is_told(crew):
    run = tried(crew, replace(TWO, steps=(TWO.steps[0], TOLD, TWO.steps[1])))
    people = {one.name: one for one in run.people}
    assert (people["Budi Contoh"].did_at_most, people["Budi Contoh"].would_at_most) == (2, 2)
    assert (people["Citra Contoh"].did, people["Citra Contoh"].would) == (0, 2)
    assert run.would.overdue == 2


def test_who_would_have_been_told_what_and_when_stands_beside_what_was(crew):
    run = tried(crew, replace(TWO, steps=(TWO.steps[0], TOLD, TWO.steps[1])))
    assert run.days == [
        Day(date(2026, 4, 22), "Budi Contoh", reminders=2, overdue=0, did=2),
        Day(date(2026, 4, 22), "Citra Contoh", reminders=0, overdue=2, did=0),
    ]


def test_who_has_not_sent_a_request_is_not_named(crew):
    relationship(crew, "draft", mentee=another_mentee(crew, "Rudi Contoh"), now=MONDAY)
    ring(at("2026-04-28 09:00"))
    place, draft = Place(PROGRAMME, crew.programme), clock("draft_unsent")
    run = dry_run.dry_run(
        place, draft, defaults.shipped_policies()["draft_unsent"], last_quarter(NOW)
    )
    assert run.did.reminders == run.would.reminders == 1
    assert run.days == ()


def test_only_the_period_is_looked_at(crew):
    week = Period(at("2026-04-23 00:00"), at("2026-04-24 00:00"))
    run = tried(crew, TWO, period=week)
    assert run.there_were == 2
    assert run.did == Tally(reminders=0, overdue=0, by_rule=0, late=1)
    assert run.would == Tally(reminders=0, overdue=0, by_rule=2, late=0)


def test_no_more_than_a_bound_is_looked_at_and_that_is_said(crew, monkeypatch):
    monkeypatch.setattr(dry_run, "MOST", 2)
    run = tried(crew, TWO)
    assert (run.there_were, run.looked_at) == (3, 2)


def test_a_programme_with_its_own_policy_is_not_touched_by_its_organisations(crew):
    assert tried(crew, TWO, ORGANISATION).there_were == 3
    own = {"now": NOW, "scope": f"programme:{crew.programme.uid}", "by": crew.citra.user}
    policies.publish(TWO, **own)
    assert tried(crew, TWO, ORGANISATION).there_were == 0
    policies.withdraw("answer_offer", **own)
    assert tried(crew, TWO, ORGANISATION).there_were == 3


def test_another_programme_sees_nothing_of_it(crew):
    other = programmes.programme("mentoring-lain", organisation=crew.organisation)
    assert tried(replace(crew, programme=other), TWO).there_were == 0


def test_nothing_is_written_and_beyond_the_calendar_nothing_rings(crew):
    before = list(Deadline.objects.order_by("pk").values())
    far = replace(THREE, allowance=Offset(500, Unit.WORKING_DAYS))
    run = tried(crew, replace(far, steps=(THREE.steps[1],)))
    assert run.would == Tally(0, 0, 0, 0)
    assert list(Deadline.objects.order_by("pk").values()) == before


def test_a_quarter_is_thirteen_weeks():
    period = last_quarter(NOW)
    assert period.until - period.since == timedelta(weeks=13)
    assert NOW not in period
    assert period.since in period
