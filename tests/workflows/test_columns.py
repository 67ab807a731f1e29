"""What a column is sent as: what the ORM would send, whatever it was given."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import F

from tests.workflows.parcels.models import Van
from workflows import prepared
from workflows.columns import NotPlain, column, columns, values_of
from workflows.fresh import fresh_row
from workflows.models import Deadline, Record

pytestmark = pytest.mark.django_db

KEY = UUID("0f0f0f0f-0000-4000-8000-000000000000")
MOMENT = datetime(2026, 6, 8, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("model", "name", "value"),
    [
        (Record, "version", 3),
        (Record, "version", "3"),
        (Record, "id", KEY),
        (Record, "id", str(KEY)),
        (Record, "at", MOMENT),
        (Record, "actor_id", None),
        (Record, "actor_id", 7),
        (Record, "reason", Deadline.Outcome.MET),
        (Record, "facts", {"days": [1, "two"]}),
    ],
)
def test_values_arrive_as_the_orm_sends_them(model, name, value):
    found = column(model, name)
    with connection.cursor() as cursor:
        ours, theirs = (
            cursor.execute("SELECT %s", [sent]).fetchone()[0]
            for sent in (
                found.sent(value, prepared.adapters()),
                found.field.get_db_prep_save(value, connection),
            )
        )
    assert ours == theirs


def test_an_expression_is_left_to_the_orm():
    with pytest.raises(NotPlain):
        column(Van, "load").sent(F("load") + 1, prepared.adapters())


def test_a_row_is_sent_column_by_column_as_the_orm_sends_it():
    row = fresh_row(Deadline, name="report", opened_at=MOMENT, anchor_at=MOMENT, responsible_id=7)
    row.outcome = Deadline.Outcome.MET
    for each, ours in zip(columns(Deadline), values_of(row, prepared.adapters()), strict=True):
        theirs = each.field.get_db_prep_save(getattr(row, each.attname), connection)
        with connection.cursor() as cursor:
            assert cursor.execute("SELECT %s", [ours]).fetchone() == (
                cursor.execute("SELECT %s", [theirs]).fetchone()
            )
