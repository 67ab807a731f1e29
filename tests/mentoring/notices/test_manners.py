"""What waits for the mail of the day, for whom, and when that mail leaves."""

from datetime import time, timedelta

import pytest

from mentoring.models import Person
from mentoring.models.wishes import How, Wishes
from mentoring.notices import kinds, topics
from mentoring.notices.manners import Word, leaving
from mentoring.queries.working_hours import next_days
from notifications import kinds as registry
from notifications.kinds import Manner
from notifications.models import Notice
from tests.factories.cast import MONDAY, cast
from tests.factories.relationship import relationship
from tests.moments import at
from workflows import engine

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
    found = leaving(Word("reminder.first_session"), crew.maya, pair, at("2026-03-17 10:00"))
    assert found == {
        "copy_at": at("2026-03-17 10:00"),
        "manner": Manner.ALONE,
        "held": "",
        "latest_at": None,
    }


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
    found = leaving(Word("reminder.first_session"), crew.budi.person, pair, at(moment))
    assert found == {
        "copy_at": at(leaves),
        "manner": Manner.REMINDED,
        "held": "",
        "latest_at": None,
    }


@pytest.mark.parametrize(
    ("moment", "leaves", "ends"),
    [
        ("2026-06-10 10:00", "2026-06-10 10:15", "2026-06-10 16:00"),
        ("2026-06-10 15:50", "2026-06-10 15:50", "2026-06-10 16:00"),  # no time to gather
        ("2026-06-10 05:00", "2026-06-10 07:45", "2026-06-10 16:00"),
        ("2026-06-10 16:30", "2026-06-11 07:45", None),  # nobody reads it today
    ],
)
def test_an_escalation_that_rings_late_leaves_the_same_day(crew, moment, leaves, ends):
    word = Word("escalation.status_update", belated=True)
    found = leaving(word, crew.sari, relationship(crew, "active"), at(moment))
    assert (found["manner"], found["copy_at"]) == (Manner.ESCALATED, at(leaves))
    assert found["latest_at"] == (ends and at(ends))


def test_news_may_wait_however_late_they_are(crew):
    word = Word("relationship.closed", belated=True)
    found = leaving(word, crew.budi.person, relationship(crew, "active"), at("2026-06-10 15:50"))
    assert (found["copy_at"], found["latest_at"]) == (at("2026-06-11 07:45"), None)


def test_a_reminder_of_what_is_late_comes_before_the_others(crew):
    pair = relationship(crew, "active")
    now = at("2026-03-17 10:00")
    late = leaving(Word("reminder.first_session", overdue=True), crew.budi.person, pair, now)
    news = leaving(Word("relationship.closed", overdue=True), crew.budi.person, pair, now)
    assert (late["manner"], news["manner"]) == (Manner.OVERDUE, Manner.NEWS)


def test_the_next_mail_leaves_on_the_next_working_day_of_each_office(crew):
    found = next_days([crew.budi.person.user_id], at("2026-06-12 16:00"))  # a Friday
    assert found == {crew.budi.person.user_id: at("2026-06-15 07:45")}


def wishing(person, **wished):
    """Without a row: what is asked is on the object."""
    person.wishes = Wishes(**wished).as_json()
    return person


TUESDAY = at("2026-03-17 10:00")
REMINDER, NEWS = Word("reminder.first_session"), Word("relationship.closed")


@pytest.mark.parametrize("how", list(How))
def test_what_is_wished_holds_back_neither_offers_nor_appointments(crew, how):
    budi = wishing(crew.budi.person, topics=dict.fromkeys(topics.CODES, how))
    for kind in ("offer.made", "session.confirmed", "session.proposed", "agreement.to_sign"):
        found = leaving(Word(kind), budi, None, TUESDAY)
        assert found == {"copy_at": TUESDAY, "manner": Manner.ALONE, "held": "", "latest_at": None}


