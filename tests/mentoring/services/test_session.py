"""Sessions: proposed, confirmed, moved, held or missed, and what the relationship learns of it."""

from datetime import timedelta

import pytest
from django.utils import translation

from mentoring.models import Booking, Note, Relationship, Session
from mentoring.services import session as sessions
from tests.factories.cast import MONDAY, another_mentee, another_mentor, cast
from tests.factories.relationship import relationship
from tests.factories.session import HOUR, IN_A_WEEK, session
from workflows import engine
from workflows.actors import SWEEP
from workflows.errors import Guarded, NotPermitted, OutOfOrder
from workflows.models import Deadline, Record, RecordText

pytestmark = pytest.mark.django_db

START = MONDAY + IN_A_WEEK


@pytest.fixture(autouse=True)
def in_english():
    """Reasons are compared with their English source texts."""
    with translation.override("en"):
        yield


@pytest.fixture
def crew():
    return cast()


@pytest.fixture
def pair(crew):
    return relationship(crew, "active")


@pytest.fixture
def maya(crew):
    return crew.maya.user


@pytest.fixture
def budi(crew):
    return crew.budi.person.user


def outcomes(subject):
    rows = Deadline.objects.of(subject.kind, subject.pk).order_by("pk")
    return [(row.name, row.outcome) for row in rows]


def clocks(pair):
    return set(Deadline.objects.open().of("relationship", pair.pk).values_list("name", flat=True))


def recorded(pair):
    rows = Record.objects.filter(subject_kind="relationship", subject_id=pair.pk)
    return list(rows.order_by("version").values_list("transition", flat=True))


def refused(subject, name, by, data=None, *, now=MONDAY):
    with pytest.raises(Guarded) as caught:
        engine.perform(subject, name, by=by, now=now, data=data or {})
    return str(caught.value)


@pytest.mark.parametrize(
    ("state", "reached"),
    [
        ("proposed", "proposed"),
        ("confirmed", "confirmed"),
        ("rescheduled", "rescheduled"),
        ("held", "held"),
        ("cancelled", "cancelled"),
        ("no_show", "no_show"),
        ("lapsed", "cancelled"),
    ],
)
def test_every_state_is_reached_and_every_open_one_has_a_clock(pair, state, reached):
    found = session(pair, state)
    assert found.state == reached
    armed = Deadline.objects.open().of("session", found.pk).exists()
    assert armed == Session.is_open(reached)


def test_a_time_is_proposed_by_one_of_the_pair_and_shown_in_their_zone(crew, pair, budi):
    found = session(pair)
    assert (found.proposed_by, found.zone) == (crew.budi.person, "Asia/Jakarta")
    for stranger in (crew.eko.user, crew.citra.user):
        with pytest.raises(NotPermitted):
            sessions.propose(pair, START, START + HOUR, by=stranger, now=MONDAY)


@pytest.mark.parametrize(
    ("begins", "lasts"),
    [(-HOUR, HOUR), (HOUR, timedelta(0)), (HOUR, timedelta(hours=8, minutes=1))],
)
def test_a_time_that_makes_no_sense_is_refused(pair, budi, begins, lasts):
    starts = MONDAY + begins
    with pytest.raises(Guarded, match="future"):
        sessions.propose(pair, starts, starts + lasts, by=budi, now=MONDAY)


def test_sessions_belong_to_an_active_relationship(crew, maya):
    with pytest.raises(Guarded, match="not active"):
        sessions.propose(relationship(crew, "agreement"), START, START + HOUR, by=maya, now=MONDAY)


def test_who_proposed_cannot_confirm(pair, maya, budi):
    proposed = session(pair)
    with pytest.raises(NotPermitted):
        engine.perform(proposed, "confirm", by=budi, now=MONDAY)
    confirmed = engine.perform(proposed, "confirm", by=maya, now=MONDAY)
    assert confirmed.state == "confirmed"
    assert outcomes(confirmed)[0] == ("answer_proposal", "met")


def test_a_confirmed_session_books_both_and_answers_the_call_for_one(crew, pair):
    assert "first_session" in clocks(pair)
    found = session(pair, "confirmed")
    booked = Booking.objects.filter(released_at=None).values_list("person", "starts", "ends")
    assert set(booked) == {
        (crew.maya.pk, START, START + HOUR),
        (crew.budi.person_id, START, START + HOUR),
    }
    assert "first_session" not in clocks(pair)
    assert recorded(pair)[-1] == "note_session_planned"
    assert found.version == 2


