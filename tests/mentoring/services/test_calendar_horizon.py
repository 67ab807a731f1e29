"""Before a calendar ends, or a year begins whose holidays nobody entered, an incident says so."""

from datetime import date

import pytest

from mentoring.services import calendar_horizon
from notifications import incidents
from notifications.models import Incident
from tests.factories.cast import MONDAY, cast
from tests.moments import at
from workflows.models import Calendar, CalendarDay

pytestmark = pytest.mark.django_db

DECEMBER = at("2026-12-02 09:00", "Asia/Jakarta")


def found(now):
    calendar_horizon.look(now)
    return {row.reason: row for row in Incident.objects.open()}


def test_nothing_is_said_while_everything_is_far(db):
    cast()
    assert found(MONDAY) == {}


def test_a_calendar_that_ends_is_named_until_it_goes_on(db):
    crew = cast()
    Calendar.objects.update(covers_to=date(2026, 11, 30))
    incident = found(MONDAY)["calendar_ends"]
    assert incident.facts == {"calendars": [crew.organisation.calendar.code], "until": "2026-11-30"}
    assert found(MONDAY)["calendar_ends"] == incident
    Calendar.objects.update(covers_to=date(2027, 12, 31))
    assert found(MONDAY) == {}
    assert Incident.objects.get().resolution == "recovered"
    Calendar.objects.update(covers_to=date(2026, 11, 30))
    assert list(found(MONDAY)) == ["calendar_ends"]


def test_a_year_without_holidays_is_named_in_december(db):
    crew = cast()
    assert list(found(DECEMBER)) == ["holidays_unknown"]
    day = {"date": date(2027, 1, 1), "kind": "national", "name": "Tahun Baru", "decree": "contoh"}
    CalendarDay.objects.create(calendar=crew.organisation.calendar, **day)
    assert found(DECEMBER) == {}


def test_what_an_operator_skipped_is_not_said_again(db):
    crew = cast()
    incident = found(DECEMBER)["holidays_unknown"]
    incidents.skip(incident, by=crew.hadi.user, reason="not decreed yet", now=DECEMBER)
    assert found(DECEMBER) == {}
