"""Counselling on performance over Lebaran 2026: who is told of what when, and nobody else."""

from datetime import timedelta

import pytest

from mentoring.services import performance
from notifications.models import Notice
from tests.factories import person as people
from tests.factories.cast import cast
from tests.factories.performance import BEHAVIOUR, RESULT, official, qualified
from tests.mentoring.stories.timetable import due, run_until, told
from tests.moments import at
from workflows import engine

pytestmark = pytest.mark.django_db(transaction=True)

# The Friday before the days off: 18 to 24 March 2026 nobody works.
FRIDAY = at("2026-03-13 10:00")


@pytest.fixture
def crew():
    crew = cast()
    people.line(crew.rina, people.person("Tono Contoh", unit=crew.rina.unit))
    return crew


def said(since, *, about=""):
    return [(line.when, line.kind, line.who) for line in told(since, about=about)]


def propose(crew, now=FRIDAY):
    return performance.propose(crew.maya, BEHAVIOUR, by=crew.rina.user, now=now)


def act(item, name, by, now, **data):
    return engine.perform(item, name, by=by.user, now=now, data=data)


def assigned(crew, now=FRIDAY):
    wulan = official(crew)
    item = act(propose(crew, now), "assign", crew.citra, now, kind="official", counsellor=wulan.uid)
    return item, wulan


def test_nobody_assigns_a_counsellor(crew):
    propose(crew)
    assert due("assign_counsellor") == "Wed 25 Mar 16:00 WIB"
    run_until(at("2026-04-02 23:59"))
    assert said(FRIDAY) == [
        ("Fri 13 Mar 10:00 WIB", "counselling.proposed", "Maya"),
        ("Fri 13 Mar 10:00 WIB", "counselling.to_assign", "Citra"),
        ("Tue 17 Mar 08:00 WIB", "reminder.assign_counsellor", "Citra"),
        ("Thu 26 Mar 07:30 WIB", "escalation.counselling", "Tono"),
        ("Mon 30 Mar 07:30 WIB", "escalation.counselling", "Hadi"),
    ]


def test_it_is_not_held(crew):
    assigned(crew)
    assert due("hold_counselling") == "Mon 06 Apr 16:00 WIB"
    run_until(at("2026-04-10 23:59"))
    assert said(FRIDAY + timedelta(minutes=1)) == [
        ("Fri 27 Mar 07:30 WIB", "reminder.hold_counselling", "Wulan"),
        ("Tue 07 Apr 07:30 WIB", "escalation.counselling", "Tono"),
        ("Thu 09 Apr 07:30 WIB", "escalation.counselling", "Hadi"),
    ]


def test_the_client_does_not_come_twice(crew):
    item, wulan = assigned(crew)
    for day in ("2026-03-27", "2026-03-31"):
        starts, ends = at(f"{day} 09:00"), at(f"{day} 10:00")
        before = item.as_of
        item = act(
            item, "schedule", wulan, before, starts_at=starts, ends_at=ends, place="Ruang Contoh"
        )
        run_until(ends)
        item = act(item, "report_no_show", wulan, ends)
    assert item.state == "not_attended"
    assert said(FRIDAY + timedelta(minutes=1)) == [
        ("Thu 26 Mar 07:30 WIB", "reminder.counselling_ahead", "Maya"),
        ("Thu 26 Mar 07:30 WIB", "reminder.counselling_ahead", "Wulan"),
        ("Fri 27 Mar 07:30 WIB", "reminder.hold_counselling", "Wulan"),
        ("Fri 27 Mar 10:00 WIB", "counselling.missed", "Maya"),
        ("Fri 27 Mar 10:00 WIB", "counselling.missed", "Rina"),
        ("Fri 27 Mar 10:00 WIB", "counselling.scheduled", "Maya"),
        ("Mon 30 Mar 07:30 WIB", "reminder.counselling_ahead", "Maya"),
        ("Mon 30 Mar 07:30 WIB", "reminder.counselling_ahead", "Wulan"),
        ("Tue 31 Mar 10:00 WIB", "counselling.not_attended", "Maya"),
        ("Tue 31 Mar 10:00 WIB", "counselling.not_attended", "Rina"),
        ("Tue 31 Mar 10:00 WIB", "counselling.not_attended", "Tono"),
    ]


