"""A session's reminders follow it when it is moved; what was planned for the old time is gone."""

from datetime import timedelta

import pytest

from notifications.models import Notice
from tests.factories.cast import cast
from tests.factories.relationship import relationship
from tests.factories.session import session
from tests.mentoring.stories.timetable import Told, on_time, run_until, told, works_elsewhere
from tests.moments import at
from workflows import engine

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)


def confirmed(crew, starts, zone="Asia/Jakarta"):
    made = relationship(crew, "active", now=at("2026-06-08 09:00", zone))
    begins = at(starts, zone)
    return session(made, "confirmed", starts_at=begins, now=at("2026-06-08 09:00", zone))


def move(crew, held, to, now):
    by = crew.budi.person.user
    return engine.perform(held, "move", by=by, now=now, data=new_time(to))


def new_time(starts):
    return {"starts_at": starts, "ends_at": starts + HOUR}


def both(when, kind):
    return [on_time(when, kind, who) for who in ("Budi", "Maya")]


def test_a_session_is_reminded_of_the_working_day_before_and_two_hours_before():
    crew = cast()
    confirmed(crew, "2026-06-15 10:00")  # a Monday
    run_until(at("2026-06-15 10:00"))
    assert told(at("2026-06-08 09:00"), about="session") == [
        *both("Mon 08 Jun 09:00 WIB", "session.confirmed"),
        # Confirmed in the same minute: the mail that asks for it has not left and is withdrawn.
        Told("Mon 08 Jun 09:00 WIB", "session.proposed", "Maya", "cancelled: withdrawn"),
        *both("Fri 12 Jun 07:30 WIB", "reminder.session_ahead"),
        Told("Mon 15 Jun 08:00 WIB", "reminder.session_soon", "Budi", "portal only"),
        Told("Mon 15 Jun 08:00 WIB", "reminder.session_soon", "Maya", "portal only"),
    ]


def test_a_session_moved_after_its_reminder_was_planned():
    crew = cast()
    held = confirmed(crew, "2026-06-11 10:00")
    moment = at("2026-06-09 15:00")
    run_until(moment)
    moved = move(crew, held, at("2026-06-18 13:00"), moment)
    engine.perform(moved, "confirm", by=crew.maya.user, now=at("2026-06-10 09:00"))

    run_until(at("2026-06-18 13:00"))

    assert told(moment, about="session") == [
        *both("Tue 09 Jun 15:00 WIB", "session.moved"),
        *both("Wed 10 Jun 09:00 WIB", "session.confirmed"),
        *both("Wed 17 Jun 07:30 WIB", "reminder.session_ahead"),
        Told("Thu 18 Jun 11:00 WIB", "reminder.session_soon", "Budi", "portal only"),
        Told("Thu 18 Jun 11:00 WIB", "reminder.session_soon", "Maya", "portal only"),
    ]


def test_a_reminder_that_has_not_left_is_withdrawn_when_the_session_moves():
    zone = "Asia/Jayapura"
    crew = cast(works_by="wit_5")
    works_elsewhere(crew.maya, calendar="wib_5")
    held = confirmed(crew, "2026-06-11 13:00", zone)
    moment = at("2026-06-10 08:00", zone)  # 06:00 where Maya is
    run_until(moment)
    since = at("2026-06-10 07:30", zone)
    assert told(since, zone="WIT") == [
        on_time("Wed 10 Jun 07:30 WIT", "reminder.session_ahead", "Budi"),
        Told("Wed 10 Jun 07:30 WIT", "reminder.session_ahead", "Maya", "Wed 10 Jun 07:30 WIB"),
    ]

    move(crew, held, at("2026-06-18 13:00", zone), moment)
    run_until(at("2026-06-10 23:59", zone))

    assert told(since, zone="WIT") == [
        on_time("Wed 10 Jun 07:30 WIT", "reminder.session_ahead", "Budi"),
        Told("Wed 10 Jun 07:30 WIT", "reminder.session_ahead", "Maya", "cancelled: withdrawn"),
        on_time("Wed 10 Jun 08:00 WIT", "session.moved", "Budi"),
        Told("Wed 10 Jun 08:00 WIT", "session.moved", "Maya", "Wed 10 Jun 07:30 WIB"),
    ]


