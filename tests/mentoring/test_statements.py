"""A change costs as many statements in a full database under long policies as in an empty one."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mentoring.models import Booking, Relationship, Session
from mentoring.services import defaults
from mentoring.services import session as sessions
from tests.factories.cast import MONDAY, cast
from tests.factories.relationship import relationship
from tests.factories.session import HOUR, IN_A_WEEK
from workflows import engine, policies
from workflows.models import Deadline, Record
from workflows.policy import Action, Offset, Step, Unit

pytestmark = pytest.mark.django_db

MANY = 2000
STEPS = 60
START = MONDAY + IN_A_WEEK


def lengthen_policies():
    for policy in defaults.shipped_policies().values():
        added = [
            Step(Offset(day, Unit.WORKING_DAYS), Action.REMIND, ("mentee",))
            for day in range(1, STEPS + 1 - len(policy.steps))
        ]
        longer = replace(policy, steps=(*added, *policy.steps))
        assert len(longer.steps) == STEPS
        policies.publish(longer, now=MONDAY)


def fill(crew):
    """Rows of every kind a change touches, all of other people's business."""
    other = {"programme": crew.programme, "organisation": crew.organisation, "mentee": crew.eko}
    pairs = Relationship.objects.bulk_create(
        Relationship(**other, discipline="coaching") for _ in range(MANY)
    )
    times = {"starts_at": START, "ends_at": START + HOUR, "zone": "Asia/Jakarta", "mode": "online"}
    met = Session.objects.bulk_create(
        Session(
            relationship=pair,
            mentee=crew.eko,
            practitioner=crew.budi,
            proposed_by=crew.eko,
            **times,
        )
        for pair in pairs
    )
    Booking.objects.bulk_create(
        Booking(
            session=each,
            person=crew.eko,
            starts=START + number * HOUR,
            ends=START + (number + 1) * HOUR,
        )
        for number, each in enumerate(met)
    )
    like = Deadline.objects.first()
    for pair in pairs:
        like.pk, like.uid, like.subject_id = None, uuid.uuid4(), pair.pk
        like.save()
    Record.objects.bulk_create(
        Record(
            subject_kind="relationship",
            subject_id=pair.pk,
            subject_uid=pair.uid,
            version=1,
            transition="begin",
            to_state="draft",
            at=MONDAY,
        )
        for pair in pairs
    )


def life(crew):
    """How many statements each step of a whole life costs; each life has hours of its own."""
    start = START + Session.objects.filter(mentee=crew.maya).count() * timedelta(days=7)
    after = start + HOUR
    maya, budi, citra = crew.maya.user, crew.budi.person.user, crew.citra.user
    found = relationship(crew, "draft")
    costs = {}

    def step(subject, name, by, now=MONDAY, **data):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            done = engine.perform(subject, name, by=by, now=now, data=data)
        costs[f"{len(costs)} {name}"] = len(captured)
        return done

    found = step(found, "submit", maya)
    found = step(found, "offer", citra, practitioner=crew.budi.uid)
    found = step(found, "accept", budi)
    found = step(found, "sign", maya)
    found = step(found, "sign", budi)
    met = sessions.propose(found, start, after, by=budi, now=MONDAY)
    met = step(met, "confirm", maya)
    met = step(met, "move", budi, starts_at=start + HOUR, ends_at=after + HOUR)
    met = step(met, "confirm", maya)
    met = step(met, "confirm_held", maya, after + HOUR)
    met = step(met, "confirm_held", budi, after + HOUR)
    met = step(met, "file_note", budi, after + HOUR, kind="shared", body="Catatan (contoh)")
    found = step(found, "update_status", budi, after, status="on_track")
    found = step(
        found, "pause", maya, after, until=after.date() + timedelta(days=9), reason="leave"
    )
    found = step(found, "resume", maya, after)
    found = step(found, "start_closing", maya, after, reason="goals_met")
    found = step(found, "reflect", maya, after, reflection="Refleksi (contoh)")
    found = step(found, "reflect", budi, after)
    step(found, "follow_up", maya, after, applied="yes")
    return costs


@pytest.fixture
def alone():
    """The costs in a database with nothing else in it; also warms what is kept in memory."""
    crew = cast()
    life(crew)
    return crew, life(crew)


def test_long_policies_cost_nothing(alone):
    crew, costs = alone
    lengthen_policies()
    assert life(crew) == costs


def test_other_rows_cost_nothing(alone):
    crew, costs = alone
    fill(crew)
    assert life(crew) == costs


def test_costs_are_bounded(alone):
    _crew, costs = alone
    assert max(costs.values()) <= 30, costs
