"""Rows made without Django's constructor are the rows it would have made."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.core.exceptions import FieldDoesNotExist

from workflows.fresh import fresh_row
from workflows.models import Deadline, EscalationPolicyVersion, Record

MOMENT = datetime(2026, 6, 8, 2, tzinfo=UTC)
KEY = UUID("0f0f0f0f-0000-4000-8000-000000000000")


def held(row):
    return {name: value for name, value in row.__dict__.items() if name != "_state"}


@pytest.mark.parametrize(
    ("model", "given"),
    [
        (Record, {"id": KEY, "subject_kind": "parcel", "at": MOMENT, "actor_id": 7}),
        (Deadline, {"uid": KEY, "name": "x", "policy_version": EscalationPolicyVersion(pk=3)}),
    ],
)
def test_a_row_has_what_is_given_and_its_defaults(model, given):
    ours, theirs = fresh_row(model, **given), model(**given)
    assert held(ours) == held(theirs)
    assert ours._state.fields_cache == theirs._state.fields_cache
    assert ours._state.adding


def test_defaults_are_made_anew_for_each_row():
    one, other = fresh_row(Record), fresh_row(Record)
    assert one.pk != other.pk
    assert one.facts is not other.facts


def test_a_column_there_is_not_is_refused():
    with pytest.raises(FieldDoesNotExist):
        fresh_row(Record, colour="blue")
