"""A subject that is looked for by a kept query: what the ORM finds, for everybody."""

import pytest

from mentoring.models.seen import held
from mentoring.queries import access
from tests.factories.cast import MONDAY, cast
from tests.factories.relationship import relationship
from tests.factories.session import session

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("resource", ["relationship", "session"])
def test_everybody_stands_to_a_subject_as_the_table_says(resource):
    crew = cast()
    found = relationship(crew, "active")
    if resource == "session":
        found = session(found, "confirmed")
    seen = {}
    for name in ("maya", "budi", "citra", "eko", "sari", "rina", "hadi"):
        person = getattr(crew, name)
        user = getattr(person, "person", person).user
        [plain] = access._one(resource, user, MONDAY, found.related, uid=found.uid)
        kept = access.one(resource, user, MONDAY, found.related, uid=found.uid)
        seen[name] = held(plain, resource)
        assert (held(kept, resource) if kept else frozenset()) == seen[name]
        assert kept is None or kept.mentee.user == plain.mentee.user
    assert seen["eko"] == frozenset()
    assert len(set(map(frozenset, seen.values()))) >= 5
