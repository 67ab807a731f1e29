"""Away from–to in one tap: said, seen by whoever waits, ended again; by oneself alone."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from mentoring.models import Absence
from mentoring.queries import absence
from tests.factories import person as people
from tests.factories.cast import MONDAY
from tests.factories.relationship import relationship
from tests.factories.session import session

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 8)
AWAY = reverse("portal:away")


def page_of(item):
    return reverse(f"portal:{item.kind}", args=[item.uid])


def stated():
    return sorted(Absence.objects.values_list("starts_on", "ends_on"))


@pytest.mark.parametrize(("choice", "days"), [("today", 0), ("week", 6)])
@pytest.mark.parametrize("place", ["home", "inbox"])
def test_one_tap_is_enough_and_a_second_changes_nothing(cast, visitor, place, choice, days):
    budi = visitor(cast.budi.person)
    for _ in range(2):
        answer = budi.post(AWAY, {"quick": choice, "from": place}, follow=True)
    assert stated() == [(TODAY, TODAY + timedelta(days=days))]
    assert answer.request["PATH_INFO"] == reverse(f"portal:{place}")
    assert "Anda tidak berada di tempat sampai" in answer.content.decode()
    assert b'name="back" value="2026-06-08"' in answer.content


def test_any_days_can_be_given_and_taken_back(cast, visitor):
    budi = visitor(cast.budi.person)
    budi.post(AWAY, {"starts_on": "2026-06-20", "ends_on": "2026-06-25"})
    assert stated() == [(date(2026, 6, 20), date(2026, 6, 25))]
    budi.post(AWAY, {"back": "2026-06-20"})
    assert stated() == []


def test_who_comes_back_early_was_away_until_yesterday(cast, visitor):
    Absence.objects.create(
        person=cast.maya, starts_on=TODAY - timedelta(days=3), ends_on=TODAY + timedelta(days=3)
    )
    visitor(cast.maya).post(AWAY, {"back": "2026-06-05"})
    assert stated() == [(TODAY - timedelta(days=3), TODAY - timedelta(days=1))]
    visitor(cast.maya).post(AWAY, {"back": "2026-06-05"})
    assert stated() == [(TODAY - timedelta(days=3), TODAY - timedelta(days=1))]


@pytest.mark.parametrize(
    "days",
    [
        {},
        {"starts_on": "2026-06-10", "ends_on": "2026-06-09"},
        {"starts_on": "2026-02-31", "ends_on": "x"},
        {"starts_on": "2020-01-01", "ends_on": "2020-01-02"},
        {"starts_on": "9999-12-31", "ends_on": "9999-12-31"},
        {"back": "2026-02-31"},
        {"back": "\x00"},
    ],
)
def test_impossible_days_are_refused_at_the_field_and_change_nothing(cast, visitor, days):
    answer = visitor(cast.maya).post(AWAY, days)
    assert answer.status_code == (302 if "back" in days else 422)
    assert "back" in days or b'class="wrong"' in answer.content
    assert stated() == []


def test_days_that_overlap_are_named(cast, visitor):
    maya = visitor(cast.maya)
    maya.post(AWAY, {"quick": "week"})
    answer = maya.post(AWAY, {"quick": "today"})
    assert answer.status_code == 422
    assert len(stated()) == 1


def test_whoever_waits_sees_until_when_and_nobody_else_does(cast, visitor):
    pair = relationship(cast, "active")
    meeting = session(pair, "proposed")
    visitor(cast.budi.person).post(AWAY, {"quick": "week"})
    words = "Budi Contoh tidak berada di tempat sampai Min 14 Jun 2026"
    for address in ("/", page_of(pair), page_of(meeting)):
        assert words in visitor(cast.maya).get(address).content.decode()
    assert words in visitor(cast.citra).get(page_of(pair)).content.decode()
    assert words not in visitor(cast.rina).get(page_of(pair)).content.decode()
    assert words not in visitor(cast.budi.person).get(page_of(pair)).content.decode()


def test_who_was_only_asked_shows_no_absence(cast, visitor):
    pair = relationship(cast, "offered")
    Absence.objects.create(person=cast.maya, starts_on=TODAY, ends_on=TODAY)
    assert absence.away_until([cast.maya.pk], cast.budi.person.user, MONDAY) == {}
    assert (
        "tidak berada di tempat"
        not in visitor(cast.budi.person).get(page_of(pair)).content.decode()
    )


def test_a_day_is_that_of_the_place_of_work(cast):
    Absence.objects.create(person=cast.maya, starts_on=TODAY, ends_on=TODAY)
    relationship(cast, "active")
    budi = cast.budi.person.user
    midnight = MONDAY.replace(hour=16, minute=59)  # 23.59 in Jakarta
    assert absence.away_until([cast.maya.pk], budi, midnight) == {cast.maya.pk: TODAY}
    assert absence.away_until([cast.maya.pk], budi, midnight + timedelta(minutes=2)) == {}


def test_nobody_ends_what_another_has_said(cast, visitor):
    Absence.objects.create(person=cast.maya, starts_on=TODAY, ends_on=TODAY)
    visitor(cast.budi.person).post(AWAY, {"back": "2026-06-08"})
    assert len(stated()) == 1


def test_who_is_no_person_of_an_agency_has_no_such_page(visitor, client):
    support = people.person("Bantuan Contoh")
    user = support.user
    type(support).objects.filter(pk=support.pk).delete()
    client.force_login(user)
    assert client.get(AWAY).status_code == 404
    assert client.get("/").status_code == 200