def held(crew):
    """On the last working day before the days off."""
    item, wulan = assigned(crew)
    starts, ends = at("2026-03-17 09:00"), at("2026-03-17 10:00")
    item = act(item, "schedule", wulan, FRIDAY, starts_at=starts, ends_at=ends, place="Ruang")
    return act(item, "confirm_held", wulan, ends), wulan, ends


def test_the_form_is_written_and_not_signed_by_the_client(crew):
    item, wulan, ends = held(crew)
    assert due("sign_form") == "Fri 27 Mar 16:30 WIB"
    item = act(item, "write_form", wulan, ends, result=RESULT)
    act(item, "sign", wulan, ends)
    run_until(at("2026-04-02 23:59"))
    assert said(ends, about="sign") == [
        ("Tue 17 Mar 10:00 WIB", "counselling.other_signed", "Maya"),
        ("Tue 17 Mar 10:00 WIB", "counselling.to_sign", "Maya"),
        ("Thu 26 Mar 07:30 WIB", "reminder.sign_form", "Maya"),
    ]
    assert said(ends, about="escalation") == [
        ("Mon 30 Mar 07:30 WIB", "escalation.counselling", "Tono"),
        ("Wed 01 Apr 07:30 WIB", "escalation.counselling", "Hadi"),
    ]


def test_from_the_report_to_the_end(crew):
    item, wulan, ends = held(crew)
    item = act(item, "write_form", wulan, ends, result=RESULT)
    act(item, "sign", wulan, ends)
    performance.read(item, by=crew.maya.user, now=ends)
    item = act(item, "sign", crew.maya, ends)
    assert due("report_result") == "Fri 27 Mar 16:30 WIB"
    thursday = at("2026-03-26 08:00")
    item = act(item, "report", wulan, thursday)
    assert due("decide_follow_up") == "Thu 02 Apr 16:00 WIB"
    given = {"follow_up": "guidance", "until": "2026-04-30"}
    item = act(item, "decide_follow_up", crew.rina, thursday, **given)
    assert due("do_follow_up") == "Thu 30 Apr 16:00 WIB"
    run_until(at("2026-04-30 12:00"))
    act(item, "complete_follow_up", crew.rina, at("2026-04-30 12:00"))
    assert said(thursday) == [
        ("Thu 26 Mar 08:00 WIB", "counselling.decided", "Maya"),
        ("Thu 26 Mar 08:00 WIB", "counselling.decided", "Wulan"),
        ("Thu 26 Mar 08:00 WIB", "counselling.received", "Rina"),
        ("Thu 26 Mar 08:00 WIB", "counselling.reported", "Maya"),
        ("Thu 23 Apr 07:30 WIB", "reminder.do_follow_up", "Rina"),
        ("Thu 30 Apr 07:30 WIB", "reminder.do_follow_up", "Rina"),
        ("Thu 30 Apr 12:00 WIB", "counselling.closed", "Maya"),
        ("Thu 30 Apr 12:00 WIB", "counselling.closed", "Wulan"),
    ]


def test_who_counsels_themselves_asks_nobody_to_assign(crew):
    qualified(crew.rina)
    by = crew.rina.user
    performance.propose(crew.maya, BEHAVIOUR, by=by, now=FRIDAY, oneself=True)
    assert said(FRIDAY) == [
        ("Fri 13 Mar 10:00 WIB", "counselling.counsellor_named", "Maya"),
        ("Fri 13 Mar 10:00 WIB", "counselling.proposed", "Maya"),
    ]


def test_a_superior_reads_of_the_date_only(crew, mailoutbox):
    item, _wulan = assigned(crew)
    run_until(at("2026-04-10 23:59"))
    mails = [mail for mail in mailoutbox if "tono-contoh" in mail.to[0]]
    assert mails
    for mail in mails:
        words = f"{mail.subject} {mail.body}"
        assert "Wulan Contoh" in words
        for never in ("Maya", BEHAVIOUR, "Ruang"):
            assert never not in words
    assert {row.disclosure for row in Notice.objects.filter(subject_id=item.pk)} == {"B"}
