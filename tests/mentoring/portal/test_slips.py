"""Slips in the portal: a PDF by programme and unit, made by POST alone, for the own programmes."""

import io

import pytest
from pypdf import PdfReader

from mentoring.models import Slip
from mentoring.services import enrolment
from tests.factories import organisation as places
from tests.factories import person as people
from tests.factories.cast import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(cast):
    for name, office in (("Joko Contoh", "Dinas A"), ("Lina Contoh", "Dinas B")):
        person = people.person(name, unit=places.unit(office, of=cast.organisation), email="")
        enrolment.enrol(person, cast.programme, role="mentee", now=MONDAY)
    return f"/slips/{cast.programme.uid}/"


def read(answer):
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return [page.extract_text() for page in pages]


def test_all_slips_of_a_programme_come_with_a_sheet_for_each_unit(cast, visitor, address):
    citra = visitor(cast.citra)
    assert "2 slip perlu dicetak" in citra.get(address).content.decode()
    first, second = read(citra.post(address))
    assert "Joko Contoh" in first
    assert "Lina Contoh" in second
    assert "no-store" in citra.post(address, {"again": 1})["Cache-Control"]
    assert not Slip.objects.filter(printed_at=None).exists()


def test_one_unit_alone_and_once_more_when_asked(cast, visitor, address):
    citra = visitor(cast.citra)
    unit = Slip.objects.get(person__name="Lina Contoh").person.unit.uid
    (only,) = read(citra.post(address, {"unit": unit}))
    assert "Lina Contoh" in only
    assert citra.post(address, {"unit": unit}).headers["Location"] == address
    (again,) = read(citra.post(address, {"unit": unit, "again": 1}))
    assert only != again
    assert Slip.objects.filter(printed_at=None).count() == 1


@pytest.mark.parametrize("unit", ["x", "00000000-0000-4000-8000-000000000007", "\0"])
def test_a_unit_nobody_knows_prints_nothing(cast, visitor, address, unit):
    answer = visitor(cast.citra).post(address, {"unit": unit, "again": 1})
    assert answer.status_code == 302
    assert Slip.objects.filter(printed_at=None).count() == 2


def test_looking_prints_nothing(cast, visitor, address):
    citra = visitor(cast.citra)
    for page in ("/slips/", address):
        assert citra.get(page).status_code == 200
    assert Slip.objects.filter(printed_at=None).count() == 2


def test_only_for_the_own_programmes(cast, visitor, address):
    far = places.organisation(
        "Kota Contoh", code="kota-contoh", works_by=cast.organisation.calendar
    )
    dewi = people.person("Dewi Contoh", organisation=far)
    people.appointment(dewi)
    assert cast.programme.name not in visitor(dewi).get("/slips/").content.decode()
    for person in (dewi, cast.maya, cast.hadi):
        client = visitor(person)
        assert client.get(address).status_code == client.post(address).status_code == 404
    assert Slip.objects.filter(printed_at=None).count() == 2
