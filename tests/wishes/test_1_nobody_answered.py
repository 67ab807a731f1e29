"""Wish 1: "Nobody answered and nothing happened."

Drawn from Coding-Coach/find-a-mentor #869 and #785 (mentors never answer), exercism/exercism #4902
(no answer at all), #4787 (show the waiting time) and #5057 (the mentor left, the queue is stuck),
OperationCode/mentorship #16 (remind after sixty days of silence).
"""

import re

import pytest

from mentoring.models import Relationship
from tests.factories.cast import another_mentor, cast
from tests.factories.relationship import relationship
from tests.mentoring.stories.timetable import due, on_time, run_until, told
from tests.moments import at
from workflows import engine
from workflows.models import Deadline

pytestmark = pytest.mark.django_db(transaction=True)

MONDAY = at("2026-06-08 09:00")


def offer(crew, request, to, now):
    data = {"practitioner": to.uid}
    return engine.perform(request, "offer", by=crew.citra.user, now=now, data=data)


def test_an_offer_nobody_answers_comes_back_by_itself_and_goes_to_the_next_mentor():
    """find-a-mentor #869: half of the mentors never write back, and the mentee waits for them."""
    crew = cast()
    tono = another_mentor(crew)
    asked = relationship(crew, "offered", now=MONDAY)

    run_until(at("2026-06-12 07:30"))  # nobody does anything
    asked.refresh_from_db()
    assert (asked.state, asked.offers.get().answer) == ("requested", "lapsed")

    again = at("2026-06-12 10:00")
    asked = offer(crew, asked, tono, again)
    run_until(again)
    engine.perform(asked, "accept", by=tono.person.user, now=at("2026-06-12 14:00"))
    assert told(at("2026-06-12 07:30")) == [
        on_time("Fri 12 Jun 07:30 WIB", "offer.lapsed", "Maya"),
        on_time("Fri 12 Jun 07:30 WIB", "request.returned", "Citra"),
        on_time("Fri 12 Jun 10:00 WIB", "offer.made", "Tono"),
        on_time("Fri 12 Jun 14:00 WIB", "offer.accepted", "Maya"),
    ]


def test_a_request_left_lying_in_the_queue_reaches_the_head_of_the_service():
    """exercism #4902: a request got no answer at all, and nobody was there to notice."""
    crew = cast()
    relationship(crew, "requested", now=MONDAY)

    run_until(at("2026-06-12 12:00"))

    assert told(at("2026-06-09 07:30")) == [
        on_time("Tue 09 Jun 07:30 WIB", "reminder.handle_request", "Citra"),
        on_time("Wed 10 Jun 07:30 WIB", "reminder.handle_request", "Citra"),
        on_time("Thu 11 Jun 07:30 WIB", "reminder.handle_request", "Citra"),
        on_time("Fri 12 Jun 07:30 WIB", "escalation.handle_request", "Hadi"),
    ]


def test_who_waits_can_see_until_when_and_for_whom(client, monkeypatch):
    """exercism #4787: the one who asked sees neither how long it takes nor whose turn it is."""
    crew = cast()
    asked = relationship(crew, "requested", now=MONDAY)
    monkeypatch.setattr("workflows.now.database_time", lambda: MONDAY)
    client.force_login(crew.maya.user)

    page = client.get(f"/relationships/{asked.uid}/").content.decode()

    assert due("handle_request") == "Wed 10 Jun 16:00 WIB"
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Giliran: Koordinator layanan" in words
    assert "Sampai Rab 10 Jun 2026, 16.00 WIB" in words
    assert "Jum 12 Jun 2026, 07.30 WIB Disampaikan kepada kepala layanan" in words


def test_when_the_mentor_is_gone_the_mentee_is_somebodys_turn_again():
    """exercism #5057: the mentor left the conversation, and since then the queue has not moved."""
    crew = cast()
    active = relationship(crew, "active", now=MONDAY)
    why = {"reason": "schedules"}
    run_until(at("2026-06-09 10:00"))
    engine.perform(
        active, "request_rematch", by=crew.budi.person.user, now=at("2026-06-09 10:00"), data=why
    )

    run_until(at("2026-06-15 12:00"))

    since = told(at("2026-06-09 10:00"))
    assert on_time("Tue 09 Jun 10:00 WIB", "rematch.to_arrange", "Citra") in since
    assert since[-1] == on_time("Mon 15 Jun 07:30 WIB", "escalation.handle_rematch", "Hadi")
    assert [row.name for row in Deadline.objects.open()] == ["handle_rematch"]


def test_a_pair_that_falls_silent_is_asked_and_in_the_end_closed():
    """OperationCode/mentorship #16: pairs sleep for sixty days and more, and nobody asks them."""
    crew = cast()
    silent = relationship(crew, "active", now=MONDAY)

    run_until(at("2026-12-31 12:00"))

    kinds = [line.kind for line in told(MONDAY)]
    asked = ["reminder.first_session", "escalation.first_session", "reminder.inactivity"]
    ended = ["closing.proposed", "relationship.closed"]
    assert [kind for kind in dict.fromkeys(kinds) if kind in {*asked, *ended}] == [*asked, *ended]
    assert Relationship.objects.get(pk=silent.pk).state == "followed_up"
