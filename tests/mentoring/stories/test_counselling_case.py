"""Counselling over the long holiday of 18 to 24 March 2026: its clocks run on, whoever rests.

Dewi coordinates it, Putu is the deputy on the roster, Hadi the head of service; Rina is over Maya.
"""

from datetime import date, timedelta

import pytest

from mentoring.services.absence import state_away
from notifications import rendering
from notifications.models import Delivery, Notice
from tests.factories import person as people
from tests.factories.cast import cast
from tests.factories.counselling import WAYS, WISH, case, moved, service
from tests.factories.relationship import relationship
from tests.mentoring.stories.timetable import Told, run_until, told
from tests.moments import at
from workflows import engine
from workflows.models import Deadline, Record

pytestmark = pytest.mark.django_db(transaction=True)
EVE = at("2026-03-17 15:00")
AT_WORK = "Wed 25 Mar 07:30 WIB"  # the first working day after it


def at_once(when, who):
    return Told(f"{when} WIB", "case.pressing", who, f"{when} WIB")


def later(when, who):
    return Told(f"{when} WIB", "case.told", who, AT_WORK)


# Beside the client, whom the consent is awaited of, and the first appointment, due on the 20th.
APPOINTMENT = [
    later("Thu 19 Mar 03:00", "Dewi"),
    later("Sat 21 Mar 15:00", "Putu"),
    later("Sun 22 Mar 15:00", "Hadi"),
]
LEVELS = {
    "B": [
        *[at_once(f"Tue 17 Mar {hour}:00", "Dewi") for hour in (15, 16, 17, 18)],
        at_once("Tue 17 Mar 19:00", "Putu"),
        at_once("Tue 17 Mar 20:00", "Hadi"),
        at_once("Tue 17 Mar 20:00", "Putu"),
    ],
    "C": [
        at_once("Tue 17 Mar 15:00", "Dewi"),
        at_once("Wed 18 Mar 03:00", "Dewi"),
        at_once("Wed 18 Mar 19:00", "Putu"),
        at_once("Thu 19 Mar 03:00", "Hadi"),
        *APPOINTMENT,
    ],
    "D": [
        at_once("Tue 17 Mar 15:00", "Dewi"),
        APPOINTMENT[0],
        later("Thu 19 Mar 15:00", "Dewi"),
        *[APPOINTMENT[1]] * 2,
        *[APPOINTMENT[2]] * 2,
    ],
    "routine": [
        at_once("Tue 17 Mar 15:00", "Dewi"),
        later("Wed 18 Mar 03:00", "Dewi"),
        APPOINTMENT[0],
        later("Thu 19 Mar 15:00", "Putu"),
        later("Fri 20 Mar 15:00", "Hadi"),
        *APPOINTMENT[1:],
    ],
}


def begun(level=""):
    crew = cast()
    served = service(crew, now=EVE)
    made = case(crew, served, now=EVE)
    if level:
        made = moved(made, served, [("triage", "coordinator", {"level": level})], now=EVE)
    return crew, served, made


def heard(*others):
    """What everybody but the client was told, and nobody but who may be."""
    lines = [line for line in told(EVE) if line.who != "Maya"]
    assert {line.who for line in lines} <= {"Dewi", "Putu", "Hadi", *others}
    return lines


def test_a_request_nobody_reads():
    begun()
    run_until(EVE + timedelta(hours=9))
    assert heard() == [
        at_once("Tue 17 Mar 15:00", "Dewi"),
        at_once("Tue 17 Mar 17:00", "Dewi"),
        at_once("Tue 17 Mar 19:00", "Dewi"),
        at_once("Tue 17 Mar 19:00", "Putu"),
        at_once("Tue 17 Mar 23:00", "Dewi"),
        at_once("Tue 17 Mar 23:00", "Hadi"),
        at_once("Tue 17 Mar 23:00", "Putu"),
    ]


@pytest.mark.parametrize("level", LEVELS)
def test_the_clock_of_each_level_runs_through_the_holiday(level):
    begun(level)
    expected = LEVELS[level]
    run_until(EVE + timedelta(hours=5 if level == "B" else 24 * 6))
    assert heard() == expected


def test_danger_now_is_said_every_quarter_of_an_hour_until_a_person_has_it():
    _crew, served, made = begun("A")
    run_until(EVE + timedelta(minutes=61))
    quarters = ("15:00", "15:15", "15:30", "15:45", "16:00")
    both = [at_once(f"Tue 17 Mar {each}", who) for each in quarters for who in ("Dewi", "Putu")]
    # Dewi hears of the request as well; Hadi within the hour.
    assert heard() == [both[0], *both[:9], at_once("Tue 17 Mar 16:00", "Hadi"), both[9]]
    reached = at("2026-03-17 16:02")
    engine.perform(made, "acknowledge", by=served.dewi.user, now=reached)
    before = len(heard())
    run_until(EVE + timedelta(hours=11))
    assert len(heard()) == before
    row = Deadline.objects.get(name="reach_client")
    assert (row.outcome, row.closed_at) == ("missed", reached)


