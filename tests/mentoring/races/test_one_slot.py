"""One mentor, sixteen sessions proposed for the same hour, all confirmed at one moment."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from mentoring.guards import is_free_of_overlap
from mentoring.models import Booking, Relationship, Session
from tests.factories.cast import MONDAY, another_mentee, cast
from tests.factories.relationship import relationship
from tests.factories.session import HOUR, IN_A_WEEK, session
from tests.mentoring.races.conftest import FEWER_ROUNDS, RUNNERS
from workflows import engine, hooks
from workflows.errors import Guarded

pytestmark = [pytest.mark.postgresql, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def pairs() -> list[Relationship]:
    """Sixteen mentees of Budi."""
    crew = cast(capacity=RUNNERS)
    mentees = [another_mentee(crew, f"Peserta{number} Contoh") for number in range(RUNNERS)]
    return [relationship(crew, "active", mentee=mentee) for mentee in mentees]


def proposed(found: list[Relationship]) -> list[Session]:
    """Each begins a minute after the one before, so that they overlap without being equal."""
    starts = MONDAY + IN_A_WEEK
    return [
        session(pair, starts_at=starts + timedelta(minutes=number))
        for number, pair in enumerate(found)
    ]


def confirm(proposal: Session) -> Session:
    return engine.perform(proposal, "confirm", by=proposal.mentee.user, now=MONDAY)


def test_one_is_booked_and_the_others_are_told_why_not(race):
    found = pairs()
    proposals = proposed(found)
    for _round in range(FEWER_ROUNDS):
        outcomes = race([partial(confirm, each) for each in proposals])
        [won] = [each for each in outcomes if isinstance(each, Session)]
        lost = [each for each in outcomes if isinstance(each, Guarded)]
        reasons = [each.reason for each in lost]
        assert reasons == [is_free_of_overlap.reason] * (RUNNERS - 1), outcomes
        booked = Booking.objects.filter(released_at=None).values_list("session", flat=True)
        assert list(booked) == [won.pk] * 2
        why = {"reason": "duty"}
        engine.perform(won, "cancel", by=won.mentee.user, now=MONDAY, data=why)
        proposals = [each for each in proposals if each != won]
        proposals.append(session(won.relationship, starts_at=won.starts_at))


class Weighed:
    """An answer that everybody gets before anybody acts on it."""

    def __init__(self, rows, barrier):
        self.rows, self.barrier = rows, barrier

    def exists(self):
        answer = self.rows.exists()
        self.barrier.wait()
        return answer


def test_without_lock_and_constraint_all_are_booked(
    race, everybody_has_read, without_constraint, monkeypatch
):
    """The control run."""
    proposals = proposed(pairs())
    taken = Session.who_is_taken
    without_constraint("mentoring_booking", "no_double_booking")
    monkeypatch.setattr(hooks, "_owners", {})
    monkeypatch.setattr(
        Session,
        "who_is_taken",
        lambda self: Weighed(taken(self), everybody_has_read),
    )
    outcomes = race([partial(confirm, each) for each in proposals])
    assert [each.state for each in outcomes] == ["confirmed"] * RUNNERS, outcomes


def test_the_database_itself_refuses_two_places_at_once():
    [pair, *_others] = pairs()
    booked = session(pair, "confirmed")
    again = {"session": booked, "person": booked.mentee, "ends": booked.ends_at + HOUR}
    with pytest.raises(IntegrityError, match="no_double_booking"), transaction.atomic():
        Booking.objects.create(**again, starts=booked.ends_at - timedelta(minutes=1))
    Booking.objects.create(**again, starts=booked.ends_at)
