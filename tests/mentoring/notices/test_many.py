"""Equal lateness of many is one notice with a list, however the sweep cuts it into batches."""

import pytest

from mentoring.portal.presenters import lists as pages
from mentoring.queries import audit as promises
from notifications import lists, rendering
from notifications.models import Delivery, Notice
from tests.factories.cast import another_mentor, cast
from tests.factories.programme import enrolment
from tests.factories.relationship import relationship
from tests.mentoring.stories.timetable import run_until
from tests.moments import at
from workflows import engine, sweep

pytestmark = pytest.mark.django_db(transaction=True)

LATE = at("2026-06-24 07:30")  # the working day after the first session was due
ABOUT = "escalation.first_session"


@pytest.fixture
def crew():
    return cast()


@pytest.fixture(params=[100, 1], ids=["one batch", "batches of one"])
def late(request, crew, monkeypatch):
    """Two pairs whose first session did not come."""
    monkeypatch.setattr(sweep, "BATCH", request.param)
    enrolment(crew.eko, crew.programme)
    first = relationship(crew, "active")
    second = relationship(
        crew, "active", mentee=crew.eko, practitioner=another_mentor(crew, "Dewi Contoh")
    )
    run_until(LATE)
    return first, second


def heads(crew):
    return Notice.objects.inbox_of(crew.citra.user).filter(kind=ABOUT)


def test_the_coordinator_has_one_notice_and_each_deadline_its_row(crew, late):
    (head,) = heads(crew)
    assert lists.number(head) == 1
    rows = Notice.objects.filter(kind=ABOUT)
    assert {row.subject_id for row in rows} == {pair.pk for pair in late}
    assert Delivery.objects.filter(notice__kind=ABOUT).count() == 1
    assert promises.verdict(LATE).sound


def test_the_words_are_those_of_the_list(crew, late):
    (head,) = heads(crew)
    head.recipient.language = "en"
    words = rendering.shown(head)
    assert words.subject == "2 first sessions overdue in Mentoring Contoh 2026"
    assert "Budi Contoh" in words.body
    assert "Dewi Contoh" in words.body
    assert words.url.endswith(f"/inbox/{head.pk}")


def test_the_copy_stays_when_one_of_several_is_done(crew, late):
    (head,) = heads(crew)
    pair = next(each for each in late if each.pk == head.subject_id)
    pair.refresh_from_db()
    engine.perform(pair, "end_early", by=pair.mentee.user, now=LATE, data={"reason": "transferred"})
    assert Delivery.objects.get(notice=head).state == "pending"


def test_the_page_shows_what_is_still_awaited_first(crew, late):
    (head,) = heads(crew)
    pair = next(each for each in late if each.pk == head.subject_id)
    pair.refresh_from_db()
    engine.perform(pair, "end_early", by=pair.mentee.user, now=LATE, data={"reason": "transferred"})
    shown = pages.of_notice(head, "")["lines"]
    assert [(one.awaited, one.url) for one in shown] == [
        (each != pair, f"/relationships/{each.uid}/")
        for each in sorted(late, key=lambda each: each == pair)
    ]


def test_one_alone_reads_as_ever_and_is_withdrawn_when_done(crew):
    pair = relationship(crew, "active")
    run_until(LATE)
    (head,) = heads(crew)
    assert "Budi Contoh" in rendering.shown(head).subject
    engine.perform(pair, "end_early", by=pair.mentee.user, now=LATE, data={"reason": "transferred"})
    assert Delivery.objects.get(notice=head).state == "cancelled"


def test_nobody_else_is_told_in_lists(crew, late):
    others = Notice.objects.exclude(recipient=crew.citra.user)
    assert not others.exclude(list_key=None).exists()
    assert not others.filter(not_sent="listed").exists()
