"""The cursor of the hot paths: where nobody listens it is not Django's, and behaves so."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from tests.workflows.parcels.models import Van
from workflows import prepared
from workflows.storing import store

pytestmark = pytest.mark.django_db

LOADS = "SELECT load FROM parcels_van WHERE room = %s ORDER BY load"
NEGATIVE = "INSERT INTO parcels_van (load, room) VALUES (%s, %s)"


@pytest.fixture
def unheard(monkeypatch):
    """Nobody listens to the statements, as in an installation."""
    monkeypatch.setattr(prepared.here(), "execute_wrappers", [])


def test_rows_come_as_they_are_stored(unheard):
    store([], [Van(load=load, room=7) for load in (2, 1)])
    with prepared.cursor() as cursor:
        assert isinstance(cursor, prepared.Plain)
        cursor.execute(LOADS, [7])
        assert cursor.fetchone() == (1,)
        assert cursor.fetchall() == [(2,)]
        cursor.execute(LOADS, [7])
        assert [cursor.fetchmany(1) for _ in range(3)] == [[(1,)], [(2,)], []]
        cursor.execute("UPDATE parcels_van SET load = 3 WHERE room = %s", [7])
        assert cursor.rowcount == 2


def test_what_goes_wrong_is_an_error_of_django_and_breaks_the_transaction(unheard):
    with pytest.raises(IntegrityError), transaction.atomic(), prepared.cursor() as cursor:
        cursor.execute(NEGATIVE, [-1, 1])
    assert not Van.objects.exists()


def test_a_broken_transaction_takes_no_statement(unheard):
    with transaction.atomic():
        transaction.set_rollback(True)
        with prepared.cursor() as cursor, pytest.raises(TransactionManagementError):
            cursor.execute(LOADS, [7])


def test_whoever_listens_is_told(unheard):
    with CaptureQueriesContext(connection) as captured, prepared.cursor() as cursor:
        cursor.execute(LOADS, [7])
    assert len(captured) == 1
