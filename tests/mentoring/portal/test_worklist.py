"""The worklist in pages: the first by due time, how many more there are, and each of them once."""

import re
from datetime import timedelta

import pytest

from mentoring.models import Appointment
from mentoring.queries import docket
from mentoring.queries.worklist import worklist
from tests.budgets.rows import copy_deadlines, like
from tests.factories.cast import MONDAY, another_mentee
from tests.factories.relationship import relationship
from tests.factories.session import session
from workflows.models import Deadline

pytestmark = pytest.mark.django_db

LINE = re.compile(r'class="row" href="(/relationships/[^"]+)"')
ONWARD = re.compile(r'href="(/\?turn=[^"]+)"')
MANY = 2 * docket.A_PAGE + 5


def test_the_first_are_shown_with_the_number_of_the_others_who_follow_each_once(cast, visitor):
    """Half of them are due at the same moment; what is first by due time was made last."""
    first = relationship(cast, "offered")
    made = [first, *(like(first) for _ in range(MANY - 1))]
    for number, one in enumerate(made[1:]):
        copy_deadlines(first, one)
        earlier = timedelta(hours=max(0, number - MANY // 2))
        rows = Deadline.objects.of(one.kind, one.pk).filter(name="answer_offer")
        rows.update(due_at=MONDAY + timedelta(days=90) - earlier)
    budi = visitor(cast.budi.person)
    shown = budi.get("/").content.decode()
    assert f"{MANY - docket.A_PAGE} lagi menyusul." in shown
    seen = [LINE.findall(shown)]
    while onward := ONWARD.search(shown):
        shown = budi.get(onward[1]).content.decode()
        seen.append(LINE.findall(shown))
    due = {one.pk: row for one in made for row in Deadline.objects.of(one.kind, one.pk)}
    order = sorted(made, key=lambda one: (due[one.pk].due_at, due[one.pk].pk))
    assert [len(each) for each in seen] == [20, 20, 5]
    assert [url for each in seen for url in each] == [f"/relationships/{one.uid}/" for one in order]
    assert budi.get("/?turn=1-not-ours").context["lists"]["turn"].more == MANY - docket.A_PAGE


def test_pages_say_what_the_whole_worklist_says(cast):
    """Every stage, whoever looks: one's own, shared by both, an office's, seen before its time."""
    states = ("draft", "requested", "offered", "agreement", "active", "paused", "closing", "closed")
    for number, state in enumerate((*states, "rematch")):
        relationship(cast, state, mentee=another_mentee(cast, f"Orang {number} Contoh"))
    pair = relationship(cast, "active")
    for number, state in enumerate(("proposed", "confirmed", "rescheduled")):
        session(pair, state, starts_at=MONDAY + timedelta(days=9 + number))
    Deadline.objects.filter(name="review").update(role="coordinator", responsible=None)
    for who in (cast.maya, cast.budi.person, cast.citra, cast.rina):
        for now in (MONDAY, MONDAY + timedelta(days=9, hours=2), MONDAY + timedelta(days=40)):
            assert paged(who.user, now) == whole(who.user, now)


def paged(user, now):
    office = Appointment.objects.filter(person__user=user, role="coordinator").exists()
    parts = (
        docket.my_turn(user, now, office=office),
        docket.waiting(user, now, office=office),
    )
    found = docket.read(parts)
    lists = [
        docket.items(part, found, yours=yours)
        for part, yours in zip(parts, (True, False), strict=True)
    ]
    met = [row.pk for row in docket.sessions(user, now).rows]
    return [*(sorted(map(told, items)) for items in lists), met]


def whole(user, now):
    found = worklist(user, now)
    lists = [
        [one for one in items if has_come(one, now)] for items in (found.my_turn, found.waiting)
    ]
    return [*(sorted(map(told, items)) for items in lists), [one.pk for one in found.next_sessions]]


def has_come(item, now):
    return item.turn.deadline != "confirm_attendance" or item.subject.starts_at <= now


def told(item):
    return item.turn.due_at, item.subject.kind, item.subject.pk, item.turn.deadline, item.turn.role
