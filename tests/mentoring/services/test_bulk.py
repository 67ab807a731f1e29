"""Acting on many items together: what is refused is said, what has changed is left alone."""

from datetime import timedelta

import pytest

from mentoring.models import BulkAct, BulkItem
from mentoring.queries import audit
from mentoring.queries.bulk import Picked, picked
from mentoring.services import bulk
from mentoring.tasks import bring_rosters
from notifications.models import Notice
from tests.factories import cast as casts
from tests.factories.cast import MONDAY, another_mentee, another_mentor
from tests.factories.relationship import relationship
from tests.moments import at
from workflows import engine, replanning
from workflows import now as clock
from workflows.models import Deadline, Extension, Pause

pytestmark = pytest.mark.django_db

Outcome = BulkItem.Outcome
DUE = at("2026-06-11 16:00")
MORE = {"days": 3, "reason": "workload"}


@pytest.fixture
def crew():
    return casts.cast()


@pytest.fixture
def offered(crew):
    pairs = [relationship(crew, "offered")]
    others = [another_mentee(crew, f"{name} Contoh") for name in ("Dewi", "Gita")]
    return pairs + [relationship(crew, "offered", mentee=one) for one in others]


def found(crew, rows, name="answer_offer", now=MONDAY) -> list[Picked]:
    keys = [(row.kind, row.uid, name) for row in rows]
    return list(picked(keys, crew.citra.user, now))


def looked(crew, kind, rows, given=None, name="answer_offer") -> BulkAct:
    chosen = found(crew, rows, name)
    return bulk.look(kind, given or {}, chosen, by=crew.citra.user, now=MONDAY)


def outcomes(act):
    return list(act.items.order_by("place").values_list("outcome", flat=True))


def due(row):
    return Deadline.objects.open().get(subject_id=row.pk, name="answer_offer").due_at


def test_more_time_is_shown_first_given_once_and_told_to_whom_it_is_for(crew, offered):
    act = looked(crew, "extend", offered, {"days": 3})
    assert {one.due_to for one in act.items.all()} == {at("2026-06-17 16:00")}
    assert {due(row) for row in offered} == {DUE}
    assert bulk.confirm(act, MORE, now=MONDAY)
    assert not bulk.confirm(act, MORE, now=MONDAY)
    assert outcomes(act) == [Outcome.DONE] * 3
    assert {due(row) for row in offered} == {at("2026-06-17 16:00")}
    assert Extension.objects.count() == 3
    told = Notice.objects.filter(kind="deadline.extended")
    assert {one.recipient for one in told} == {crew.budi.person.user}
    assert told.count() == 3
    assert not list(replanning.differences())
    assert audit.verdict(MONDAY).sound
    act.refresh_from_db()
    assert act.finished_at == MONDAY


def test_what_changed_meanwhile_is_left_alone_and_said(crew, offered):
    act = looked(crew, "extend", offered, {"days": 3})
    engine.perform(offered[1], "accept", by=crew.budi.person.user, now=MONDAY)
    bulk.confirm(act, MORE, now=MONDAY)
    assert outcomes(act) == [Outcome.DONE, Outcome.CHANGED, Outcome.DONE]
    assert Extension.objects.count() == 2


def test_nobody_gives_more_time_to_themselves_or_to_what_is_not_theirs(crew):
    own = relationship(crew, "requested")
    act = looked(crew, "extend", [own], {"days": 3}, "handle_request")
    assert outcomes(act) == [Outcome.REFUSED]
    assert "waits for the coordinator" in act.items.get().said
    stranger = [(own.kind, own.uid, "handle_request")]
    assert picked(stranger, crew.eko.user, MONDAY) == []


def test_many_go_on_by_themselves_and_stop_where_the_office_ended(crew, offered, monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 1)
    monkeypatch.setattr(clock, "database_time", lambda: MONDAY)
    act = looked(crew, "extend", offered, {"days": 3})
    bulk.confirm(act, MORE, now=MONDAY)
    assert outcomes(act) == [Outcome.DONE, "", ""]
    crew.citra.appointments.update(valid_to="2026-06-01")
    bring_rosters()
    assert outcomes(act) == [Outcome.DONE, Outcome.REFUSED, Outcome.REFUSED]
    assert BulkAct.objects.get().finished_at == MONDAY


def test_standing_still_together(crew, offered):
    days = {"first": "2026-06-09", "last": "2026-06-10"}
    act = looked(crew, "pause", offered, days)
    assert {one.due_to for one in act.items.all()} == {at("2026-06-15 16:00")}
    bulk.confirm(act, days | {"reason": "office_closed"}, now=MONDAY)
    assert outcomes(act) == [Outcome.DONE] * 3
    assert {due(row) for row in offered} == {at("2026-06-15 16:00")}
    assert Pause.objects.count() == 3


def test_an_offer_goes_to_somebody_with_room_never_to_more_than_they_can_take(crew, offered):
    tono = another_mentor(crew, capacity=2)
    act = looked(crew, "reoffer", offered)
    assert outcomes(act) == ["", "", Outcome.REFUSED]
    bulk.confirm(act, {}, now=MONDAY)
    asked = [row.__class__.objects.get(pk=row.pk).offered_to for row in offered]
    assert asked == [tono, tono, crew.budi]
    assert list(offered[0].offers.order_by("rank").values_list("answer", flat=True)) == [
        "withdrawn",
        "",
    ]
    assert audit.verdict(MONDAY).sound


def test_a_reminder_by_hand_is_said_once_a_day(crew, offered):
    bulk.confirm(looked(crew, "remind", offered[:1]), {}, now=MONDAY)
    assert Notice.objects.get(kind="deadline.reminded").recipient == crew.budi.person.user
    again = looked(crew, "remind", offered)
    assert outcomes(again) == [Outcome.REFUSED, "", ""]
    assert due(offered[0]) == DUE


def test_other_days_are_looked_at_anew_and_what_was_only_looked_at_is_forgotten(crew, offered):
    act = looked(crew, "extend", offered, {"days": 3})
    assert bulk.look_again(act, {"days": 1}, now=MONDAY)
    assert {one.due_to for one in act.items.all()} == {at("2026-06-12 16:30")}
    bulk.forget_old(MONDAY + timedelta(days=2))
    assert not BulkAct.objects.exists()
