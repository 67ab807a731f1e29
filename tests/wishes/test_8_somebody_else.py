"""Wish 8: "Level two should go to somebody else."

Drawn from zammad/zammad #2532 (three levels to different people), yuanjian-org/app #330 (tell the
mentor's coach), Children-in-Families/oscar-web (in its code: a return in the loop over managers,
so one repeated manager ends the run) and medic/cht-core #987 (escalations to superiors missing).
"""

from collections import Counter

import pytest

from mentoring.queries import audit
from tests.factories import person as people
from tests.factories.cast import MONDAY, another_mentee, another_mentor, cast
from tests.factories.relationship import relationship
from tests.mentoring.stories.timetable import on_time, run_until, told
from tests.moments import at

pytestmark = pytest.mark.django_db(transaction=True)

ESCALATED = at("2026-07-08 07:30")
OVER = at("2026-07-08 12:00")


def test_each_level_goes_to_another_person_and_none_to_the_one_who_is_late():
    """Zammad #2532: the team after one hour, its lead after two, the manager after three."""
    crew = cast()
    relationship(crew, "active")
    run_until(at("2026-07-31 18:00"))

    assert told(MONDAY, about=".status_update") == [
        on_time("Fri 03 Jul 07:30 WIB", "reminder.status_update", "Budi"),
        on_time("Wed 08 Jul 07:30 WIB", "escalation.status_update", "Sari"),
        on_time("Wed 15 Jul 07:30 WIB", "escalation.status_update", "Citra"),
    ]


def test_a_superior_of_two_late_mentors_does_not_end_the_round_for_the_others():
    """OSCaR: the second case of a manager returned from the loop; nobody after it was told."""
    crew = cast()
    for name, superior in (("Tono", crew.sari), ("Wati", crew.rina), ("Dewi", crew.hadi)):
        mentor = another_mentor(crew, f"{name} Contoh")
        people.line(mentor.person, superior)
        mentee = another_mentee(crew, f"Mentee {name}")
        relationship(crew, "active", practitioner=mentor, mentee=mentee)
    relationship(crew, "active")

    run_until(OVER)

    lines = told(ESCALATED, about="escalation.status_update")
    assert Counter(line.who for line in lines) == {"Sari": 2, "Rina": 1, "Hadi": 1}


def test_a_late_mentor_without_a_superior_is_named_and_the_others_are_told_all_the_same():
    """CHT #987: messages escalated to superiors were missing, and nothing said so."""
    crew = cast()
    alone = another_mentor(crew)
    mentee = another_mentee(crew, "Yuni Contoh")
    relationship(crew, "active", practitioner=alone, mentee=mentee)
    relationship(crew, "active")

    run_until(OVER)

    lines = told(ESCALATED, about="escalation")
    assert [(line.kind, line.who) for line in lines] == [
        ("escalation.status_update", "Sari"),
        ("escalation.unroutable", "Citra"),
    ]
    assert audit.verdict(OVER).sound
