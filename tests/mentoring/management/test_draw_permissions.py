"""docs/permissions.md says what the permission table says."""

import io

import pytest
from django.conf import settings
from django.core.management import call_command

from mentoring.permissions import RESOURCES, ROUTES
from mentoring.services import permission_book

pytestmark = pytest.mark.once


def test_the_document_is_current():
    written = (settings.BASE_DIR / "docs" / "permissions.md").read_text(encoding="utf-8")
    assert written == permission_book.text(), "run manage.py draw_permissions"


def test_the_command_writes_it(tmp_path):
    call_command("draw_permissions", to=tmp_path / "permissions.md", stdout=io.StringIO())
    assert (tmp_path / "permissions.md").read_text(encoding="utf-8") == permission_book.text()


def test_nothing_of_the_table_is_left_out():
    text = permission_book.text()
    fields = {field for each in RESOURCES.values() for seen in each.see.values() for field in seen}
    for name in [*RESOURCES, *fields, *(name.replace("|", "\\|") for name in ROUTES)]:
        assert f"`{name}`" in text


def test_labels_are_in_both_languages():
    line = "| `coordinator` | the service coordinator | koordinator layanan |"
    assert line in permission_book.text()