@pytest.mark.parametrize("side", ["mentee", "practitioner"])
@pytest.mark.parametrize(
    ("minutes", "fits"), [(-60, True), (-59, False), (0, False), (59, False), (60, True)]
)
def test_nobody_is_in_two_places(crew, pair, side, minutes, fits):
    session(pair, "confirmed")
    other = (
        relationship(crew, "active", practitioner=another_mentor(crew))
        if side == "mentee"
        else relationship(crew, "active", mentee=another_mentee(crew, "Nina Contoh"))
    )
    clash = session(other, starts_at=START + timedelta(minutes=minutes))
    if fits:
        engine.perform(clash, "confirm", by=other.mentee.user, now=MONDAY)
    else:
        assert "something else at that time" in refused(clash, "confirm", other.mentee.user)


def test_a_moved_session_frees_its_time_and_asks_the_other_side(crew, pair, maya, budi):
    found = session(pair, "rescheduled")
    assert (found.proposed_by, found.sequence, found.moved_count) == (crew.budi.person, 1, 1)
    assert not Booking.objects.filter(released_at=None).exists()
    assert Deadline.objects.open().get(name="answer_proposal").anchor_at == found.starts_at
    assert "next_session" in clocks(pair)
    again = engine.perform(found, "confirm", by=maya, now=MONDAY)
    assert again.state == "confirmed"
    assert "next_session" not in clocks(pair)


def test_moving_a_proposal_before_it_is_answered_moves_its_clock(pair, maya):
    found = session(pair)
    times = {"starts_at": START + IN_A_WEEK, "ends_at": START + IN_A_WEEK + HOUR}
    found = engine.perform(found, "move", by=maya, now=MONDAY, data=times)
    assert outcomes(found) == [("answer_proposal", "void"), ("answer_proposal", "")]
    assert Deadline.objects.open().get(name="answer_proposal").due_at == times["starts_at"]
    assert recorded(pair)[-1] == "sign"


def test_place_and_link_stay_with_the_pair(pair, budi):
    found = session(pair)
    data = {
        "starts_at": START + HOUR,
        "ends_at": START + 2 * HOUR,
        "mode": "online",
        "link": "https://meet.example/contoh",
    }
    found = engine.perform(found, "move", by=budi, now=MONDAY, data=data)
    assert (found.mode, found.link) == ("online", data["link"])
    facts = Record.objects.get(transition="move").facts
    assert set(facts) == {"starts_at", "ends_at", "mode"}
    assert not RecordText.objects.exists()


def test_a_time_that_has_begun_can_no_longer_be_confirmed(pair, maya):
    assert "over" in refused(session(pair), "confirm", maya, now=START)


def test_attendance_is_said_by_both_and_not_before_it_began(pair, maya, budi):
    found = session(pair, "confirmed")
    assert "not begun" in refused(found, "confirm_held", maya, now=START - HOUR)
    found = engine.perform(found, "confirm_held", by=maya, now=START + HOUR)
    assert found.state == "confirmed"
    assert "confirmed already" in refused(found, "confirm_held", maya, now=START + HOUR)
    assert Deadline.objects.open().get(name="confirm_attendance").responsible == budi
    found = engine.perform(found, "confirm_held", by=budi, now=START + HOUR)
    assert (found.state, dict(outcomes(found))["confirm_attendance"]) == ("held", "met")
    held = Relationship.objects.get()
    assert held.last_session_at == START
    assert "next_session" in clocks(pair)


@pytest.mark.parametrize(("said", "state"), [(True, "held"), (False, "cancelled")])
def test_one_sides_word_counts_in_the_end(pair, maya, said, state):
    found = session(pair, "confirmed")
    if said:
        found = engine.perform(found, "confirm_held", by=maya, now=START + HOUR)
    found = engine.perform(found, "settle", by=SWEEP, now=START + IN_A_WEEK)
    assert found.state == state
    assert recorded(pair)[-1] == ("note_session_held" if said else "note_session_missed")
    assert found.cancelled_reason == ("" if said else "unreported")


