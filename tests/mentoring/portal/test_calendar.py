"""A coordinator sends in days and chooses weeks, sees first what they would do; others cannot."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mentoring.models import CalendarImport, OwnDay, Unit, WeekChoice
from tests.factories import organisation as places
from tests.factories import person as people
from tests.factories import programme as programmes
from tests.factories.relationship import relationship
from tests.mentoring.portal.test_policies import words

pytestmark = pytest.mark.django_db

ROWS = """date,kind,name,decree,hours
2026-06-10,regional,Hari Jadi,SK Bupati 12/2026,
2026-06-13,special_open,Layanan Sabtu,SE 4/2026,08:00-12:00
"""
HIDDEN = re.compile(r'name="(version|name|content|calendar)" value="([^"]*)"')


@pytest.fixture
def citra(cast, visitor):
    cast.citra.user.language = "en"
    cast.citra.user.save(update_fields=["language"])
    return visitor(cast.citra)


@pytest.fixture
def address(cast):
    return f"/organisations/{cast.organisation.uid}/calendar/"


@pytest.fixture
def unit_address(cast):
    return f"/units/{cast.maya.unit.uid}/calendar/"


def sent(content=ROWS, name="hari.csv"):
    return {"do": "try", "file": SimpleUploadedFile(name, content.encode())}


def carried(page):
    found = HIDDEN.findall(page.content.decode())
    return {key: html.unescape(value) for key, value in found} | {"do": "publish"}


def test_days_are_seen_first_and_published_in_a_name(cast, citra, address):
    relationship(cast, "offered")
    page = citra.post(address, sent())
    assert "2 days would be different. 1 of" in words(page)
    assert "Hari Jadi Regional holiday · SK Bupati 12/2026 new 10 Jun 2026" in words(page)
    assert not OwnDay.objects.exists()
    answer = citra.post(address, carried(page), follow=True)
    assert "The days count from now on. What is open moves." in words(answer)
    assert "Layanan Sabtu Special opening · 08.00–12.00 · SE 4/2026" in words(answer)
    assert "hari.csv 2 new, 0 changed, 0 removed · Citra Contoh" in words(answer)
    assert CalendarImport.objects.get().by == cast.citra.user
    again = citra.post(address, carried(page))
    assert again.status_code == 409
    assert "Somebody else has changed this meanwhile" in words(again)


def test_what_stands_here_can_be_taken_and_sent_in_again(citra, address):
    citra.post(address, carried(citra.post(address, sent())))
    taken = citra.get(address + "?as=csv")
    assert taken["Content-Disposition"].startswith("attachment")
    page = citra.post(address, sent(taken.content.decode()))
    assert "Nothing would be different." in words(page)


def test_faults_stand_beside_the_file_by_row(citra, address):
    answer = citra.post(address, sent(ROWS + "2026-13-01,regional,<b>X</b>,SK,\n"))
    assert answer.status_code == 422
    assert "Row 4: “2026-13-01” is not a date." in words(answer)


@pytest.mark.parametrize("content", ["", "<script>", "date,kind,name,decree\n2026-06-10,x,y,z\n"])
def test_what_no_preview_wrote_is_refused(citra, address, content):
    given = {"do": "publish", "content": content, "name": "x", "version": "0"}
    assert citra.post(address, given).status_code == 422
    assert not OwnDay.objects.exists()


def test_all_own_days_are_taken_away_again(citra, address):
    citra.post(address, carried(citra.post(address, sent())))
    page = citra.post(address, {"do": "clear"})
    assert "2 days would be different." in words(page)
    assert OwnDay.objects.count() == 2
    answer = citra.post(address, carried(page) | {"do": "remove"}, follow=True)
    assert "own days taken away 0 new, 0 changed, 2 removed" in words(answer)
    assert not OwnDay.objects.exists()
    assert citra.post(address, carried(page) | {"do": "remove"}).status_code == 409


def test_a_unit_is_given_days_of_its_own(cast, citra, unit_address):
    relationship(cast, "offered")
    page = citra.post(unit_address, sent())
    assert "2 days would be different. 1 of 1 open deadline" in words(page)
    answer = citra.post(unit_address, carried(page), follow=True)
    assert "Hari Jadi Regional holiday · SK Bupati 12/2026" in words(answer)
    assert set(OwnDay.objects.values_list("unit", flat=True)) == {cast.maya.unit.pk}
    assert "No day of your own yet" in words(
        citra.get(f"/organisations/{cast.organisation.uid}/calendar/")
    )


def test_the_week_of_a_unit_is_seen_first_then_chosen(cast, citra, unit_address):
    relationship(cast, "offered")
    assert "as the unit above (Lima hari kerja, WIB)" in words(citra.get(unit_address))
    page = citra.post(unit_address, {"do": "week", "calendar": "wib_6"})
    assert "1 of 1 open deadlines would move." in words(page)
    assert not WeekChoice.objects.exists()
    answer = citra.post(unit_address, carried(page) | {"do": "choose"}, follow=True)
    assert "It counts from now on. What is open moves." in words(answer)
    assert "Weeks chosen so far Enam hari kerja, WIB Citra Contoh" in words(answer)
    assert citra.post(unit_address, carried(page) | {"do": "choose"}).status_code == 409
    again = citra.post(unit_address, {"do": "week", "calendar": "wib_6"})
    assert "Nothing would be different." in words(again)
    back = carried(citra.post(unit_address, {"do": "week", "calendar": "above"}))
    citra.post(unit_address, back | {"do": "choose"})
    assert WeekChoice.objects.latest("pk").calendar is None


@pytest.mark.parametrize("calendar", ["", "made-up", "above", "\0", "wib_6\n"])
def test_a_week_nobody_offers_is_refused(citra, address, calendar):
    for does in ("week", "choose"):
        answer = citra.post(address, {"do": does, "calendar": calendar})
        assert answer.status_code == 422
    assert not WeekChoice.objects.exists()


def test_units_are_listed_in_their_tree_with_what_is_their_own(cast, citra, unit_address):
    places.unit("Seksi Contoh", under=Unit.objects.get(pk=cast.maya.unit.pk))
    page = citra.post(unit_address, {"do": "week", "calendar": "wib_6"})
    citra.post(unit_address, carried(page) | {"do": "choose"})
    citra.post(unit_address, carried(citra.post(unit_address, sent())))
    said = words(citra.get(f"/organisations/{cast.organisation.uid}/units/"))
    above = cast.organisation.name
    assert f"Dinas Contoh {above} Enam hari kerja, WIB own week 2 own days" in said
    assert f"Seksi Contoh {above} › Dinas Contoh Enam hari kerja, WIB" in said


def test_only_who_coordinates_the_organisation_has_the_pages(cast, visitor, address, unit_address):
    second = programmes.programme("lain", organisation=cast.organisation)
    ratna = people.person("Ratna Contoh", unit=cast.maya.unit)
    people.appointment(ratna, programme=second)
    for person in (cast.maya, cast.hadi, ratna):
        client = visitor(person)
        assert client.get(f"/organisations/{cast.organisation.uid}/units/").status_code == 404
        for each in (address, unit_address):
            assert client.get(each).status_code == 404
            assert client.post(each, sent()).status_code == 404
