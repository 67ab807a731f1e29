"""docs/workflows.md says what the machines and the shipped policies say."""

import io

import pytest
from django.conf import settings
from django.core.management import call_command

from mentoring.models import Relationship, Session
from mentoring.services import machine_book

pytestmark = pytest.mark.once


def test_the_document_is_current():
    written = (settings.BASE_DIR / "docs" / "workflows.md").read_text(encoding="utf-8")
    assert written == machine_book.text(), "run manage.py draw_machines"


def test_the_command_writes_it(tmp_path):
    call_command("draw_machines", to=tmp_path / "workflows.md", stdout=io.StringIO())
    assert (tmp_path / "workflows.md").read_text(encoding="utf-8") == machine_book.text()


@pytest.mark.parametrize("model", [Relationship, Session])
def test_nothing_of_a_machine_is_left_out(model):
    text = machine_book.text()
    for name in [*model.State.values, *model.transitions(), *[s.name for s in model.deadlines]]:
        assert f"`{name}`" in text


def test_labels_are_in_both_languages():
    assert "| `accept` | Accept the offer | Terima tawaran |" in machine_book.text()
