"""The worklist of the API says what the portal's says, on every page of it."""

from datetime import timedelta

import pytest

from mentoring.models import Appointment
from mentoring.queries import agenda, docket
from mentoring.queries.agenda import After
from tests.factories.cast import MONDAY, another_mentee, cast
from tests.factories.matter import matter
from tests.factories.relationship import relationship
from tests.factories.session import session
from workflows.models import Deadline

STATES = ("draft", "requested", "offered", "agreement", "active", "paused", "closing", "closed",
          "rematch")  # fmt: skip


@pytest.mark.django_db
def test_it_says_the_same_as_the_portal_page_by_page():
    crew = cast()
    for number, state in enumerate(STATES):
        relationship(crew, state, mentee=another_mentee(crew, f"Orang {number} Contoh"))
    pair = relationship(crew, "active")
    for number, state in enumerate(("proposed", "confirmed", "rescheduled")):
        session(pair, state, starts_at=MONDAY + timedelta(days=9 + number))
    for about in (pair, None):
        matter(crew, about)
    Deadline.objects.filter(name="review").update(role="coordinator", responsible=None)
    seen = 0
    for who in (crew.maya, crew.budi.person, crew.citra, crew.rina):
        for now in (MONDAY, MONDAY + timedelta(days=9, hours=2)):
            for name in (agenda.TURN, agenda.WAITING, agenda.SESSIONS):
                shown = by_program(name, who.user, now)
                assert shown == by_portal(name, who.user, now)
                seen += len(shown)
    assert seen > 20
    kinds = {kind for _at, kind, *_rest in by_program(agenda.TURN, crew.citra.user, MONDAY)}
    assert "matter" in kinds


def by_program(name, user, now):
    """Two lines a page, so that there are many."""
    found, since = [], None
    while True:
        page = agenda.page(name, user, now, 2, since)
        found += page[:2]
        if len(page) <= 2:
            return [(one.at, one.kind, one.uid, one.other) for one in found]
        since = After(page[1].at, page[1].after)


def by_portal(name, user, now):
    office = Appointment.objects.filter(person__user=user, role="coordinator").exists()
    if name == agenda.SESSIONS:
        part = docket.sessions(user, now)
        met = docket.read([part])
        rows = [met["session", row.pk] for row in part.rows]
        return [(row.starts_at, row.kind, row.uid, other(row, user)) for row in rows]
    ask = docket.my_turn if name == agenda.TURN else docket.waiting
    part = ask(user, now, office=office)
    items = docket.items(part, docket.read([part]), yours=name == agenda.TURN)
    return [
        (item.turn.due_at, item.subject.kind, item.subject.uid, other(item.subject, user))
        for item in items
    ]


def other(subject, user):
    if subject.kind == "matter":
        return str(subject.person)
    if subject.mentee.user_id != user.pk:
        return str(subject.mentee)
    return str(subject.practitioner.person if subject.practitioner else "")
