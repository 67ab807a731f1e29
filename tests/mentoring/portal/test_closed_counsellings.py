"""Closed counsellings on performance are found again, each reader by what the table lets them."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.urls import reverse

from mentoring.models import JournalEntry, PerformanceCounselling, Person
from mentoring.portal.views import performance
from mentoring.rules import office_day
from tests.factories.performance import BEHAVIOUR, RESULT, STATEMENT, counselling, official

pytestmark = pytest.mark.django_db
FOLLOW_UP = "Pelatihan"


@pytest.fixture
def wulan(cast):
    return official(cast)


def found(client, **sought):
    return client.get(reverse("portal:performance_counsellings"), sought).content.decode()


def address(made):
    return reverse("portal:performance_counselling", args=[made.uid])


def test_each_finds_their_own_and_the_outcome_only_if_they_may_know_it(cast, wulan, visitor):
    made = counselling(cast, "closed", counsellor=wulan)
    PerformanceCounselling.objects.filter(pk=made.pk).update(appraiser=cast.sari)
    knows = {cast.maya: True, wulan: True, cast.rina: True, cast.sari: False, cast.citra: False}
    for person, outcome in knows.items():
        page = found(visitor(person))
        assert address(made) in page
        assert "Terlaksana Rab 10 Jun 2026" in page
        assert (FOLLOW_UP in page) is outcome
        assert not any(text in page for text in (BEHAVIOUR, RESULT, STATEMENT))
    for stranger in (cast.hadi, cast.eko):
        page = found(visitor(stranger))
        assert address(made) not in page
        assert "Belum ada yang ditutup" in page


def taken(client, **sought):
    answer = client.post(reverse("portal:performance_counsellings"), sought)
    assert "no-store" in answer["Cache-Control"]
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_each_takes_along_what_they_find_and_of_the_coordinator_it_stands(cast, wulan, visitor):
    made = counselling(cast, "closed", counsellor=wulan)
    PerformanceCounselling.objects.filter(pk=made.pk).update(appraiser=cast.sari)
    closed = office_day(made.closed_at).isoformat()
    line = [*("Maya Contoh", "Wulan Contoh", "2026-06-10", closed, "Ditutup")]
    knows = {cast.maya: True, wulan: True, cast.rina: True, cast.sari: False, cast.citra: False}
    for person, outcome in knows.items():
        head, row = taken(visitor(person))
        assert (len(head), row) == (6, [*line, FOLLOW_UP if outcome else ""])
    for stranger in (cast.hadi, cast.eko):
        assert len(taken(visitor(stranger))) == 1
    # The journal tells of nobody that they had a part in one, nor how many there are.
    entry = JournalEntry.objects.get(what="register_taken")
    assert (entry.actor, entry.about, entry.facts) == (
        cast.citra.user,
        str(cast.citra.user.uid),
        {},
    )


def test_what_is_taken_along_is_what_was_looked_for_and_no_formula(cast, wulan, visitor):
    Person.objects.filter(pk=cast.maya.pk).update(name="=HYPERLINK(1)")
    made = counselling(cast, "closed", counsellor=wulan)
    day = office_day(made.closed_at)
    citra = visitor(cast.citra)
    page = found(citra, name="hyper", first=day)
    assert f'<input type="hidden" name="first" value="{day}">' in page
    assert [row[0] for row in taken(citra, name="hyper", first=day)][1:] == ["'=HYPERLINK(1)"]
    assert len(taken(citra, first=day + timedelta(days=1))) == 1
    answer = citra.post(reverse("portal:performance_counsellings"), {"first": "kapan"})
    entries = JournalEntry.objects.filter(what="register_taken")
    assert (answer.status_code, entries.count()) == (422, 2)


def test_without_a_record_nothing_is_taken_along(cast, wulan, visitor, monkeypatch):
    counselling(cast, "closed", counsellor=wulan)

    def full(self, **options):
        raise DatabaseError("disk full")

    monkeypatch.setattr(JournalEntry, "save", full)
    with pytest.raises(DatabaseError):
        taken(visitor(cast.citra))


def test_what_is_open_is_not_among_them_and_what_ended_early_is(cast, wulan, visitor):
    ended = counselling(cast, "not_attended", counsellor=wulan)
    going_on = counselling(cast, "reported", counsellor=wulan)
    page = found(visitor(cast.citra))
    assert address(ended) in page
    assert "Tidak terlaksana" in page
    assert address(going_on) not in page


def test_it_is_looked_for_by_name_and_by_days(cast, wulan, visitor):
    made = counselling(cast, "closed", counsellor=wulan)
    day, one = office_day(made.closed_at), timedelta(days=1)
    citra = visitor(cast.citra)
    for sought in ({"name": "maya"}, {"first": day, "last": day}, {"name": "Maya", "first": day}):
        assert address(made) in found(citra, **sought)
    for sought in ({"name": "Eko"}, {"first": day + one}, {"last": day - one}):
        page = found(citra, **sought)
        assert address(made) not in page
        assert "Tidak ditemukan" in page
    assert "Periksa" not in found(citra, first="kapan")


def test_there_are_pages_that_keep_what_is_looked_for(cast, wulan, visitor, monkeypatch):
    monkeypatch.setattr(performance, "A_PAGE", 1)
    first, second = (counselling(cast, "withdrawn", counsellor=wulan) for _ in range(2))
    citra = visitor(cast.citra)
    page = found(citra, name="maya")
    assert address(second) in page
    assert address(first) not in page
    assert "?name=maya&amp;page=2" in page
    assert address(first) in found(citra, name="maya", page=2)


@pytest.mark.parametrize("day", [{"first": "0001-01-01"}, {"last": "9999-12-31"}])
def test_a_day_no_clock_knows_is_refused(cast, visitor, day):
    rina, said = visitor(cast.rina), "Hari itu terlalu jauh"
    assert said in found(rina, **day)
    answer = rina.post(reverse("portal:performance_counsellings"), day)
    assert answer.status_code == 422
    assert said in answer.content.decode()
