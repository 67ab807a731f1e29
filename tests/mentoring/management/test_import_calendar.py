"""Own days from the command line: said first, published in a name, all or nothing."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from mentoring.models import CalendarImport, OwnDay
from tests.factories.cast import cast

pytestmark = pytest.mark.django_db

ROWS = "date;kind;name;decree\n2026-06-10;regional;Hari Jadi;SK 12/2026\n"


@pytest.fixture
def crew(db):
    return cast()


def imported(crew, text, tmp_path, **options):
    file = tmp_path / "hari.csv"
    file.write_text(text, encoding="utf-8")
    out = StringIO()
    code = crew.organisation.code
    call_command("import_calendar", file, organisation=code, stdout=out, **options)
    return out.getvalue()


def test_a_change_is_said_first_and_published_in_a_name(crew, tmp_path):
    said = imported(crew, ROWS, tmp_path)
    assert "+ 2026-06-10 regional Hari Jadi (SK 12/2026)" in said
    assert "0 of 0 open deadlines would move." in said
    assert not OwnDay.objects.exists()
    assert "published" in imported(crew, ROWS, tmp_path, by=crew.citra.user.username)
    assert CalendarImport.objects.get().by == crew.citra.user
    assert "unchanged" in imported(crew, ROWS, tmp_path, by=crew.citra.user.username)


def test_one_fault_keeps_the_whole_file_out(crew, tmp_path):
    text = ROWS + "besok;regional;Hari Jadi;SK\n"
    with pytest.raises(CommandError, match=r"Row 3: .* is not a date"):
        imported(crew, text, tmp_path, by=crew.citra.user.username)
    assert not OwnDay.objects.exists()


def test_nobody_and_no_file_are_said(crew, tmp_path):
    with pytest.raises(CommandError, match="There is no user made-up"):
        imported(crew, ROWS, tmp_path, by="made-up")
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_calendar", tmp_path / "no.csv", organisation=crew.organisation.code)
