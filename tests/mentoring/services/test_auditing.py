"""What is audited when, and what becomes of what was found."""

from datetime import timedelta

import pytest

from mentoring.services import auditing
from notifications.models import Incident
from tests.factories.cast import MONDAY, cast
from tests.factories.relationship import relationship
from tests.moments import at
from workflows.models import EngineState, Record, RecordText

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tampering")]

MIDNIGHT = at("2026-06-09 00:10", "Asia/Jakarta")
HOUR = timedelta(hours=1)


@pytest.fixture
def pair(db):
    return relationship(cast(), "requested")


def audited(when):
    auditing._keep(auditing.WHOLE, auditing.Verdict((), {}), when, 1)


def test_everything_is_audited_once_a_night_and_before_anything_else(db):
    assert auditing.whole_is_due(MONDAY)
    audited(MIDNIGHT - 24 * HOUR)
    assert auditing.whole_is_due(MIDNIGHT)
    assert not auditing.whole_is_due(MIDNIGHT - HOUR)
    assert not auditing.whole_is_due(MIDNIGHT + 9 * HOUR)
    assert auditing.whole_is_due(MIDNIGHT + 13 * HOUR)
    audited(MIDNIGHT)
    assert not auditing.whole_is_due(MIDNIGHT + HOUR)
    assert auditing.whole_is_due(MIDNIGHT + 24 * HOUR)


def test_what_the_whole_found_is_not_closed_by_a_look_at_what_is_open(pair, settings, watcher):
    settings.ALL_WELL_URL, calls = watcher
    Record.objects.filter(version=1).update(at=MONDAY - HOUR)
    assert not auditing.examine(MONDAY, whole=True).sound
    assert auditing.examine(MONDAY, whole=False).sound
    assert Incident.objects.open().get().key == "audit"
    assert calls == []


def test_a_sound_whole_closes_what_either_found(pair):
    record = Record.objects.order_by("-version").first()
    RecordText.objects.all().delete()
    Record.objects.filter(pk=record.pk).update(to_state="closed")
    assert auditing.examine(MONDAY, whole=False).codes == ["state"]
    assert auditing.examine(MONDAY, whole=True).codes == ["record", "state"]
    assert Incident.objects.open().count() == 2
    Record.objects.filter(pk=record.pk).update(to_state=record.to_state)
    assert auditing.examine(MONDAY, whole=True).sound
    assert not Incident.objects.open().exists()


def test_both_are_kept_with_their_totals(pair):
    for whole in (True, False):
        auditing.examine(MONDAY, whole=whole)
    assert EngineState.objects.get().audited_at is not None
    kept = auditing.kept()
    assert set(kept) == {"open", "whole"}
    assert kept["open"]["faults"] == 0
    assert kept["open"]["figures"] == kept["whole"]["figures"]
    assert kept["open"]["figures"]["email planned"] > 0
