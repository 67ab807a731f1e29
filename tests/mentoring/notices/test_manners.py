"""What waits for the mail of the day, for whom, and when that mail leaves."""

import pytest

from mentoring.notices import kinds
from mentoring.notices.manners import leaving
from mentoring.queries.working_hours import next_days
from notifications import kinds as registry
from notifications.kinds import Manner
from tests.factories.cast import cast
from tests.factories.relationship import relationship
from tests.moments import at

pytestmark = pytest.mark.django_db

AT_ONCE = {
    "offer.made", "agreement.proposed", "agreement.to_sign", "session.proposed",
    "session.confirmed", "session.moved", "session.cancelled", "session.declined",
    "request.received", "request.returned", "rematch.to_arrange", "relationship.attention",
    "absence.deputy", "programme.welcome",
}  # fmt: skip


@pytest.fixture
def crew():
    return cast()


def test_what_somebody_has_to_answer_and_what_is_in_calendars_never_waits():
    assert {code for code in AT_ONCE if registry.get(code).manner.gathers} == set()


@pytest.mark.parametrize("kind", ["escalation.status_update", "escalation.unroutable"])
def test_escalations_come_first(kind):
    assert registry.get(kind).manner is Manner.ESCALATED


def test_every_reminder_and_escalation_gathers():
    waiting = {kind.code for kind in registry.registered() if kind.manner.gathers}
    told = [f"reminder.{name}" for name in kinds.REMINDED]
    told += [f"escalation.{name}" for name in kinds.ESCALATED]
    assert waiting.issuperset(told)


def test_a_mentee_hears_at_once_of_the_one_matter_they_have(crew):
    pair = relationship(crew, "active")
    found = leaving("reminder.first_session", crew.maya, pair, at("2026-03-17 10:00"))
    assert found == {"copy_at": at("2026-03-17 10:00"), "manner": Manner.ALONE}


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        ("2026-06-10 07:30", "2026-06-10 07:45"),
        ("2026-06-10 05:00", "2026-06-10 07:45"),
        ("2026-06-10 11:50", "2026-06-10 13:15"),  # never in the break
        ("2026-06-15 15:50", "2026-06-17 07:45"),  # nor after work, nor on a holiday
    ],
)
def test_whoever_answers_for_many_hears_in_the_mail_of_the_day(crew, moment, leaves):
    pair = relationship(crew, "active")
    found = leaving("reminder.first_session", crew.budi.person, pair, at(moment))
    assert found == {"copy_at": at(leaves), "manner": Manner.REMINDED}


def test_a_reminder_of_what_is_late_comes_before_the_others(crew):
    pair = relationship(crew, "active")
    now = at("2026-03-17 10:00")
    late = leaving("reminder.first_session", crew.budi.person, pair, now, overdue=True)
    news = leaving("relationship.closed", crew.budi.person, pair, now, overdue=True)
    assert (late["manner"], news["manner"]) == (Manner.OVERDUE, Manner.NEWS)


def test_the_next_mail_leaves_on_the_next_working_day_of_each_office(crew):
    found = next_days([crew.budi.person.user_id], at("2026-06-12 16:00"))  # a Friday
    assert found == {crew.budi.person.user_id: at("2026-06-15 07:45")}
