"""Saying when one is away: sound days are kept, everything else is refused with the field."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from mentoring.models import Absence
from mentoring.queries.directory import Directory
from mentoring.services.absence import come_back, state_away
from tests.factories import person as make
from tests.factories.cast import cast
from tests.factories.relationship import relationship
from tests.moments import at
from workflows import replanning
from workflows.errors import NotPermitted
from workflows.models import Deadline

pytestmark = pytest.mark.django_db

NOW = at("2026-06-08 09:00")
TODAY = date(2026, 6, 8)


def away(person, first, last, now=NOW):
    return state_away(person, first, last, by=person.user, now=now)


def test_who_says_they_are_away_is_away_from_then_on():
    sari = make.person("Sari Contoh")

    away(sari, TODAY, TODAY + timedelta(days=2))

    assert Directory(NOW).presence([sari])[sari.pk].away
    assert not Directory(NOW + timedelta(days=3)).presence([sari])[sari.pk].away


def test_nobody_says_it_for_somebody_else():
    sari, eko = make.person("Sari Contoh"), make.person("Eko Contoh")

    with pytest.raises(NotPermitted):
        state_away(sari, TODAY, TODAY, by=eko.user, now=NOW)
    assert not Absence.objects.exists()


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (TODAY, TODAY - timedelta(days=1), "ends_on"),
        (TODAY - timedelta(days=3), TODAY - timedelta(days=1), "ends_on"),
        (TODAY - timedelta(days=32), TODAY, "starts_on"),
        (TODAY + timedelta(days=367), TODAY + timedelta(days=368), "starts_on"),
        (TODAY, date(2062, 6, 8), "ends_on"),
    ],
)
def test_days_that_cannot_be_meant_are_refused_by_field(first, last, field):
    sari = make.person("Sari Contoh")

    with pytest.raises(ValidationError) as refused:
        away(sari, first, last)

    assert list(refused.value.message_dict) == [field]
    assert not Absence.objects.exists()


def test_an_illness_that_began_before_today_can_be_entered():
    sari = make.person("Sari Contoh")

    assert away(sari, TODAY - timedelta(days=3), TODAY).starts_on == date(2026, 6, 5)


def test_overlapping_days_are_refused_by_naming_those_known():
    sari, rina = make.person("Sari Contoh"), make.person("Rina Contoh")
    away(sari, date(2026, 6, 10), date(2026, 6, 12))

    with pytest.raises(ValidationError) as refused:
        away(sari, TODAY, date(2026, 6, 10))

    assert "June 10, 2026 to June 12, 2026" in refused.value.message_dict["starts_on"][0]
    away(sari, TODAY, date(2026, 6, 9))
    away(rina, date(2026, 6, 10), date(2026, 6, 12))
    assert Absence.objects.count() == 3


def test_today_is_that_of_the_place_of_work():
    sari = make.person("Sari Contoh")
    late_in_the_evening_utc = at("2026-06-09 05:00")

    with pytest.raises(ValidationError):
        away(sari, TODAY, TODAY, now=late_in_the_evening_utc)


def awaited_of(practitioner):
    """The due time of an offer to them, three working days from Monday 8 June."""
    return Deadline.objects.open().get(responsible=practitioner.person.user).due_at


def test_deadlines_wait_while_somebody_is_away():
    crew = cast()
    relationship(crew, "offered")
    assert awaited_of(crew.budi) == at("2026-06-11 16:00")

    away(crew.budi.person, date(2026, 6, 9), date(2026, 6, 14))

    assert awaited_of(crew.budi) == at("2026-06-18 16:00")  # 16 June is a holiday
    assert not list(replanning.differences())


def test_they_wait_no_longer_than_the_limit_of_the_organisation():
    crew = cast()
    crew.budi.person.organisation.away_limit = 2
    crew.budi.person.organisation.save()
    relationship(crew, "offered")

    away(crew.budi.person, date(2026, 6, 9), date(2026, 6, 30))

    assert awaited_of(crew.budi) == at("2026-06-15 16:00")


def test_who_comes_back_early_has_their_deadlines_back():
    crew = cast()
    relationship(crew, "offered")
    away(crew.budi.person, date(2026, 6, 9), date(2026, 6, 14))

    back = come_back(
        crew.budi.person, date(2026, 6, 9), by=crew.budi.person.user, now=at("2026-06-10 10:00")
    )

    assert back
    assert awaited_of(crew.budi) == at("2026-06-12 16:30")
    assert Absence.objects.get().ends_on == date(2026, 6, 9)


def test_days_taken_back_before_they_begin_count_for_nothing():
    crew = cast()
    relationship(crew, "offered")
    away(crew.budi.person, date(2026, 6, 9), date(2026, 6, 14))

    come_back(crew.budi.person, date(2026, 6, 9), by=crew.budi.person.user, now=NOW)

    assert awaited_of(crew.budi) == at("2026-06-11 16:00")
    assert not Absence.objects.exists()


def test_days_that_are_over_do_not_make_good_what_is_late():
    crew = cast()
    relationship(crew, "offered", now=at("2026-06-01 09:00"))
    due = awaited_of(crew.budi)

    away(crew.budi.person, date(2026, 6, 2), date(2026, 6, 8))

    assert due == at("2026-06-04 16:00") == awaited_of(crew.budi)
