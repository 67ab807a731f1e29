"""What the database refuses to believe of a notice."""

import pytest
from django.db import IntegrityError, transaction

from notifications.models import Notice
from tests.notifications.toys import later, told

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "contradiction",
    [{"disclosure": "D"}, {"not_sent": "conflict"}, {"read_at": later(seconds=-1)}],
    ids=str,
)
def test_a_contradiction_is_refused(maya, contradiction):
    told(maya)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.update(**contradiction)


def test_times_among_the_facts_come_back_as_iso_text(maya):
    assert told(maya).facts["due_at"] == "2026-03-31T09:00:00Z"
