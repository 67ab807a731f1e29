"""Whoever changes a session has its relationship first: nobody waits crosswise for the other."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from mentoring.models import Relationship, Session
from tests.factories.cast import MONDAY, cast
from tests.factories.relationship import relationship
from tests.factories.session import HOUR, IN_A_WEEK, session
from tests.servers.ports import wait_until
from workflows import engine, sweep

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

AFTER = MONDAY + IN_A_WEEK + HOUR


def somebody_waits_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


def on_its_own(act, *arguments, **named):
    try:
        return act(*arguments, **named)
    finally:
        connections.close_all()


def until_quiet(now):
    while sweep.ring_due(now):
        pass


@pytest.mark.parametrize("by_rule", [False, True])
def test_a_session_waits_for_its_relationship_without_holding_anything(by_rule):
    crew = cast()
    found = session(relationship(crew, "active"), "confirmed")
    later = AFTER + timedelta(days=10)
    engine.perform(found, "confirm_held", by=crew.maya.user, now=AFTER)
    act, arguments, named = until_quiet, [later], {}
    if not by_rule:
        act, arguments = engine.perform, [found, "confirm_held"]
        named = {"by": crew.budi.person.user, "now": later}
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Relationship.objects.select_for_update().get(pk=found.relationship_id)
            waiting = pool.submit(on_its_own, act, *arguments, **named)
            wait_until(somebody_waits_for_a_lock, "the other change")
            Session.objects.select_for_update(nowait=True).get(pk=found.pk)
        waiting.result()
    assert Session.objects.get(pk=found.pk).state == "held"
