"""The PDF of slips, read back: a sheet for each unit, every word and the code that lets in."""

import io
import re

import pytest
from django.utils import translation
from pypdf import PdfReader

from accounts import entries
from mentoring.models import Slip
from mentoring.services import enrolment, slips
from mentoring.services.slips_pdf import as_pdf
from tests.factories import organisation as organisations
from tests.factories import person as people
from tests.factories.cast import MONDAY
from tests.factories.programme import programme as make_programme

pytestmark = pytest.mark.django_db

CODE = re.compile(r"[A-Z2-9]{5}-[A-Z2-9]{5}")


@pytest.fixture
def programme():
    made = make_programme()
    for name, office in (
        ("Maya <i>Contoh & Rekan</i>", "Dinas A"),
        ("Budi Contoh", "Dinas B"),
        ("Citra Contoh", "Dinas B"),
    ):
        person = people.person(name, unit=organisations.unit(office), email="")
        enrolment.enrol(person, made, role="mentee", now=MONDAY)
    return made


def sheets(programme, language="en", **asked):
    with translation.override(language):
        printed = slips.issue(programme, now=MONDAY, real_now=MONDAY, **asked)
        reader = PdfReader(io.BytesIO(as_pdf(programme, printed)))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def test_each_unit_has_sheets_of_its_own_with_all_its_people(programme):
    first, second = sheets(programme)
    assert "Dinas A" in first
    assert "Maya <i>Contoh & Rekan</i>" in first
    assert "Budi" not in first
    assert "Dinas B" in second
    assert "Budi Contoh" in second
    assert "Citra Contoh" in second
    assert first.count("You take part in the programme Mentoring Contoh 2026.") == 1


def test_the_code_on_paper_lets_in(programme):
    codes = CODE.findall(" ".join(sheets(programme)))
    assert len(codes) == 3
    for slip in Slip.objects.select_related("person__user"):
        user = slip.person.user
        assert (
            sum(entries.recognise_code(user, code, now=MONDAY) is not None for code in codes) == 1
        )


def test_it_speaks_the_language_of_whoever_prints(programme):
    assert "Cara masuk pertama kali" in sheets(programme, "id")[0]


def test_one_unit_can_be_printed_alone(programme):
    unit = Slip.objects.filter(person__name="Budi Contoh").get().person.unit
    (only,) = sheets(programme, unit=unit.uid)
    assert "Citra Contoh" in only
    assert Slip.objects.filter(printed_at=None).count() == 1


def test_who_has_a_password_gets_no_code(programme):
    user = Slip.objects.get(person__name="Budi Contoh").person.user
    user.set_password("kuda biru terbang")
    user.save()
    assert len(CODE.findall(" ".join(sheets(programme)))) == 2


def test_a_letter_the_font_lacks_does_not_vanish(programme):
    people_named = Slip.objects.get(person__name="Budi Contoh").person
    people_named.name = "Ḥasan ’Alī Contoh"
    people_named.save()
    assert "Hasan ’Ali Contoh" in sheets(programme)[1]


def test_many_slips_of_a_unit_go_on_over_sheets_and_none_is_cut(programme):
    unit = organisations.unit("Dinas C")
    for number in range(12):
        person = people.person(f"Orang {number:02} Contoh", unit=unit, email="")
        enrolment.enrol(person, programme, role="mentee", now=MONDAY)
    pages = sheets(programme, unit=unit.uid)
    assert len(pages) > 1
    assert [page.count("You take part") for page in pages] == [len(CODE.findall(p)) for p in pages]
    assert sum(page.count("You take part") for page in pages) == 12


def test_no_slips_are_no_pdf(programme):
    with pytest.raises(ValueError, match="no slip"):
        as_pdf(programme, [])