def test_a_missed_session_calls_for_the_next_one(pair):
    found = session(pair, "no_show")
    assert found.missed_by == "mentee"
    assert "next_session" in clocks(pair)


def test_nobody_is_asked_for_a_next_session_when_one_is_planned(pair, maya):
    session(pair, "confirmed", starts_at=START + IN_A_WEEK)
    engine.perform(
        session(pair, "confirmed"), "cancel", by=maya, now=MONDAY, data={"reason": "illness"}
    )
    assert "next_session" not in clocks(pair)
    assert recorded(pair)[-2:] == ["note_session_missed", "note_session_planned"]


def test_a_proposal_that_came_to_nothing_is_no_missed_session(pair, maya):
    declined = engine.perform(session(pair), "decline_time", by=maya, now=MONDAY)
    lapsed = session(pair, "lapsed")
    assert (declined.cancelled_reason, lapsed.cancelled_reason) == ("time_declined", "not_answered")
    assert recorded(pair)[-1] == "sign"
    assert "first_session" in clocks(pair)


def test_a_practitioners_note_counts_as_a_status_update(pair, maya, budi):
    found = session(pair, "held")
    body = {"kind": "private", "body": "Catatan rahasia (contoh)"}
    found = engine.perform(found, "file_note", by=maya, now=START + HOUR, data=body)
    assert (found.note_filed, recorded(pair)[-1]) == (False, "note_session_held")
    found = engine.perform(found, "file_note", by=budi, now=START + HOUR, data=body)
    assert (found.note_filed, recorded(pair)[-1]) == (True, "update_status")
    assert Relationship.objects.get().status == "on_track"


def test_the_body_of_a_note_stands_in_one_place(pair, budi):
    found = session(pair, "held")
    body = {"kind": "shared", "body": "Catatan rahasia (contoh)"}
    engine.perform(found, "file_note", by=budi, now=START + HOUR, data=body)
    assert Note.objects.get().body == body["body"]
    assert Record.objects.get(transition="file_note").facts == {"kind": "shared"}
    assert not RecordText.objects.exists()


def test_a_note_is_read_by_its_author_and_if_shared_by_the_other(crew, pair, maya, budi):
    found = session(pair, "held")
    for kind in ("shared", "private"):
        body = {"kind": kind, "body": "Catatan (contoh)"}
        engine.perform(found, "file_note", by=budi, now=START + HOUR, data=body)
    readers = {"maya": maya, "budi": budi, "citra": crew.citra.user, "sari": crew.sari.user}
    counts = {name: Note.objects.visible_to(user, MONDAY).count() for name, user in readers.items()}
    assert counts == {"maya": 1, "budi": 2, "citra": 0, "sari": 0}


def test_a_later_practitioner_never_sees_earlier_sessions(crew, pair, maya, budi):
    session(pair, "held")
    why = {"reason": "schedules"}
    later = START + IN_A_WEEK
    found = engine.perform(pair, "request_rematch", by=maya, now=later, data=why)
    tono = another_mentor(crew)
    offer = {"practitioner": tono.uid}
    found = engine.perform(found, "offer", by=crew.citra.user, now=later, data=offer)
    engine.perform(found, "accept", by=tono.person.user, now=later)
    assert not Session.objects.visible_to(tono.person.user, later).exists()
    assert Session.objects.visible_to(budi, later).exists()


def test_a_resting_relationship_learns_nothing_of_its_sessions(pair, maya, budi):
    found = session(pair, "confirmed")
    why = {"until": MONDAY.date() + timedelta(days=60), "reason": "training"}
    paused = engine.perform(pair, "pause", by=maya, now=MONDAY, data=why)
    for by in (maya, budi):
        found = engine.perform(found, "confirm_held", by=by, now=START + HOUR)
    assert (found.state, recorded(pair)[-1]) == ("held", "pause")
    assert Relationship.objects.get().version == paused.version


def test_calling_off_is_not_for_hands(pair, maya):
    with pytest.raises(OutOfOrder):
        engine.perform(session(pair), "call_off", by=maya, now=MONDAY)


def test_a_bell_before_a_session_says_nothing_about_lateness(pair):
    assert dict(outcomes(session(pair, "held")))["session_ahead"] == "void"