def test_calendars_follow_by_one_uid_and_a_rising_sequence(mailoutbox):
    crew = cast()
    held = confirmed(crew, "2026-06-11 10:00")
    steps = [
        ("2026-06-09 15:00", "move", crew.budi.person, new_time(at("2026-06-18 13:00"))),
        ("2026-06-10 09:00", "confirm", crew.maya, {}),
        ("2026-06-11 09:00", "cancel", crew.maya, {"reason": "duty"}),
    ]
    for when, name, who, data in steps:
        run_until(at(when))
        held = engine.perform(held, name, by=who.user, now=at(when), data=data)
    run_until(at(when))
    entries = [entry_of(mail) for mail in mailoutbox if "maya-contoh" in mail.to[0]]
    entries = [entry for entry in entries if entry]
    assert len({entry["UID"] for entry in entries}) == 1
    assert [(entry["METHOD"], entry["SEQUENCE"], entry["STATUS"]) for entry in entries] == [
        ("REQUEST", "0", "CONFIRMED"),
        ("REQUEST", "1", "TENTATIVE"),
        ("REQUEST", "1", "CONFIRMED"),
        ("CANCEL", "2", "CANCELLED"),
    ]
    assert entries[0]["DTSTART"] == "20260611T030000Z"
    assert entries[-1]["DTSTART"] == "20260618T060000Z"


def test_a_proposal_nobody_answers_is_void_when_it_would_begin():
    crew = cast()
    made = relationship(crew, "active", now=at("2026-06-08 09:00"))
    session(made, starts_at=at("2026-06-11 10:00"), now=at("2026-06-08 09:00"))
    run_until(at("2026-06-11 10:00"))
    assert told(at("2026-06-08 09:00"), about="answer_proposal") == [
        on_time("Wed 10 Jun 07:30 WIB", "reminder.answer_proposal", "Maya")
    ]
    assert told(at("2026-06-11 10:00")) == both("Thu 11 Jun 10:00 WIB", "session.lapsed")


def test_attendance_nobody_confirms():
    crew = cast()
    confirmed(crew, "2026-06-11 10:00")
    run_until(at("2026-06-23 23:59"))
    attendance = told(at("2026-06-11 10:01"), about="confirm_attendance")
    assert attendance == [
        *both("Fri 12 Jun 07:30 WIB", "reminder.confirm_attendance"),
        *both("Wed 17 Jun 07:30 WIB", "reminder.confirm_attendance"),
    ]
    assert told(at("2026-06-11 10:01"), about="unreported") == both(
        "Mon 22 Jun 07:30 WIB", "session.unreported"
    )


def test_who_has_confirmed_is_not_asked_again():
    crew = cast()
    held = confirmed(crew, "2026-06-11 10:00")
    run_until(at("2026-06-11 11:00"))
    engine.perform(held, "confirm_held", by=crew.maya.user, now=at("2026-06-11 11:05"))
    run_until(at("2026-06-12 12:00"))
    assert told(at("2026-06-11 11:00"), about="attendance") == [
        on_time("Fri 12 Jun 07:30 WIB", "reminder.confirm_attendance", "Budi")
    ]


def test_no_notice_holds_what_the_pair_wrote():
    crew = cast()
    held = confirmed(crew, "2026-06-11 10:00")
    run_until(at("2026-06-11 11:00"))
    by = crew.budi.person.user
    for name, data in (
        ("confirm_held", {}),
        ("file_note", {"kind": "shared", "body": "rahasia contoh"}),
    ):
        held = engine.perform(held, name, by=by, now=at("2026-06-11 11:05"), data=data)
        if name == "confirm_held":
            held = engine.perform(held, name, by=crew.maya.user, now=at("2026-06-11 11:05"))
    facts = " ".join(str(row.facts) for row in Notice.objects.order_by("pk"))
    assert "rahasia" not in facts
    assert "rapat" not in facts


def entry_of(mail):
    """The calendar entry of a mail by property, or nothing."""
    for part in mail.alternatives:
        if part.mimetype.startswith("text/calendar"):
            text = part.content.replace("\r\n ", "")
            return dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
    return {}
