"""`manage.py recompute`: nothing differs; what somebody changed by hand is named and mended."""

import pytest
from django.core.management import CommandError, call_command

from tests.factories.cast import cast
from tests.factories.relationship import relationship
from tests.moments import at
from workflows.models import Deadline

pytestmark = pytest.mark.django_db


def test_nothing_differs(capsys):
    relationship(cast(), "active")
    call_command("recompute")
    assert capsys.readouterr().out.endswith("open deadlines, 0 differences\n")


def test_what_differs_is_named_and_mended(capsys):
    pair = relationship(cast(), "offered")
    Deadline.objects.open().filter(subject_id=pair.pk).update(due_at=at("2026-07-01 16:00"))
    with pytest.raises(CommandError):
        call_command("recompute")
    assert "2026-07-01 09:00Z 2026-06-11 09:00Z" in capsys.readouterr().out
    call_command("recompute", "--mend")
    call_command("recompute")
