"""A superior's word that they reminded somebody: kept once, and it quiets what its policy says."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mentoring.models import Acknowledgement
from mentoring.queries import lateness
from mentoring.services import defaults
from mentoring.services.reminding import acknowledge, quiet_until
from notifications.models import Notice
from tests.factories import cast as casts
from tests.factories.cast import MONDAY
from tests.factories.lateness import EARLIER, escalation_to, late_relationship
from tests.moments import at
from workflows import engine, policies
from workflows.errors import Guarded, NotPermitted
from workflows.models import Deadline
from workflows.policy import Offset, Unit
from workflows.sweep import ring_due

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(hours=1)
TOLD = at("2026-05-22 09:00")


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


@pytest.fixture
def quieted(crew):
    """Status updates of the programme are quieted for ten working days."""
    shipped = defaults.shipped_policies()["status_update"]
    ten = replace(shipped, acknowledged=Offset(10, Unit.WORKING_DAYS))
    scope = f"programme:{crew.programme.uid}"
    policies.publish(ten, scope=scope, now=EARLIER, by=crew.citra.user)
    return late_relationship(crew, until=TOLD)


def to_citra():
    return Notice.objects.filter(kind="escalation.status_update", facts__role="coordinator")


def test_its_policy_quiets_the_chain_for_a_time_and_then_it_goes_on(crew, quieted):
    assert not to_citra().exists()
    kept = acknowledge(escalation_to(crew.sari), by=crew.sari.user, now=TOLD)
    assert quiet_until(kept, TOLD) == at("2026-06-10 07:30")
    while ring_due(at("2026-06-10 07:29")):
        pass
    assert not to_citra().exists()
    while ring_due(at("2026-06-10 07:30")):
        pass
    assert to_citra().count() == 1
    assert quiet_until(kept, at("2026-06-10 07:30")) is None


def test_said_again_it_is_quiet_no_longer_than_the_first_time(crew, quieted):
    notice = escalation_to(crew.sari)
    kept = acknowledge(notice, by=crew.sari.user, now=TOLD)
    acknowledge(notice, by=crew.sari.user, now=at("2026-05-26 09:00"))
    assert quiet_until(kept, TOLD) == at("2026-06-10 07:30")