def test_whoever_coordinates_it_can_take_what_the_counsellor_does_not():
    crew = cast()
    served = service(crew, now=EVE)
    made = case(crew, served, "in_service", now=EVE)
    made = moved(made, served, [("change_level", "counsellor", {"level": "A"})], now=EVE)
    run_until(EVE + timedelta(minutes=20))
    assert "Dewi" in {line.who for line in heard("Lestari")}
    moved(made, served, [("acknowledge", "coordinator", {})], now=EVE + timedelta(minutes=20))
    assert not Deadline.objects.open().filter(name="reach_client").exists()


def test_sending_and_reading_are_not_receiving():
    """A mail that left and a notice that was read do not stop level A."""
    begun("A")
    run_until(EVE + timedelta(minutes=5))
    Notice.objects.mark_read(EVE + timedelta(minutes=6))
    before = len(heard())
    run_until(EVE + timedelta(minutes=16))
    assert len(heard()) == before + 2


def test_a_higher_level_starts_its_own_clock():
    _crew, served, made = begun("routine")
    made = engine.perform(made, "acknowledge", by=served.dewi.user, now=EVE)
    assert not Deadline.objects.open().filter(name="reach_client").exists()
    raised = at("2026-03-19 20:00")
    data = {"level": "B"}
    engine.perform(made, "change_level", by=served.dewi.user, now=raised, data=data)
    row = Deadline.objects.open().get(name="reach_client")
    assert (row.due_at, row.policy_version.value.code) == (
        raised + timedelta(hours=4),
        "case_level_b",
    )


def test_a_pause_and_days_away_hold_nothing_back():
    """Not even where the person awaited is away: the deputy is told instead."""
    _crew, served, made = begun("D")
    before = dict(Deadline.objects.open().values_list("name", "due_at"))
    state_away(served.dewi, date(2026, 3, 17), date(2026, 3, 31), by=served.dewi.user, now=EVE)
    assert dict(Deadline.objects.open().values_list("name", "due_at")) == before
    run_until(EVE + timedelta(hours=49))
    assert heard()[1:] == [later("Thu 19 Mar 03:00", "Putu"), later("Thu 19 Mar 15:00", "Putu")]
    assert made.policy_scopes() == ()


def test_every_open_state_has_a_deadline_and_one_party():
    crew = cast()
    served = service(crew, now=EVE)
    for number, state in enumerate(WAYS):
        client = people.person(f"Klien{number} Contoh", unit=crew.maya.unit)
        made = case(crew, served, state, client=client, now=EVE)
        assert made.state == state
        made.as_of = EVE
        rows = Deadline.objects.open().of(made.kind, made.pk)
        assert bool(rows) == made.is_open(state), state
        assert all(made.people_in(row.role) for row in rows), state


def test_every_mail_is_the_same_as_a_harmless_one():
    """Whatever happened: one subject, one text, a link to the inbox and no word of what it is."""
    crew, served, made = begun("A")
    moved(made, served, WAYS["closed"][1:], now=EVE)
    run_until(EVE + timedelta(days=9))
    mails = [
        rendering.mail(copy.notice) for copy in Delivery.objects.select_related("notice__recipient")
    ]
    assert len(mails) >= 8
    assert {mail.subject for mail in mails} == {"Ada sesuatu untuk Anda di portal"}
    bodies = {mail.text.partition("http")[0].partition(",\n")[2] for mail in mails}
    assert len(bodies) == 1
    told_of = " ".join(f"{mail.text} {mail.html}" for mail in mails).lower()
    assert not any(word in told_of for word in ("konsel", "counsel", WISH.lower(), "keluarga"))
    assert crew.rina.user_id not in set(Notice.objects.values_list("recipient", flat=True))


def test_records_hold_codes_that_tell_nothing():
    crew, served, _made = begun()
    relationship(crew, "requested", now=EVE)
    client = people.person("Nina Contoh", unit=crew.maya.unit)
    made = case(crew, served, "referred", client=client, now=EVE)
    rows = Record.objects.filter(subject_kind=made.kind, subject_uid=made.uid)
    facts = " ".join(f"{row.reason} {row.facts}" for row in rows)
    assert WISH not in facts
    assert "family" not in facts
