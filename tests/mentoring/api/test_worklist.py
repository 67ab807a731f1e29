"""The worklist in pages: each line once, by due time, of the list that is asked for."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from mentoring.queries import agenda
from tests.budgets.rows import copy_deadlines, like
from tests.factories import organisation as places
from tests.factories import person as people
from tests.factories import programme as programmes
from tests.factories.cast import MONDAY, another_mentee
from tests.factories.lateness import late_relationship
from tests.factories.relationship import relationship
from tests.factories.session import session
from workflows import engine
from workflows.models import Deadline

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/worklist/"


def listed(client, name="", **query):
    given = {"list": name, **query} if name else query
    answer = client.get(ADDRESS, given)
    assert answer.status_code == 200, answer.json()
    return answer.json()["results"]


def test_it_says_whose_turn_it_is(cast, door):
    made = relationship(cast, "offered")
    (mine,) = listed(door(cast.budi.person))
    assert mine == {
        "kind": "relationship",
        "uid": str(made.uid),
        "state": "offered",
        "other": "Maya Contoh",
        "turn": mine["turn"],
    }
    due = Deadline.objects.open().get(name="answer_offer").due_at
    assert mine["turn"]["due_at"] == due.astimezone(ZoneInfo("Asia/Jakarta")).isoformat()
    assert (mine["turn"]["deadline"], mine["turn"]["yours"]) == ("answer_offer", True)
    maya = door(cast.maya)
    assert listed(maya, "turn") == []
    (theirs,) = listed(maya, "waiting")
    assert (theirs["turn"]["role"], theirs["turn"]["yours"]) == ("offered_practitioner", False)


def test_pages_follow_one_another_with_each_line_once(cast, door):
    """Half of them are due at the same moment."""
    first = relationship(cast, "offered")
    made = [first, *(like(first) for _ in range(2 * agenda.PAGE + 4))]
    for number, one in enumerate(made[1:]):
        copy_deadlines(first, one)
        earlier = timedelta(hours=max(0, number - agenda.PAGE))
        Deadline.objects.of(one.kind, one.pk).update(due_at=MONDAY + timedelta(days=90) - earlier)
    budi, url, pages = door(cast.budi.person), ADDRESS, []
    while url:
        shown = budi.get(url).json()
        pages.append([row["uid"] for row in shown["results"]])
        url = shown["next"]
    due = {one.pk: row for one in made for row in Deadline.objects.of(one.kind, one.pk)}
    order = sorted(made, key=lambda one: (due[one.pk].due_at, due[one.pk].pk))
    assert [len(each) for each in pages] == [25, 25, 5]
    assert [uid for each in pages for uid in each] == [str(one.uid) for one in order]
    assert len(listed(budi, limit=40)) == 40


def test_sessions_come_by_their_beginning(cast, door):
    pair = relationship(cast, "active")
    made = [
        session(pair, state, starts_at=MONDAY + timedelta(days=9 - number))
        for number, state in enumerate(("proposed", "confirmed", "rescheduled"))
    ]
    maya = door(cast.maya)
    shown = maya.get(ADDRESS, {"list": "sessions", "limit": 2}).json()
    more = maya.get(shown["next"]).json()
    found = [*shown["results"], *more["results"]]
    assert [row["uid"] for row in found] == [
        str(one.uid) for one in sorted(made, key=lambda one: one.starts_at)
    ]
    assert more["next"] is None
    assert {row["other"] for row in found} == {"Budi Contoh"}
    assert "turn" not in found[0]
    assert found[0]["starts_at"] < found[0]["ends_at"]


def test_a_coordinator_reads_what_is_open_where_they_coordinate(cast, door):
    sent = relationship(cast, "offered")
    relationship(cast, "draft", mentee=another_mentee(cast, "Yuni Contoh"))
    meeting = session(
        relationship(cast, "active", mentee=another_mentee(cast, "Nina Contoh")), "proposed"
    )
    found = listed(door(cast.citra), "office")
    assert {row["uid"] for row in found} == {
        str(sent.uid), str(meeting.uid), str(meeting.relationship.uid)
    }  # fmt: skip
    assert [row["turn"]["due_at"] for row in found] == sorted(
        row["turn"]["due_at"] for row in found
    )
    assert {row["other"] for row in found} == {"Maya Contoh", "Nina Contoh"}
    for nobody in (cast.maya, cast.budi.person, cast.rina, cast.hadi):
        assert listed(door(nobody), "office") == []


def test_a_coordinator_of_another_programme_or_agency_reads_nothing_of_it(cast, door):
    relationship(cast, "offered")
    other = programmes.programme("lain", organisation=cast.organisation)
    away = places.organisation("Kabupaten Lain Contoh", code="kab-lain")
    beside = people.person("Dewi Contoh", unit=cast.maya.unit)
    people.appointment(beside, programme=other)
    stranger = people.person("Fajar Contoh", unit=places.unit(of=away))
    people.appointment(stranger)
    assert listed(door(beside), "office") == []
    assert listed(door(stranger), "office") == []


def test_a_superior_reads_of_their_own_staff_what_is_late_and_nothing_else(cast, door):
    relationship(cast, "offered", mentee=another_mentee(cast, "Yuni Contoh"))
    made = late_relationship(cast)
    (row,) = [one for one in listed(door(cast.sari), "staff") if "status" in str(one)]
    assert (row["uid"], row["other"]) == (str(made.uid), "Budi Contoh")
    assert row["turn"]["overdue"]
    assert "state" not in row
    Deadline.objects.open().filter(name="status_update").update(due_at=MONDAY + timedelta(days=1))
    late = {one["turn"]["deadline"] for one in listed(door(cast.sari), "staff")}
    assert "status_update" not in late
    assert listed(door(cast.eko), "staff") == []


def test_of_a_pair_whose_superiors_differ_each_reads_their_own_side(cast, door):
    """An agreement both have to sign: Maya has, Budi has not."""
    made = relationship(cast, "agreement")
    made = engine.perform(made, "sign", by=cast.maya.user, now=MONDAY)
    Deadline.objects.open().of(made.kind, made.pk).update(due_at=MONDAY - timedelta(days=1))
    (row,) = listed(door(cast.sari), "staff")
    assert (row["other"], row["turn"]["role"]) == ("Budi Contoh", "unsigned")
    assert listed(door(cast.rina), "staff") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"list": "everything"}, "list"),
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"cursor": "abc"}, "cursor"),
        ({"cursor": "turn.1-2:forged"}, "cursor"),
        ({"page": "2"}, "page"),
    ],
)
def test_what_cannot_be_understood_is_named_with_the_remedy(cast, door, query, field):
    answer = door(cast.maya).get(ADDRESS, query)
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["field"] == field
    assert error["remedy"]


def test_a_cursor_of_another_list_is_refused_and_one_of_somebody_else_shows_ones_own(cast, door):
    made = [relationship(cast, "offered")]
    made += [like(made[0]) for _ in range(2)]
    for one in made[1:]:
        copy_deadlines(made[0], one)
    budi, maya = door(cast.budi.person), door(cast.maya)
    onward = budi.get(ADDRESS, {"limit": 1}).json()["next"]
    assert maya.get(onward).json() == {"next": None, "results": []}
    other = f"{onward}&list=waiting"
    of_rows = maya.get("/api/v1/relationships/", {"limit": 1}).json()["next"]
    foreign = ADDRESS + "?" + of_rows.partition("?")[2]
    for wrong in (other, foreign):
        answer = budi.get(wrong)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == "cursor"