def test_lateness_is_never_left_to_the_portal(crew):
    budi = wishing(crew.budi.person, topics={"reminders": How.PORTAL, "late": How.PORTAL})
    assert leaving(REMINDER, budi, None, TUESDAY)["held"] == "unwanted"
    own = leaving(Word("reminder.first_session", overdue=True), budi, None, TUESDAY)
    assert (own["held"], own["manner"]) == ("", Manner.OVERDUE)
    told = leaving(Word("escalation.review"), budi, None, TUESDAY)
    assert (told["held"], told["manner"]) == ("", Manner.ESCALATED)


def test_each_topic_comes_as_it_is_wished(crew):
    pair = relationship(crew, "active")
    maya = wishing(crew.maya, topics={"reminders": How.DAILY, "pairs": How.PORTAL})
    assert leaving(REMINDER, maya, pair, TUESDAY)["manner"] is Manner.REMINDED
    assert leaving(NEWS, maya, pair, TUESDAY)["held"] == "unwanted"
    budi = wishing(crew.budi.person, topics={"reminders": How.AT_ONCE})
    assert leaving(REMINDER, budi, pair, TUESDAY)["manner"] is Manner.ALONE


@pytest.mark.parametrize(
    ("quiet", "moment", "leaves"),
    [
        (("08:00", "10:30"), "2026-03-17 10:00", "2026-03-17 10:30"),
        (("15:00", "09:00"), "2026-03-17 15:20", "2026-03-25 09:00"),  # over night, leave and Nyepi
        (("09:00", "10:00"), "2026-03-17 10:00", "2026-03-17 10:00"),
    ],
)
def test_no_mail_comes_in_quiet_hours(crew, quiet, moment, leaves):
    budi = wishing(crew.budi.person, quiet=tuple(time.fromisoformat(each) for each in quiet))
    assert leaving(Word("offer.made"), budi, None, at(moment))["copy_at"] == at(leaves)


def test_a_weekly_mail_waits_for_its_day_but_never_too_long(crew):
    budi = wishing(crew.budi.person, digest=3)
    friday = at("2026-06-12 10:00")
    assert leaving(NEWS, budi, None, friday)["copy_at"] == at("2026-06-18 07:45")
    soon = Word("reminder.first_session", latest_at=at("2026-06-17 16:00"))
    assert leaving(soon, budi, None, friday)["copy_at"] == at("2026-06-12 10:15")
    late = Word("reminder.first_session", overdue=True)
    assert leaving(late, budi, None, friday)["copy_at"] == at("2026-06-12 10:15")


def test_more_mails_than_wished_wait_for_the_mail_of_the_day(crew):
    pair = relationship(crew, "active", now=TUESDAY)
    maya = wishing(crew.maya, budget=1)
    assert leaving(NEWS, maya, pair, TUESDAY)["manner"] is Manner.NEWS
    assert leaving(Word("agreement.to_sign"), maya, pair, TUESDAY)["manner"] is Manner.ALONE
    tomorrow = at("2026-03-25 09:00")
    assert leaving(NEWS, maya, pair, tomorrow)["manner"] is Manner.ALONE


def test_what_stays_in_the_portal_is_a_row_with_the_reason(crew):
    budi = crew.budi.person
    Person.objects.filter(pk=budi.pk).update(wishes=Wishes(topics={"pairs": How.PORTAL}).as_json())
    budi.refresh_from_db()
    pair = relationship(crew, "active")
    until = (MONDAY + timedelta(days=9)).date()
    data = {"until": until, "reason": "leave"}
    engine.perform(pair, "pause", by=crew.maya.user, now=MONDAY, data=data)
    notice = Notice.objects.get(kind="relationship.paused", recipient=budi.user)
    copy = notice.deliveries.get()
    assert (notice.not_sent, notice.copies) == ("", 1)
    assert (copy.state, copy.reason, copy.stopped_at) == ("cancelled", "unwanted", MONDAY)
