"""A practitioner with one place left, and sixteen offers accepted at one moment."""

from functools import partial

import pytest

from mentoring.consequences import relationship as consequences
from mentoring.guards import has_room
from mentoring.models import Practitioner, Relationship
from tests.factories.cast import MONDAY, Cast, another_mentee, cast
from tests.factories.relationship import relationship
from tests.mentoring.races.conftest import FEWER_ROUNDS, RUNNERS
from workflows import engine
from workflows.change import BulkUpdate
from workflows.errors import Guarded

pytestmark = [pytest.mark.postgresql, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def waiting(crew: Cast) -> list[Relationship]:
    mentees = [another_mentee(crew, f"Peserta{number} Contoh") for number in range(RUNNERS)]
    return [relationship(crew, "offered", mentee=mentee) for mentee in mentees]


def accept(crew: Cast, found: Relationship) -> Relationship:
    return engine.perform(found, "accept", by=crew.budi.person.user, now=MONDAY)


def test_one_takes_the_place_and_the_others_are_told_why_not(race):
    crew = cast(capacity=1)
    offers = waiting(crew)
    for _round in range(FEWER_ROUNDS):
        outcomes = race([partial(accept, crew, each) for each in offers])
        [won] = [each for each in outcomes if isinstance(each, Relationship)]
        lost = [each for each in outcomes if isinstance(each, Guarded)]
        assert [each.reason for each in lost] == [has_room.reason] * (RUNNERS - 1), outcomes
        assert Practitioner.objects.get(pk=crew.budi.pk).active == 1
        assert Relationship.objects.together().get() == won
        free = engine.perform(
            won, "request_rematch", by=won.mentee.user, now=MONDAY, data={"reason": "other"}
        )
        offer = {"practitioner": crew.budi.uid}
        free = engine.perform(free, "offer", by=crew.citra.user, now=MONDAY, data=offer)
        offers = [each for each in offers if each != won] + [free]


def test_a_count_instead_of_a_counter_lets_all_of_them_in(race, everybody_has_read, monkeypatch):
    """The control run: places are counted in a statement of their own, then taken."""

    def counted(found):
        taken = Relationship.objects.together().filter(practitioner=found.practitioner).count()
        everybody_has_read.wait()
        if taken >= found.practitioner.capacity:
            raise Guarded(has_room.reason)
        return BulkUpdate(Practitioner.objects.none(), {"active": 1})

    crew = cast(capacity=1)
    offers = waiting(crew)
    monkeypatch.setattr(consequences, "_taken", counted)
    outcomes = race([partial(accept, crew, each) for each in offers])
    assert [each.state for each in outcomes] == ["agreement"] * RUNNERS, outcomes
