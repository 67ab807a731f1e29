"""A change costs as many statements in a full database under long policies as in an empty one."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import AutoField, UUIDField
from django.test.utils import CaptureQueriesContext

from mentoring.models import Session
from mentoring.services import defaults
from mentoring.services import session as sessions
from notifications.models import Delivery, Notice
from tests.factories.cast import MONDAY, cast
from tests.factories.crowd import crowd
from tests.factories.relationship import relationship
from tests.factories.session import HOUR, IN_A_WEEK
from workflows import engine, policies, statements, writer
from workflows.models import Deadline, Record, RecordText
from workflows.policy import Action, Offset, Step, Unit

pytestmark = pytest.mark.django_db

MANY = 2000
WRITTEN = (Record, RecordText, Deadline, Notice, Delivery)
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


UNLIKE = {"mac", "previous", "chain_head", "salt", "text_digest", "key", "cause", "facts", "path"}


def written():
    """Every row a life leaves behind, without what chance or the order of keys gave it."""
    found = Counter()
    for model in (*apps.get_app_config("mentoring").get_models(), *WRITTEN):
        fields = [
            field.attname
            for field in model._meta.concrete_fields
            if not field.is_relation
            and not isinstance(field, AutoField | UUIDField)
            and field.name not in UNLIKE | {"subject_id"}
        ]
        rows = model._base_manager.values_list(*fields)
        found.update((model.__name__, *map(repr, row)) for row in rows)
    return found


WAYS = {
    "by the ORM": (writer, "_stored", lambda *_desk: False),
    "one by one": (statements, "can_send_together", lambda: False),
}


def lived(crew, way, monkeypatch):
    with transaction.atomic(), monkeypatch.context() as patch:
        if way in WAYS:
            patch.setattr(*WAYS[way])
        life(crew)
        found = written()
        transaction.set_rollback(True)
    return found


def test_sql_of_our_own_writes_what_the_orm_writes(monkeypatch):
    """On PostgreSQL in one statement, on SQLite one by one."""
    crew = cast()
    ours, theirs = (lived(crew, way, monkeypatch) for way in ("", "by the ORM"))
    assert sum(ours.values()) > 100
    assert ours == theirs


@pytest.mark.postgresql
def test_one_statement_writes_what_several_write(monkeypatch):
    crew = cast()
    together, apart = (lived(crew, way, monkeypatch) for way in ("", "one by one"))
    assert sum(together.values()) > 100
    assert together == apart


@pytest.fixture
def alone():
    """The costs in a database with nothing else in it; also warms what is kept in memory."""
    crew = cast()
    life(crew)
    return crew, life(crew)


def test_long_policies_cost_nothing(alone):
    crew, costs = alone
    lengthen_policies()
    life(crew)  # the versions that count now are read once by each process
    assert life(crew) == costs


def test_other_rows_cost_nothing(alone):
    crew, costs = alone
    crowd(crew, MANY, START)
    assert life(crew) == costs


def test_costs_are_bounded(alone):
    _crew, costs = alone
    assert max(costs.values()) <= 30, costs
