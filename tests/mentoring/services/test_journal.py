"""Whoever changes the rules is entered: one chain for each organisation, and one for all."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from mentoring.models import JournalEntry
from mentoring.queries import access_chain, anchors
from mentoring.queries import journal as queries
from mentoring.queries.calendars import Home
from mentoring.queries.policies import ORGANISATION, Place
from mentoring.sealing import notes
from mentoring.sealing.erasure import erase
from mentoring.services import anchoring, calendars, defaults, journal, policies
from mentoring.services.calendar_rows import Day
from tests.factories.cast import MONDAY, cast
from workflows.actors import SystemProcess
from workflows.calendar_values import DayKind
from workflows.models import Calendar

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tampering")]

What = JournalEntry.What
DAY = timedelta(days=1)


@pytest.fixture
def crew(settings, tmp_path):
    settings.ANCHOR_DIR = str(tmp_path)
    return cast()


def said(organisation=None):
    rows = JournalEntry.objects.filter(scope=queries.scope_of(organisation))
    return [entry.what for entry in rows.order_by("number")]


def entered(crew, number):
    for _ in range(number):
        journal.enter(
            crew.organisation, What.APPOINTED, about="somebody", by=crew.citra.user, now=MONDAY
        )


def test_entries_follow_on_each_other(crew):
    entered(crew, 3)
    assert list(queries.findings({})) == []
    head = next(head for head in queries.heads() if head.number == 3)
    assert head.mac == JournalEntry.objects.get(scope__startswith="org", number=3).mac


@pytest.mark.parametrize(
    "change",
    [{"facts": {"more": 1}}, {"at": MONDAY + DAY}, {"what": "permissions"}, {"about": "other"},
     {"previous": "0" * 64}, {"mac": "0" * 64}, {"number": 9}],
)  # fmt: skip
def test_whatever_is_changed_is_found(crew, change):
    entered(crew, 3)
    JournalEntry.objects.filter(scope__startswith="org", number=2).update(**change)
    assert list(queries.findings({}))


def test_a_cut_end_is_found_by_what_stands_outside(crew):
    entered(crew, 3)
    anchoring.look(MONDAY)
    JournalEntry.objects.filter(scope__startswith="org", number=3).delete()
    assert list(queries.findings({})) == []
    assert {found.code for found in anchors.examined()} == {"anchor"}
    with pytest.raises(CommandError):
        call_command("verify_chain")


def test_a_release_enters_what_it_renews_and_its_permissions_once(crew):
    defaults.load(MONDAY)
    before = said()
    assert before.count(What.PERMISSIONS) == 1
    defaults.load(MONDAY + DAY)
    assert said() == before
    JournalEntry.objects.filter(what=What.PERMISSIONS).update(about="an older table")
    defaults.load(MONDAY + DAY)
    assert said().count(What.PERMISSIONS) == 2


def test_a_policy_is_published_and_withdrawn_in_a_name(crew):
    place, user = Place(ORGANISATION, crew.organisation), crew.citra.user
    shipped = defaults.shipped_policies()["answer_offer"]
    longer = replace(shipped, allowance=replace(shipped.allowance, amount=9))
    policies.publish(place, longer, by=user, now=MONDAY)
    policies.publish(place, longer, by=user, now=MONDAY)
    policies.withdraw(place, "answer_offer", by=user, now=MONDAY + DAY)
    policies.withdraw(place, "answer_offer", by=user, now=MONDAY + DAY)
    assert said(crew.organisation) == [What.POLICY_PUBLISHED, What.POLICY_WITHDRAWN]
    entry = JournalEntry.objects.get(what=What.POLICY_PUBLISHED)
    assert (entry.actor, entry.about, entry.facts["version"]) == (user, "answer_offer", 1)


def test_the_system_acts_under_the_name_of_a_process(crew):
    entry = journal.enter(
        None, What.SHIPPED_LOADED, about="x", by=SystemProcess("release"), now=MONDAY
    )
    assert (entry.actor, entry.process) == (None, "release")


def test_accesses_are_written_down_as_well(crew):
    key = notes.new_key(MONDAY)
    erase(key, crew.citra.user, MONDAY)
    anchoring.look(MONDAY)
    assert list(anchors.examined()) == []
    key.accesses.all().delete()
    assert {found.code for found in access_chain.findings({})} == {"chain"}


def test_days_and_weeks_of_a_calendar_are_set_in_a_name(crew):
    home, user = Home(crew.organisation), crew.citra.user
    day = Day(date(2026, 7, 1), DayKind.REGIONAL, "Hari jadi (contoh)", "SK 1/2026", None)
    calendars.publish(home, [day], name="hari.csv", by=user, now=MONDAY)
    calendars.publish(home, [day], name="hari.csv", by=user, now=MONDAY)
    six = Calendar.objects.exclude(pk=crew.organisation.calendar_id).filter(scope="").first()
    calendars.choose(home, six, by=user, now=MONDAY + DAY)
    entries = JournalEntry.objects.exclude(scope="").order_by("number")
    assert [entry.what for entry in entries] == [What.DAYS_PUBLISHED, What.WEEK_CHOSEN]
    assert entries[0].facts == {"number": 1, "added": 1, "changed": 0, "removed": 0}
    assert entries[1].facts == {"calendar": six.code}
