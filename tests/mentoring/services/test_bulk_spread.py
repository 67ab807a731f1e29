"""A cohort that starts over several working days: an even part each morning, by itself and once."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from mentoring.models import BulkItem, Relationship
from mentoring.queries.bulk import picked
from mentoring.services import bulk
from mentoring.tasks import bring_rosters
from tests.factories import cast as casts
from tests.factories.cast import MONDAY, another_mentee, another_mentor
from tests.factories.relationship import relationship
from tests.moments import at
from workflows import engine
from workflows import now as clock
from workflows.models import Deadline

pytestmark = pytest.mark.django_db
TUESDAY, WEDNESDAY = at("2026-06-09 07:30"), at("2026-06-10 07:30")


@pytest.fixture
def crew():
    return casts.cast(capacity=20)


@pytest.fixture
def act(crew):
    """Five requests on three working days."""
    rows = [
        relationship(crew, "requested", mentee=another_mentee(crew, f"Orang {n} Contoh"))
        for n in range(5)
    ]
    keys = [(row.kind, row.uid, "handle_request") for row in rows]
    found = list(picked(keys, crew.citra.user, MONDAY))
    return bulk.look("reoffer", {"spread": 3}, found, by=crew.citra.user, now=MONDAY)


def opening(act):
    return list(act.items.order_by("place").values_list("opens_at", flat=True))


def states():
    return list(Relationship.objects.order_by("pk").values_list("state", flat=True))


def ticked(monkeypatch, moment):
    monkeypatch.setattr(clock, "database_time", lambda: moment)
    return bring_rosters()


def test_even_parts_open_when_work_begins_and_their_clocks_with_them(crew, act, monkeypatch):
    assert opening(act) == [MONDAY, MONDAY, TUESDAY, TUESDAY, WEDNESDAY]
    assert states() == ["requested"] * 5
    given = {"spread": 3}
    assert bulk.confirm(act, given, now=MONDAY)
    assert states() == ["offered", "offered", "requested", "requested", "requested"]
    assert Deadline.objects.open().filter(name="handle_request").count() == 3  # still Citra's
    ticked(monkeypatch, TUESDAY - timedelta(minutes=1))
    assert states().count("offered") == 2
    for _twice in range(2):
        ticked(monkeypatch, TUESDAY)
    assert states() == ["offered"] * 4 + ["requested"]
    started = Deadline.objects.open().filter(name="answer_offer").order_by("pk")
    assert [row.opened_at for row in started] == [MONDAY, MONDAY, TUESDAY, TUESDAY]
    act.refresh_from_db()
    assert act.finished_at is None
    ticked(monkeypatch, WEDNESDAY + timedelta(days=1))  # a day late, after an outage
    act.refresh_from_db()
    assert (states(), act.finished_at is None) == (["offered"] * 5, False)


def test_what_has_not_begun_can_be_taken_back_and_what_changed_is_left_alone(
    crew, act, monkeypatch
):
    bulk.confirm(act, {"spread": 3}, now=MONDAY)
    third = Relationship.objects.order_by("pk")[2]
    engine.perform(third, "withdraw", by=third.mentee.user, now=MONDAY)
    ticked(monkeypatch, TUESDAY)
    assert bulk.take_back(act, now=TUESDAY) == 1
    ticked(monkeypatch, WEDNESDAY)
    done, changed, back = BulkItem.Outcome.DONE, "changed", BulkItem.Outcome.TAKEN_BACK
    outcomes = list(act.items.order_by("place").values_list("outcome", flat=True))
    assert outcomes[:2] + outcomes[3:] == [done, done, done, back]
    assert outcomes[2] in {changed, BulkItem.Outcome.REFUSED}
    assert states()[4] == "requested"
    act.refresh_from_db()
    assert act.finished_at is not None


def test_days_that_passed_since_it_was_looked_at_are_noticed(crew, act):
    another_mentor(crew)
    assert not bulk.has_begun_since(act, MONDAY + timedelta(hours=3))
    assert bulk.has_begun_since(act, TUESDAY)
    assert bulk.take_back(act, now=MONDAY) == 0, "nothing is taken back that was not confirmed"
    assert set(act.items.values_list("outcome", flat=True)) == {""}


def test_its_day_stands_on_the_item_for_the_coordinator_until_it_has_come(crew, act, monkeypatch):
    monkeypatch.setattr(clock, "database_time", lambda: MONDAY)
    last = Relationship.objects.order_by("pk").last()
    citra, mentee = Client(), Client()
    citra.force_login(crew.citra.user)
    mentee.force_login(last.mentee.user)
    User.objects.update(language="en")

    def shown(client, path):
        return client.get(path).content.decode()

    item, day = f"/relationships/{last.uid}/", "Wed 10 Jun 2026, 07:30"
    said = f"It is offered by itself on {day}"
    assert said not in shown(citra, item), "what was only looked at has no day"
    bulk.confirm(act, {"spread": 3}, now=MONDAY)
    assert said in shown(citra, item)
    assert f"starts on {day}" in shown(citra, "/")
    assert f"starts on {day}" in shown(citra, "/requests/")
    assert said not in shown(mentee, item)
    at_work = "2026-06-10T07:30:00+07:00"
    assert citra.get(f"/api/v1{item}").json()["opens_at"] == at_work
    assert "opens_at" not in mentee.get(f"/api/v1{item}").json()
    for name in ("turn", "office"):
        lines = citra.get(f"/api/v1/worklist/?list={name}").json()["results"]
        assert {line["uid"]: line.get("opens_at") for line in lines}[str(last.uid)] == at_work
    for name in ("turn", "waiting"):
        lines = mentee.get(f"/api/v1/worklist/?list={name}").json()["results"]
        assert not [line for line in lines if "opens_at" in line]
    bulk.take_back(act, now=MONDAY)
    assert said not in shown(citra, item)
    assert citra.get(f"/api/v1{item}").json()["opens_at"] is None
