"""Wish 4: "Wrong hour."

Drawn from alextselegidis/easyappointments #1234 (the time in the mail is UTC), upframe/upframe.io
#180 (no zone in the mail), ilios/frontend #1277 (a reminder eight hours off) and civicrm/cv #274
(the job thinks in UTC).
"""

from datetime import time
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

import pytest

from tests.factories.cast import MONDAY, cast
from tests.factories.relationship import relationship
from tests.factories.session import session
from tests.mentoring.stories.timetable import Told, run_until, told, works_elsewhere
from tests.moments import at

pytestmark = pytest.mark.django_db(transaction=True)

JAYAPURA = "Asia/Jayapura"


@pytest.fixture
def far_apart():
    """Budi works in Jayapura, Maya in Jakarta, Sari in Makassar."""
    crew = cast(works_by="wit_5")
    works_elsewhere(crew.maya, calendar="wib_5")
    works_elsewhere(crew.sari, calendar="wita_5")
    return crew


def mail_to(postbox, person, since=0):
    [mail] = [one for one in postbox[since:] if one.to[0].endswith(f"<{person.user.email}>")]
    return mail


def test_each_reads_the_session_in_the_own_time_with_the_zone_beside_it(far_apart, mailoutbox):
    """easy!appointments #1234, upframe #180: patients came at the UTC time that the mail named."""
    made = relationship(far_apart, "active")
    session(made, "confirmed", starts_at=at("2026-06-11 13:00", JAYAPURA))
    run_until(at("2026-06-10 07:00", JAYAPURA))
    before = len(mailoutbox)
    run_until(at("2026-06-11 07:00"))

    assert "11.00 WIB" in mail_to(mailoutbox, far_apart.maya, before).subject
    assert "13.00 WIT" in mail_to(mailoutbox, far_apart.budi.person, before).subject


def test_the_reminder_of_the_day_before_comes_in_everybodys_own_morning(far_apart):
    """ilios #1277: the reminder of a lesson named, and kept to, an hour eight hours off."""
    made = relationship(far_apart, "active")
    session(made, "confirmed", starts_at=at("2026-06-11 13:00", JAYAPURA))
    run_until(at("2026-06-11 00:00", JAYAPURA))

    when = "Wed 10 Jun 07:30 WIT"
    assert told(MONDAY, about="session_ahead", zone="WIT") == [
        Told(when, "reminder.session_ahead", "Budi", "Wed 10 Jun 07:30 WIT"),
        Told(when, "reminder.session_ahead", "Maya", "Wed 10 Jun 07:30 WIB"),
    ]


def test_a_superior_two_zones_away_reads_the_due_time_in_the_own_zone(far_apart, mailoutbox):
    """upframe #180: a bare hour in a mail is the sender's, or the reader's, or the server's."""
    relationship(far_apart, "active")
    run_until(at("2026-07-31 18:00"))

    late = [one for one in mailoutbox if one.to[0].endswith(f"<{far_apart.sari.user.email}>")]
    assert late
    assert "pukul 15.00 WITA" in late[0].body  # 16.00 in Jayapura, where Budi owes it
    assert "WIT " not in late[0].body.replace("WITA", "")


def test_no_mail_leaves_in_anybodys_night(far_apart, mailoutbox):
    """civicrm/cv #274: the job ran by UTC, so reminders for the morning left at night."""
    relationship(far_apart, "active")
    run_until(at("2026-06-08 18:00"))
    before = len(mailoutbox)
    run_until(at("2026-08-31 18:00"))

    people = [far_apart.maya, far_apart.budi.person, far_apart.sari, far_apart.citra]
    zones = {one.user.email: ZoneInfo(one.user.time_zone) for one in people}
    seen = set()
    for mail in mailoutbox[before:]:
        address = mail.to[0].rsplit("<")[-1].rstrip(">")
        left = parsedate_to_datetime(mail.extra_headers["Date"]).astimezone(zones[address])
        assert time(7, 30) <= left.time() <= time(16, 30), mail.subject
        assert left.isoweekday() < 6
        seen.add(str(zones[address]))
    assert seen == {"Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"}
