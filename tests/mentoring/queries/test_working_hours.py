"""When mails that have to queue may reach people."""

from datetime import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mentoring.models.wishes import Wishes
from mentoring.queries.working_hours import openings
from tests.factories import cast as casts
from tests.moments import at

pytestmark = pytest.mark.django_db


def test_each_reader_has_their_own_hours_and_all_are_read_at_once():
    cast = casts.cast()
    maya, sari = cast.maya, cast.sari
    sari.wishes = Wishes(quiet=(time(7), time(9))).as_json()
    sari.save(update_fields=["wishes"])
    with CaptureQueriesContext(connection) as asked:
        hours = openings(person.user_id for person in (maya, sari, cast.citra))
    assert len(asked) == 1
    friday = at("2026-06-12 18:00")
    assert hours[maya.user_id](friday) == hours[cast.citra.user_id](friday)
    assert hours[maya.user_id](friday) == at("2026-06-15 07:30")
    assert hours[sari.user_id](friday) == at("2026-06-15 09:00")
    monday = at("2026-06-15 10:00")
    assert hours[maya.user_id](monday) == monday
