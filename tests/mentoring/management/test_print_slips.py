"""The command that prints slips: what could not be written was not printed."""

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from mentoring.models import Slip
from mentoring.services import enrolment
from tests.factories import person as people
from tests.factories.cast import MONDAY
from tests.factories.programme import programme as make_programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    made = make_programme()
    maya = people.person("Maya Contoh", email="")
    enrolment.enrol(maya, made, role="mentee", now=MONDAY)
    return made


def test_slips_are_written_and_count_as_printed(programme, tmp_path):
    call_command("print_slips", programme=programme.code, out=tmp_path / "slips.html")
    assert "Maya Contoh" in (tmp_path / "slips.html").read_text(encoding="utf-8")
    assert Slip.objects.get().printed_at


def test_a_page_that_cannot_be_written_leaves_every_slip_to_be_printed(programme, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("print_slips", programme=programme.code, out=tmp_path / "nowhere" / "s.html")
    assert Slip.objects.get().printed_at is None


def test_a_pdf_is_written_on_request(programme, tmp_path):
    file = tmp_path / "slips.pdf"
    call_command("print_slips", programme=programme.code, out=file, pdf=True)
    assert "Maya Contoh" in PdfReader(file).pages[0].extract_text()
    assert Slip.objects.get().printed_at


def test_nothing_to_print_writes_nothing(programme, tmp_path, capsys):
    Slip.objects.all().delete()
    call_command("print_slips", programme=programme.code, out=tmp_path / "s.pdf", pdf=True)
    assert not (tmp_path / "s.pdf").exists()
