"""Wish 5: "Not on weekends, holidays or my leave."

Drawn from grafana/oncall #5512 (notify in the recipient's own daytime), #558 (working days and
holidays) and #322 (planned leave), glpi-project/glpi #15605 and #6902 (a pause is lost when the
agreement changes), zammad/zammad #263 (out of office).
"""

from dataclasses import replace
from datetime import date

import pytest

from mentoring.models import Absence, Assignment
from mentoring.queries.policies import PROGRAMME, Place
from mentoring.services import defaults, pausing, policies
from mentoring.services.absence import state_away
from tests.factories import person as people
from tests.factories.cast import cast
from tests.factories.relationship import relationship
from tests.mentoring.stories.timetable import Told, due, on_time, run_until, told
from tests.moments import at
from workflows import engine, moving, replanning
from workflows.models import Deadline
from workflows.policy import Offset, Unit

pytestmark = pytest.mark.django_db(transaction=True)

FRIDAY = at("2026-06-12 09:00")


def test_a_weekend_and_a_holiday_are_nobodys_time_to_answer():
    """OnCall #558: an escalation that knows days of the week and holidays, asked for since 2022."""
    relationship(cast(), "offered", now=FRIDAY)
    assert due("answer_offer") == "Thu 18 Jun 16:00 WIB"  # Tuesday 16 June is 1 Muharram

    run_until(at("2026-06-16 23:59"))

    assert {line.when.split()[0] for line in told(FRIDAY)} == {"Fri"}


def test_what_happens_in_the_evening_is_in_the_portal_and_mailed_in_working_hours():
    """OnCall #5512: an alert in the recipient's night should wait for the recipient's morning."""
    crew = cast()
    asked = relationship(crew, "offered", now=FRIDAY)
    evening = at("2026-06-12 20:15")
    run_until(evening)
    engine.perform(asked, "accept", by=crew.budi.person.user, now=evening)
    run_until(at("2026-06-15 08:00"))

    assert told(evening)[:1] == [
        Told("Fri 12 Jun 20:15 WIB", "offer.accepted", "Maya", "Mon 15 Jun 07:30 WIB")
    ]


def test_who_is_on_leave_is_not_reminded_and_has_the_full_time_afterwards():
    """OnCall #322: planned leave, so that nobody is called at the beach."""
    crew = cast()
    relationship(crew, "offered", now=at("2026-06-08 09:00"))
    budi = crew.budi.person
    first, last, said = date(2026, 6, 9), date(2026, 6, 14), at("2026-06-08 16:00")
    run_until(said)
    state_away(budi, first, last, by=budi.user, now=said)
    assert due("answer_offer") == "Thu 18 Jun 16:00 WIB"

    run_until(at("2026-06-17 12:00"))

    assert told(at("2026-06-08 16:01")) == [
        on_time("Wed 17 Jun 07:30 WIB", "reminder.answer_offer", "Budi")
    ]


def test_a_pause_outlives_a_change_of_the_time_allowed():
    """GLPI #15605, #6902: on hold for days, then another agreement, and the hold is forgotten."""
    crew = cast()
    relationship(crew, "offered", now=at("2026-06-08 09:00"))
    citra, now = crew.citra.user, at("2026-06-08 10:00")
    days = date(2026, 6, 9), date(2026, 6, 10)
    pausing.pause(crew.programme, *days, "office moves", by=citra, now=now)
    assert due("answer_offer") == "Mon 15 Jun 16:00 WIB"

    later = at("2026-06-11 08:00")
    run_until(later)
    shipped = defaults.shipped_policies()["answer_offer"]
    two = replace(shipped, allowance=Offset(2, Unit.WORKING_DAYS), source_label="two days (toy)")
    version = policies.publish(Place(PROGRAMME, crew.programme), two, by=citra, now=later)
    rows = Deadline.objects.filter(name="answer_offer")
    assert moving.move(rows, version, scope="", by=citra, now=later)

    assert due("answer_offer") == "Fri 12 Jun 16:30 WIB"  # two days after two days of pause
    assert not list(replanning.differences())


def test_while_the_superior_is_on_leave_the_acting_one_is_told():
    """Zammad #263: tell others that I am out of office, so that no ticket is left lying."""
    crew = cast()
    relationship(crew, "active", now=at("2026-06-08 09:00"))
    wati = people.person("Wati Contoh", unit=crew.sari.unit)
    days = {"valid_from": date(2026, 7, 1), "valid_to": date(2026, 7, 31)}
    Assignment.objects.create(
        person=wati, unit=wati.unit, title="Kepala Contoh", acting="plh", acting_for=crew.sari,
        **days,
    )  # fmt: skip
    state_away(
        crew.sari,
        date(2026, 7, 1),
        date(2026, 7, 31),
        by=crew.sari.user,
        now=at("2026-06-30 09:00"),
    )

    run_until(at("2026-07-10 18:00"))

    assert Absence.objects.get().person == crew.sari
    assert {line.who for line in told(at("2026-07-01 00:00"), about="escalation.status")} == {
        "Wati"
    }
