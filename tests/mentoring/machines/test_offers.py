"""The same truth by the rows of a database: each of the cast in each state, through the engine."""

import pytest

from mentoring.models import Relationship, Session
from tests.factories.cast import MONDAY, cast
from tests.factories.relationship import WAYS, relationship
from tests.factories.session import HOUR, IN_A_WEEK, session
from tests.mentoring.machines.test_truth_tables import HIDDEN, TABLES
from workflows.actors import SWEEP
from workflows.offers import offers

pytestmark = pytest.mark.django_db


@pytest.fixture
def crew():
    return cast()


def allowed(subject, by, now=MONDAY):
    return {item.transition.name for item in offers(subject, by=by, now=now) if item.allowed}


def by_table(model, state, roles):
    return {
        name
        for name, (states, may) in TABLES[model].items()
        if state in states and may & roles and name not in HIDDEN
    }


def roles_of_budi(state):
    if state == "offered":
        return {"offered_practitioner"}
    apart = {"draft", "requested", "declined", "expired", "rematch", "withdrawn"}
    return set() if state in apart else {"practitioner"}


@pytest.mark.parametrize("state", WAYS)
def test_a_relationship_offers_each_of_the_cast_what_the_table_says(crew, state):
    found = relationship(crew, state)
    roles = {
        crew.maya.user: {"mentee"},
        crew.budi.person.user: roles_of_budi(state),
        crew.citra.user: {"coordinator"},
        crew.eko.user: set(),
        crew.sari.user: set(),
        crew.rina.user: set(),
        crew.hadi.user: set(),
        SWEEP: {"system"},
    }
    for by, held in roles.items():
        assert allowed(found, by) == by_table(Relationship, state, held), by


@pytest.mark.parametrize(
    "state", ["proposed", "confirmed", "rescheduled", "held", "cancelled", "no_show"]
)
def test_a_session_offers_each_of_the_cast_what_the_table_says(crew, state):
    found = session(relationship(crew, "active"), state)
    begun = state in {"confirmed", "held", "no_show"}
    now = MONDAY + IN_A_WEEK + HOUR if begun else MONDAY
    roles = {
        crew.maya.user: {"mentee", "invited"},
        crew.budi.person.user: {"practitioner", "proposer"},
        crew.citra.user: {"coordinator"},
        crew.eko.user: set(),
        SWEEP: {"system"},
    }
    for by, held in roles.items():
        assert allowed(found, by, now) == by_table(Session, state, held), by
