"""How many counsellings have ended: published once after a half-year, read by two offices."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mentoring.models import CounsellingCase, CounsellingReport, PerformanceCounselling
from mentoring.services.counselling_reports import publish
from tests.factories import person as people
from tests.factories.cast import MONDAY
from tests.factories.counselling import EMERGENCY, REFERRAL, case, service
from tests.factories.performance import counselling, official
from tests.moments import at
from workflows import engine

pytestmark = pytest.mark.django_db

AFTERWARDS = at("2026-07-02 08:00", "Asia/Jakarta")


def said(answer):
    return answer.content.decode()


@pytest.fixture
def served(cast):
    return service(cast)


def clients(cast, number):
    return [people.person(f"Klien{n} Contoh", unit=cast.maya.unit) for n in range(number)]


def test_a_report_is_published_once_and_never_changes(cast, served, visitor):
    unseen = clients(cast, 9)
    for who in unseen[:6]:
        case(cast, served, "followed_up", client=who)
    for who in unseen[6:8]:
        case(cast, served, "withdrawn", client=who, way_in="portal")
    ended = counselling(cast, "closed", counsellor=official(cast, "Penny Contoh"))
    assert publish(AFTERWARDS) == 2
    cases = CounsellingReport.objects.get(kind=CounsellingCase.kind)
    assert (cases.content["total"], str(cases.starts_on)) == (8, "2026-01-01")
    [outcome, way] = cases.content["lists"]
    assert {code: told for code, _name, told in outcome["rows"]}["agreed"] is None
    assert {code: told for code, _name, told in way["rows"]}["portal"] is None
    few = CounsellingReport.objects.get(kind=PerformanceCounselling.kind)
    assert ended.state == "closed"
    assert few.content == {}

    case(cast, served, "withdrawn", client=unseen[8])
    assert publish(AFTERWARDS + timedelta(days=40)) == 0
    cases.content = {}
    with pytest.raises(IntegrityError), transaction.atomic():
        cases.save()
    assert CounsellingReport.objects.get(kind=CounsellingCase.kind).content["total"] == 8

    page = reverse("portal:reports", args=[cast.organisation.uid])
    head, coordinator = visitor(cast.hadi), visitor(served.dewi)
    assert "Konseling kinerja" in said(head.get(page))
    assert "Konseling kinerja" not in said(coordinator.get(page))
    assert "tidak disebutkan" in said(coordinator.get(page))
    for who in (cast.citra, cast.maya, served.lestari):
        assert visitor(who).get(page).status_code == 404
    file = said(coordinator.get(reverse("portal:reports_file", args=[cast.organisation.uid])))
    assert "2026-01-01,2026-06-30,Semuanya,,8" in file
    assert f",{2}\n" not in file


def test_what_went_on_after_its_end_is_counted_as_that(cast, served):
    safety = {"to": "external", "referral": REFERRAL, "reason": "self"}
    asked = clients(cast, 12)
    for who in asked[:6]:
        case(cast, served, "withdrawn", client=who)
    for who in asked[6:]:
        made = case(cast, served, "closed", client=who)
        for name, data in (("declare_emergency", EMERGENCY), ("refer_for_safety", safety)):
            made = engine.perform(made, name, by=served.lestari.user, now=MONDAY, data=data)
    publish(AFTERWARDS)
    [outcome, _way] = CounsellingReport.objects.get(kind=CounsellingCase.kind).content["lists"]
    assert {code: told for code, _name, told in outcome["rows"]}["goes_on"] == 6


def test_the_year_falls_into_halves_by_the_day_of_the_office(cast, served):
    assert publish(MONDAY) == 2
    assert {str(one.ends_on) for one in CounsellingReport.objects.all()} == {"2025-12-31"}
    assert publish(at("2026-07-01 23:00", "Asia/Jakarta")) == 0
    assert publish(AFTERWARDS) == 2
