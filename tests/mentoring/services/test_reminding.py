"""A superior's word that they reminded somebody: kept once, and it moves nothing."""

from datetime import timedelta

import pytest

from mentoring.models import Acknowledgement
from mentoring.queries import lateness
from mentoring.services.reminding import acknowledge
from tests.factories import cast as casts
from tests.factories.cast import MONDAY
from tests.factories.lateness import escalation_to, late_relationship
from workflows import engine
from workflows.errors import Guarded, NotPermitted
from workflows.models import Deadline

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(hours=1)


@pytest.fixture
def crew():
    return casts.cast()


@pytest.fixture
def late(crew):
    return late_relationship(crew)


def clocks():
    return list(Deadline.objects.order_by("pk").values())


def test_it_is_kept_who_reminded_when_of_which_deadline(crew, late):
    kept = acknowledge(escalation_to(crew.sari), by=crew.sari.user, now=MONDAY)

    assert (kept.person, kept.at, kept.deadline.name) == (crew.sari, MONDAY, "status_update")
    assert lateness.acknowledgements(late) == [kept]


def test_it_changes_neither_turn_nor_clock_nor_version(crew, late):
    before = clocks(), late.version

    acknowledge(escalation_to(crew.sari), by=crew.sari.user, now=MONDAY)

    late.refresh_from_db()
    assert (clocks(), late.version) == before


def test_saying_it_twice_keeps_the_first(crew, late):
    notice = escalation_to(crew.sari)
    first = acknowledge(notice, by=crew.sari.user, now=MONDAY)

    assert acknowledge(notice, by=crew.sari.user, now=LATER) == first
    assert Acknowledgement.objects.get().at == MONDAY


def test_nobody_else_says_it(crew, late):
    for person in (crew.rina, crew.citra, crew.budi.person):
        with pytest.raises(NotPermitted):
            acknowledge(escalation_to(crew.sari), by=person.user, now=MONDAY)
    assert not Acknowledgement.objects.exists()


def test_what_has_been_done_meanwhile_needs_no_reminding(crew, late):
    status = {"status": "on_track"}
    engine.perform(late, "update_status", by=crew.budi.person.user, now=MONDAY, data=status)

    with pytest.raises(Guarded):
        acknowledge(escalation_to(crew.sari), by=crew.sari.user, now=LATER)
