"""An offer nobody answers, with its exact times: who is told what, and that nobody else is told."""

import pytest

from mentoring.models import Relationship
from tests.factories.cast import cast
from tests.factories.relationship import relationship
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
from workflows.models import Deadline

pytestmark = pytest.mark.django_db(transaction=True)


def offered(crew, zone="Asia/Jakarta"):
    """A request of an hour before, offered to Budi on Tuesday 17 March at 10:00."""
    asked = relationship(crew, "requested", now=at("2026-03-17 09:00", zone))
    offer = at("2026-03-17 10:00", zone)
    run_until(offer)
    data = {"practitioner": crew.budi.uid}
    return engine.perform(asked, "offer", by=crew.citra.user, now=offer, data=data)


UNANSWERED = [
    on_time("Tue 17 Mar 10:00 WIB", "offer.made", "Budi"),
    on_time("Thu 26 Mar 07:30 WIB", "reminder.answer_offer", "Budi"),
    on_time("Mon 30 Mar 07:30 WIB", "offer.lapsed", "Maya"),
    on_time("Mon 30 Mar 07:30 WIB", "request.returned", "Citra"),
]


def test_an_unanswered_offer_in_a_five_day_office(mailoutbox):
    crew = cast()
    asked = offered(crew)
    assert due("answer_offer") == "Fri 27 Mar 16:30 WIB"

    run_until(at("2026-03-30 07:30"))

    assert told(at("2026-03-17 10:00")) == UNANSWERED
    assert Relationship.objects.get(pk=asked.pk).state == "requested"
    assert due("handle_request") == "Wed 01 Apr 16:00 WIB"
    names = [mail.to[0].strip('"').split()[0] for mail in mailoutbox[1:]]  # one came before
    assert sorted(names) == ["Budi", "Budi", "Citra", "Maya"]


def test_nothing_happens_between_those_moments():
    crew = cast()
    offered(crew)
    run_until(at("2026-03-30 07:29"))
    assert told(at("2026-03-17 10:00")) == UNANSWERED[:2]
    run_until(at("2026-03-30 23:59"))
    assert told(at("2026-03-17 10:00")) == UNANSWERED


def test_the_returned_request_is_the_coordinators_turn_for_two_working_days():
    crew = cast()
    offered(crew)
    run_until(at("2026-04-06 07:30"))
    assert told(at("2026-03-30 07:31")) == [
        on_time("Tue 31 Mar 07:30 WIB", "reminder.handle_request", "Citra"),
        on_time("Wed 01 Apr 07:30 WIB", "reminder.handle_request", "Citra"),
        on_time("Thu 02 Apr 07:30 WIB", "reminder.handle_request", "Citra"),
        on_time("Mon 06 Apr 07:30 WIB", "escalation.handle_request", "Hadi"),
    ]


def test_the_same_offer_in_a_six_day_office_far_east():
    crew = cast(works_by="wit_6")
    works_elsewhere(crew.citra, calendar="wib_5")
    offered(crew, "Asia/Jayapura")
    assert due("answer_offer") == "Fri 27 Mar 12:30 WIT"

    run_until(at("2026-03-28 07:30", "Asia/Jayapura"))

    assert told(at("2026-03-17 10:00", "Asia/Jayapura"), zone="WIT") == [
        on_time("Tue 17 Mar 10:00 WIT", "offer.made", "Budi"),
        on_time("Thu 26 Mar 07:30 WIT", "reminder.answer_offer", "Budi"),
        on_time("Sat 28 Mar 07:30 WIT", "offer.lapsed", "Maya"),
        Told("Sat 28 Mar 07:30 WIT", "request.returned", "Citra", "Mon 30 Mar 07:30 WIB"),
    ]
    assert due("handle_request") == "Tue 31 Mar 14:30 WIT"


def test_an_accept_one_minute_before_the_lapse_counts():
    crew = cast()
    asked = offered(crew)
    last_minute = at("2026-03-30 07:29")
    run_until(last_minute)
    accepted = engine.perform(asked, "accept", by=crew.budi.person.user, now=last_minute)

    run_until(at("2026-03-30 23:59"))

    assert Relationship.objects.get(pk=asked.pk).state == accepted.state == "agreement"
    assert told(last_minute) == [
        Told("Mon 30 Mar 07:29 WIB", "offer.accepted", "Maya", "Mon 30 Mar 07:30 WIB")
    ]
    answered = Deadline.objects.get(name="answer_offer")
    assert answered.outcome == Deadline.Outcome.MISSED  # the due time was Friday


def test_an_offer_answered_in_time_is_told_to_the_mentee_alone():
    crew = cast()
    asked = offered(crew)
    engine.perform(asked, "accept", by=crew.budi.person.user, now=at("2026-03-25 10:00"))
    assert told(at("2026-03-25 10:00")) == [
        on_time("Wed 25 Mar 10:00 WIB", "offer.accepted", "Maya")
    ]
    assert Deadline.objects.get(name="answer_offer").outcome == Deadline.Outcome.MET


def test_a_sweep_two_weeks_late_lapses_without_a_stale_reminder():
    crew = cast()
    asked = offered(crew)
    catch_up(at("2026-04-13 09:00"))
    assert told(at("2026-03-17 10:01")) == [
        on_time("Mon 13 Apr 09:00 WIB", "offer.lapsed", "Maya"),
        Told("Mon 13 Apr 09:00 WIB", "reminder.answer_offer", "Budi", "collapsed"),
        on_time("Mon 13 Apr 09:00 WIB", "request.returned", "Citra"),
    ]
    assert Relationship.objects.get(pk=asked.pk).state == "requested"


def test_a_sweep_two_weeks_late_tells_each_person_the_highest_step_only():
    crew = cast()
    relationship(crew, "requested", now=at("2026-03-17 09:00"))
    catch_up(at("2026-04-13 09:00"))
    when = "Mon 13 Apr 09:00 WIB"
    assert told(at("2026-03-17 10:00")) == [
        on_time(when, "escalation.handle_request", "Hadi"),
        on_time(when, "reminder.handle_request", "Citra"),
        Told(when, "reminder.handle_request", "Citra", "collapsed"),
        Told(when, "reminder.handle_request", "Citra", "collapsed"),
    ]
