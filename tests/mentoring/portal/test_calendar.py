"""A coordinator sends in days, sees what they would do, publishes them; others have no page."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mentoring.models import CalendarImport, OwnDay
from tests.factories import person as people
from tests.factories import programme as programmes
from tests.factories.relationship import relationship
from tests.mentoring.portal.test_policies import words

pytestmark = pytest.mark.django_db

ROWS = """date,kind,name,decree,hours
2026-06-10,regional,Hari Jadi,SK Bupati 12/2026,
2026-06-13,special_open,Layanan Sabtu,SE 4/2026,08:00-12:00
"""
HIDDEN = re.compile(r'name="(version|name|content)" value="([^"]*)"')


@pytest.fixture
def citra(cast, visitor):
    cast.citra.user.language = "en"
    cast.citra.user.save(update_fields=["language"])
    return visitor(cast.citra)


@pytest.fixture
def address(cast):
    return f"/organisations/{cast.organisation.uid}/calendar/"


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


def test_only_who_coordinates_the_organisation_has_the_page(cast, visitor, address):
    second = programmes.programme("lain", organisation=cast.organisation)
    ratna = people.person("Ratna Contoh", unit=cast.maya.unit)
    people.appointment(ratna, programme=second)
    for person in (cast.maya, cast.hadi, ratna):
        client = visitor(person)
        assert client.get(address).status_code == 404
        assert client.post(address, sent()).status_code == 404
