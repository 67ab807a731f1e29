"""Wish 6: "It still reminds after cancel, move, close or switch-off."

Drawn from calcom/cal.diy #7225 (a reminder after the cancellation) and #10749 (all reminders at
once), zammad/zammad #4353 (a switched-off agreement keeps notifying), target/goalert #2594
(maintenance mode does not stop the cycles that run already).
"""

from datetime import date

import pytest

from mentoring.services import pausing
from tests.factories.cast import MONDAY, cast
from tests.factories.relationship import relationship
from tests.factories.session import session
from tests.mentoring.stories.timetable import Told, on_time, run_until, told
from tests.moments import at
from workflows import engine
from workflows.models import Deadline

pytestmark = pytest.mark.django_db(transaction=True)

THURSDAY = at("2026-06-11 10:00")


def pair(when, kind):
    return [on_time(when, kind, who) for who in ("Budi", "Maya")]


def test_after_a_cancellation_no_reminder_goes_out_and_the_calendars_are_cleared(mailoutbox):
    """Cal.com #7225: the meeting was cancelled, the reminder came nevertheless."""
    crew = cast()
    met = session(relationship(crew, "active"), "confirmed", starts_at=THURSDAY)
    now = at("2026-06-09 10:00")
    run_until(now)
    engine.perform(met, "cancel", by=crew.maya.user, now=now, data={"reason": "duty"})
    before = len(mailoutbox)
    run_until(at("2026-06-11 18:00"))

    assert told(now, about="session") == pair("Tue 09 Jun 10:00 WIB", "session.cancelled")
    assert not [line for line in told(now) if line.kind.startswith("reminder.session")]
    calendars = [part.content for mail in mailoutbox[before:] for part in mail.alternatives]
    assert len([text for text in calendars if "METHOD:CANCEL" in str(text)]) == 2


def test_a_session_agreed_at_short_notice_does_not_set_off_every_reminder_at_once():
    """Cal.com #10749: an hour before the meeting all its reminders arrived together."""
    crew = cast()
    made = relationship(crew, "active", now=MONDAY)
    now = at("2026-06-11 09:00")
    run_until(now)
    session(made, "confirmed", starts_at=THURSDAY, now=now)
    run_until(at("2026-06-11 10:59"))

    assert told(now, about="session.confirmed") == pair("Thu 11 Jun 09:00 WIB", "session.confirmed")
    assert told(MONDAY, about="reminder.session") == []


def test_an_offer_taken_back_is_not_reminded_of():
    """Cal.com #7225: what was planned before outlives what it was planned for."""
    crew = cast()
    asked = relationship(crew, "offered", now=MONDAY)
    now = at("2026-06-09 10:00")
    run_until(now)
    engine.perform(asked, "withdraw_offer", by=crew.citra.user, now=now)
    run_until(at("2026-06-30 18:00"))

    assert [line.kind for line in told(now) if line.who == "Budi"] == ["offer.withdrawn"]


def test_what_has_escalated_once_does_not_go_on_after_the_matter_is_closed():
    """Zammad #4353: tickets that had escalated stayed so, and their mails went on."""
    crew = cast()
    late = relationship(crew, "active", now=MONDAY)
    run_until(at("2026-07-08 07:30"))
    escalated = told(at("2026-07-01 00:00"), about="escalation.status")
    assert [line.who for line in escalated] == ["Sari"]

    now = at("2026-07-08 07:31")  # the mail to Sari is still being gathered
    why = {"reason": "transferred"}
    engine.perform(late, "end_early", by=crew.budi.person.user, now=now, data=why)
    run_until(at("2026-12-31 18:00"))

    assert told(at("2026-07-01 00:00"), about="escalation.status") == [
        Told("Wed 08 Jul 07:30 WIB", "escalation.status_update", "Sari", "cancelled: withdrawn")
    ]
    assert not told(now, about="reminder")
    assert not Deadline.objects.open().exists()


def test_a_pause_silences_what_is_running_already():
    """GoAlert #2594: maintenance mode was on, and the alerts that were open kept calling."""
    crew = cast()
    relationship(crew, "requested", now=MONDAY)
    now = at("2026-06-11 10:00")  # reminded three times; tomorrow the head is told
    run_until(now)
    first, last = date(2026, 6, 12), date(2026, 6, 18)
    pausing.pause(crew.programme, first, last, "flood", by=crew.citra.user, now=now)

    run_until(at("2026-06-18 23:59"))
    assert told(now) == []

    run_until(at("2026-06-30 18:00"))
    assert told(now) == [on_time("Fri 19 Jun 07:30 WIB", "escalation.handle_request", "Hadi")]
