"""What a change decides on after it had to wait for another one: the present, all of it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, models, transaction

from tests.servers.ports import wait_until
from tests.workflows.parcels.models import Parcel
from workflows import engine, writer
from workflows.errors import Conflict, NotPermitted
from workflows.models import Record

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def somebody_waits_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


def reported(parcel, by, now):
    try:
        return engine.perform(parcel, "report", by=by, now=now)
    finally:
        connections.close_all()


def test_a_role_lost_while_waiting_no_longer_counts(sent, budi, eko, now):
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Parcel.objects.filter(pk=sent.pk).update(carrier=eko, version=models.F("version") + 1)
            waiting = pool.submit(reported, sent, budi, now)
            wait_until(somebody_waits_for_a_lock, "the second change")
        with pytest.raises(NotPermitted):
            waiting.result()


def test_a_role_won_while_waiting_counts(sent, eko, now):
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Parcel.objects.filter(pk=sent.pk).update(carrier=eko, version=models.F("version") + 1)
            waiting = pool.submit(reported, sent, eko, now)
            wait_until(somebody_waits_for_a_lock, "the second change")
        assert waiting.result().carrier == eko


def test_a_change_that_loses_at_the_writer_is_a_conflict_with_the_fresh_subject(
    sent, budi, now, monkeypatch
):
    """Without any lock the compare-and-set alone still lets nobody write on a stale reading."""
    write = writer.write

    def overtaken(desk):
        Parcel.objects.filter(pk=sent.pk).update(version=models.F("version") + 1)
        return write(desk)

    monkeypatch.setattr(writer, "write", overtaken)
    with pytest.raises(Conflict) as caught:
        engine.perform(sent, "report", by=budi, now=now)
    assert caught.value.fresh == sent
    assert Record.objects.filter(transition="report").count() == 0
