"""Own days and weeks from the command line: said first, set in a name, all or nothing."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from mentoring.models import CalendarImport, OwnDay, Unit
from tests.factories import organisation as places
from tests.factories.cast import cast
from tests.factories.relationship import relationship

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


def test_days_of_a_unit_go_to_that_unit(crew, tmp_path):
    given = {"unit": "Dinas Contoh", "by": crew.citra.user.username}
    assert "published" in imported(crew, ROWS, tmp_path, **given)
    assert OwnDay.objects.get().unit == crew.maya.unit


def chosen(crew, week, **options):
    out = StringIO()
    code = crew.organisation.code
    call_command("choose_week", week, organisation=code, stdout=out, **options)
    return out.getvalue()


def test_a_week_is_tried_first_and_chosen_in_a_name(crew):
    relationship(crew, "offered")
    assert "1 of 1 open deadlines would move." in chosen(crew, "wib_6", unit="Dinas Contoh")
    assert not Unit.objects.exclude(works_by=None).exists()
    given = {"unit": "Dinas Contoh", "by": crew.citra.user.username}
    assert "chosen" in chosen(crew, "wib_6", **given)
    assert Unit.objects.get(name="Dinas Contoh").works_by.code == "wib_6"
    assert "unchanged" in chosen(crew, "wib_6", **given)
    assert "chosen" in chosen(crew, "above", **given)


def test_what_no_week_and_no_unit_is_called_is_said(crew):
    places.unit("Seksi", under=places.unit("Dinas Satu"))
    places.unit("Seksi", under=places.unit("Dinas Dua"))
    by = crew.citra.user.username
    for week, unit, said in (
        ("made-up", "", "There is no shipped calendar made-up. Known are wib_5"),
        ("above", "", "Nothing is above an organisation"),
        ("wib_6", "Made up", "There is no unit Made up there"),
        ("wib_6", "Seksi", "Several units are named Seksi"),
    ):
        with pytest.raises(CommandError, match=said):
            chosen(crew, week, unit=unit, by=by)
    assert "chosen" in chosen(crew, "wib_6", unit="Dinas Dua > Seksi", by=by)
    assert Unit.objects.exclude(works_by=None).get().parent.name == "Dinas Dua"
