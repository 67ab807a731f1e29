"""A request about personal data over the long holiday of 18 to 24 March 2026.

Wulan is the data protection officer, Hadi the head of service, Citra a service coordinator.
"""

from datetime import date, timedelta

import pytest

from mentoring.machines.data_request_codes import DataRight, WayAsked
from mentoring.models import AccessRecord, DataRequest, SealedNote
from mentoring.services import data_requests
from mentoring.services.absence import state_away
from mentoring.services.sealed_notes import Purpose, reading
from mentoring.vocabulary import AppointedRole
from notifications import rendering
from notifications.models import Delivery, Incident, Notice
from tests.factories import person as people
from tests.factories.cast import cast
from tests.factories.data_requests import ANSWERED, ASKED, WAYS, data_request, officer
from tests.mentoring.stories.timetable import Told, run_until, told
from tests.moments import at
from workflows import engine
from workflows.errors import Guarded, InvalidInput, NotPermitted
from workflows.models import Deadline, Record

pytestmark = pytest.mark.django_db(transaction=True)
EVE = at("2026-03-17 15:00")


def at_once(when, who):
    return Told(f"{when} WIB", "data.due", who, f"{when} WIB")


def test_the_72_hours_run_through_the_holiday():
    crew = cast()
    data_request(crew, officer(crew), now=EVE)
    run_until(EVE + timedelta(hours=97))
    assert [line for line in told(EVE) if line.who != "Maya"] == [
        at_once("Tue 17 Mar 15:00", "Wulan"),
        at_once("Wed 18 Mar 15:00", "Wulan"),
        at_once("Thu 19 Mar 15:00", "Wulan"),
        at_once("Fri 20 Mar 15:00", "Hadi"),
        at_once("Fri 20 Mar 15:00", "Wulan"),
        at_once("Sat 21 Mar 15:00", "Hadi"),
    ]
    row = Deadline.objects.open().get(name="answer_data_request")
    assert row.due_at == EVE + timedelta(hours=72)


def test_days_away_hold_nothing_back_and_the_answer_ends_it():
    crew = cast()
    wulan = officer(crew)
    data_request(crew, wulan, "in_progress", now=EVE)
    state_away(wulan, date(2026, 3, 17), date(2026, 3, 31), by=wulan.user, now=EVE)
    assert Deadline.objects.open().get().due_at == EVE + timedelta(hours=72)
    made = DataRequest.objects.get()
    answered = EVE + timedelta(hours=71)
    engine.perform(made, "fulfil", by=wulan.user, now=answered, data={"account": ANSWERED})
    assert Deadline.objects.get().outcome == "met"
    run_until(EVE + timedelta(days=9))
    assert not Notice.objects.filter(recipient=crew.hadi.user)


@pytest.mark.parametrize("state", WAYS)
def test_every_open_state_has_a_deadline_and_somebody_behind_it(state):
    crew = cast()
    wulan = officer(crew)
    made = data_request(crew, wulan, state, now=EVE)
    assert made.state == state
    made.as_of = EVE
    rows = Deadline.objects.open().of(made.kind, made.pk)
    assert bool(rows) == made.is_open(state)
    assert all(made.people_in(row.role) == [wulan] for row in rows)


def test_without_an_officer_it_is_the_head_of_service_and_for_an_officer_too():
    crew = cast()
    made = data_requests.ask(crew.maya, DataRight.ACCESS, "", by=crew.maya.user, now=EVE)
    made = engine.perform(
        made, "check_identity", by=crew.hadi.user, now=EVE, data={"how": "signed_in"}
    )
    wulan = officer(crew)
    with pytest.raises(NotPermitted):
        engine.perform(made, "start", by=crew.hadi.user, now=EVE)
    own = data_requests.ask(wulan, DataRight.ACCESS, "", by=wulan.user, now=EVE)
    with pytest.raises(NotPermitted):
        engine.perform(own, "refuse", by=wulan.user, now=EVE, data={"reason": "not_held"})
    engine.perform(own, "check_identity", by=crew.hadi.user, now=EVE, data={"how": "office"})


