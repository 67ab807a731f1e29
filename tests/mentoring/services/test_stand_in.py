"""A superior who is away: what is overdue goes on at once, and from then on to who acts."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from mentoring.models import Absence, Assignment, JournalEntry
from mentoring.notices import audience
from mentoring.queries import audit
from mentoring.services.stand_in import stand_in
from notifications.delivery import deliver_due
from notifications.models import Notice
from tests.factories import cast as casts
from tests.factories import organisation as places
from tests.factories import person as people
from tests.factories.cast import MONDAY
from tests.factories.lateness import escalation_to, late_relationship
from tests.mentoring.stories.timetable import on_time, told
from workflows.errors import NotPermitted

pytestmark = pytest.mark.django_db

NOW = "Mon 08 Jun 09:00 WIB"
TODAY = date(2026, 6, 8)
FRIDAY = date(2026, 6, 12)


@pytest.fixture
def crew():
    crew = casts.cast()
    people.line(crew.sari, people.person("Tono Contoh", unit=crew.sari.unit))
    return crew


@pytest.fixture
def late(crew):
    return late_relationship(crew)


@pytest.fixture
def wati(crew):
    return people.person("Wati Contoh", unit=crew.sari.unit)


def away(crew, deputy=None, first=TODAY, last=FRIDAY, now=MONDAY):
    notice = escalation_to(crew.sari)
    return stand_in(notice, first, last, deputy, by=crew.sari.user, now=now)


def news(before):
    known = {(line.kind, line.who) for line in before}
    return [line for line in told(MONDAY) if (line.kind, line.who) not in known]


def superior_at(late, now):
    (found,) = audience.resolve("superior_of_practitioner", late, now)
    return found.person


def test_the_deputy_is_told_what_is_overdue_and_that_they_act(crew, late, wati):
    before = told(MONDAY)

    away(crew, wati)

    assert news(before) == [
        on_time(NOW, "absence.deputy", "Wati"),
        on_time(NOW, "escalation.status_update", "Wati"),
    ]
    assert [hop["way"] for hop in escalation_to(wati).path[1:]] == ["line", "away", "plh"]


def test_from_then_on_the_deputy_counts_and_afterwards_the_superior_again(crew, late, wati):
    away(crew, wati)

    assert superior_at(late, MONDAY + timedelta(days=4)) == wati
    assert superior_at(late, MONDAY + timedelta(days=5)) == crew.sari


def test_without_a_deputy_it_goes_on_to_the_next_superior(crew, late):
    before = told(MONDAY)

    away(crew)

    assert news(before) == [on_time(NOW, "escalation.status_update", "Tono")]


def test_saying_it_twice_says_it_once(crew, late, wati):
    away(crew, wati)
    before = Notice.objects.count()

    away(crew, wati, now=MONDAY + timedelta(minutes=5))

    counts = (Notice.objects.count(), Absence.objects.count(), Assignment.objects.count())
    assert counts == (before, 1, 1)
    entry = JournalEntry.objects.get(what="post_changed")
    assert (entry.actor, entry.about) == (crew.sari.user, str(wati.uid))


def test_an_alarm_is_raised_once_however_often_it_is_said(crew, late):
    crew.sari.lines.all().delete()
    for minutes in (0, 5):
        away(crew, now=MONDAY + timedelta(minutes=minutes))
    assert Notice.objects.filter(kind="escalation.unroutable").count() == 1


def test_a_deputy_can_be_named_for_days_said_before(crew, late, wati):
    away(crew)
    away(crew, wati, last=TODAY)

    assert Absence.objects.count() == 1
    assert superior_at(late, MONDAY) == wati


def test_days_to_come_pass_nothing_on_yet(crew, late, wati):
    before = told(MONDAY)

    away(crew, wati, first=TODAY + timedelta(days=1))

    assert news(before) == [on_time(NOW, "absence.deputy", "Wati")]


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (FRIDAY, TODAY, "ends_on"),
        (TODAY - timedelta(days=9), TODAY - timedelta(days=7), "ends_on"),
        (TODAY, date(2062, 1, 1), "ends_on"),
    ],
)
def test_bad_dates_pass_nothing_on(crew, late, wati, first, last, field):
    before = Notice.objects.count()
    with pytest.raises(ValidationError) as refused:
        away(crew, wati, first, last)
    assert list(refused.value.message_dict) == [field]
    assert Notice.objects.count() == before
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (lambda crew: crew.sari, "for themselves"),
        (lambda crew: crew.budi.person, "part of the matter"),
        (lambda crew: crew.maya, "part of the matter"),
        (lambda crew: far(), "in your organisation"),
        (lambda crew: absent(crew.eko), "is away on these days too"),
    ],
)
def test_who_cannot_act_is_refused_with_words(crew, late, who, said):
    with pytest.raises(ValidationError) as refused:
        away(crew, who(crew))
    assert said in refused.value.message_dict["name"][0]
    assert not Absence.objects.filter(person=crew.sari).exists()


def far():
    return people.person("Jauh", organisation=places.organisation("Kota", code="kota"))


def absent(person):
    Absence.objects.create(person=person, starts_on=FRIDAY, ends_on=FRIDAY)
    return person


def test_nobody_says_it_for_the_superior(crew, late, wati):
    for person in (crew.citra, crew.rina, crew.budi.person):
        with pytest.raises(NotPermitted):
            stand_in(escalation_to(crew.sari), TODAY, FRIDAY, wati, by=person.user, now=MONDAY)
    assert not Absence.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_audit_finds_nothing_amiss(crew, late, wati):
    away(crew, wati)
    while deliver_due(MONDAY):
        pass
    assert audit.verdict(MONDAY).findings == ()