def test_nobody_to_answer_is_said_before_anything_is_kept():
    crew = cast()
    asking = {"by": crew.hadi.user, "now": EVE}
    with pytest.raises(Guarded):
        data_requests.ask(crew.hadi, DataRight.ACCESS, "", **asking)
    assert not DataRequest.objects.exists()


def test_who_may_ask_for_whom():
    crew = cast()
    wulan = officer(crew)
    with pytest.raises(NotPermitted):
        data_requests.ask(crew.maya, DataRight.ACCESS, "", by=crew.citra.user, now=EVE)
    entered = {"way_in": WayAsked.WALK_IN, "now": EVE}
    with pytest.raises(NotPermitted):
        data_requests.ask(crew.maya, DataRight.ACCESS, "", by=crew.citra.user, **entered)
    with pytest.raises(InvalidInput):
        data_requests.ask(crew.maya, DataRight.ERASURE, " ", by=wulan.user, **entered)
    made = data_requests.ask(crew.maya, DataRight.ACCESS, "", by=wulan.user, **entered)
    with pytest.raises(Guarded):
        engine.perform(made, "check_identity", by=wulan.user, now=EVE, data={"how": "signed_in"})
    with pytest.raises(Guarded):
        data_requests.ask(crew.maya, DataRight.ACCESS, "", by=crew.maya.user, now=EVE)


def test_a_ground_must_be_one_for_what_was_asked():
    crew = cast()
    wulan = officer(crew)
    made = data_request(crew, wulan, wants=DataRight.CORRECTION, now=EVE)
    for reason in ("others", "archive", "state"):
        data = {"reason": reason, "account": ANSWERED}
        with pytest.raises(Guarded):
            engine.perform(made, "refuse", by=wulan.user, now=EVE, data=data)
    data = {"reason": "not_identified", "account": ANSWERED}
    made = engine.perform(made, "refuse", by=wulan.user, now=EVE, data=data)
    assert made.ground == "not_identified"


def test_what_is_asked_and_answered_lies_sealed_for_the_two_alone():
    crew = cast()
    wulan = officer(crew)
    data_request(crew, wulan, "refused", wants=DataRight.CORRECTION, now=EVE)
    notes = {note.field: note for note in SealedNote.objects.all()}
    assert set(notes) == {"asked", "answer"}
    for reader, why in ((crew.maya, Purpose.OWN_RECORD), (wulan, Purpose.IN_CHARGE)):
        with reading(notes["asked"], by=reader.user, purpose=why, now=EVE) as text:
            assert text.reveal() == ASKED
    assert AccessRecord.objects.count() == 2
    people.appointment(crew.eko, AppointedRole.AUDITOR)
    for other in (crew.citra, crew.hadi, crew.rina, crew.eko):
        assert not SealedNote.objects.visible_to(other.user, EVE)
        assert not DataRequest.objects.visible_to(other.user, EVE)
    rows = Record.objects.filter(subject_kind="data_request")
    kept = " ".join(f"{row.reason} {row.facts}" for row in rows)
    assert ASKED not in kept
    assert ANSWERED not in kept


def test_mails_name_nobody_and_say_nothing_of_what_is_asked():
    crew = cast()
    wulan = officer(crew)
    data_request(crew, wulan, "refused", wants=DataRight.CORRECTION, now=EVE)
    data_request(crew, wulan, now=EVE)
    run_until(EVE + timedelta(hours=73))
    mails = [
        rendering.mail(copy.notice) for copy in Delivery.objects.select_related("notice__recipient")
    ]
    said = " ".join(f"{mail.subject} {mail.text}".partition("http")[0] for mail in mails).lower()
    assert len(mails) >= 6
    assert not any(word in said for word in ("keliru", "diperbaiki", "koreksi"))
    for_others = [
        rendering.mail(copy.notice).text
        for copy in Delivery.objects.exclude(notice__recipient=crew.maya.user)
    ]
    assert not any("maya" in text.lower() for text in for_others)
    assert not Incident.objects.exists()
