"""Who hears of a change: the people the table names, once each, and never the one who acted."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications import audit, rendering
from notifications.models import Delivery, Notice
from tests.factories import person as people
from tests.factories.cast import MONDAY, another_mentee, another_mentor, cast
from tests.factories.relationship import WAYS, relationship
from tests.factories.session import IN_A_WEEK, session
from workflows import engine
from workflows.models import Record

pytestmark = pytest.mark.django_db

SESSIONS = ["proposed", "confirmed", "rescheduled", "held", "cancelled", "no_show", "lapsed"]


@pytest.fixture
def crew():
    return cast()


def told(kind):
    rows = Notice.objects.filter(kind=kind).select_related("recipient")
    return {row.recipient.display_name.split()[0] for row in rows}


def assert_readable():
    for notice in Notice.objects.select_related("recipient"):
        for language in ("id", "en"):
            notice.recipient.language = language
            assert rendering.mail(notice).subject


@pytest.mark.parametrize("state", WAYS)
def test_whatever_is_said_of_a_relationship_can_be_read(crew, state):
    relationship(crew, state)
    assert_readable()


@pytest.mark.parametrize("state", SESSIONS)
def test_whatever_is_said_of_a_session_can_be_read(crew, state):
    session(relationship(crew, "active"), state)
    assert_readable()


def test_who_acts_is_not_told(crew):
    made = relationship(crew, "active")
    engine.perform(
        made, "start_closing", by=crew.maya.user, now=MONDAY, data={"reason": "goals_met"}
    )
    assert told("closing.started") == {"Budi"}


def test_the_offices_room_hears_once_however_many_coordinators_are_told(crew, settings):
    settings.APPRISE_ADDRESS = "json://room.example.go.id"
    people.appointment(people.person("Dewi Contoh", organisation=crew.organisation))
    relationship(crew, "active")
    assert {"Citra", "Dewi"} <= told("request.received")
    copies = Delivery.objects.filter(channel="apprise").select_related("notice")
    assert [copy.notice.kind for copy in copies.order_by("pk")] == ["request.received"]
    assert not audit.findings(MONDAY)


def test_both_are_told_when_a_third_one_acts(crew):
    made = relationship(crew, "active")
    engine.perform(
        made, "start_closing", by=crew.citra.user, now=MONDAY, data={"reason": "goals_met"}
    )
    assert told("closing.started") == {"Budi", "Maya"}


def test_an_entry_for_the_calendar_goes_to_who_acted_too(crew):
    session(relationship(crew, "active"), "confirmed")
    assert told("session.confirmed") == {"Budi", "Maya"}
    assert told("session.proposed") == {"Maya"}


def test_two_roles_of_one_person_are_one_notice(crew):
    people.appointment(crew.maya)
    made = relationship(crew, "offered")
    engine.perform(
        made, "decline", by=crew.budi.person.user, now=MONDAY, data={"reason": "no_time"}
    )
    assert told("offer.declined") == {"Maya"}
    assert told("request.returned") == {"Citra"}


def test_the_one_who_was_left_is_told_of_a_rematch(crew):
    relationship(crew, "rematch")
    assert told("rematch.requested") == {"Budi"}
    assert told("rematch.to_arrange") == {"Citra"}


def test_a_first_offer_is_news_for_the_practitioner_alone(crew):
    before = Notice.objects.count()
    asked = relationship(crew, "requested")
    since = Notice.objects.count()
    engine.perform(
        asked, "offer", by=crew.citra.user, now=MONDAY, data={"practitioner": crew.budi.uid}
    )
    assert since == before + 1  # the coordinator heard of the request
    assert Notice.objects.count() == since + 1
    assert told("offer.made") == {"Budi"}


@pytest.mark.parametrize(("status", "heard"), [("on_track", set()), ("stalled", {"Citra"})])
def test_the_coordinator_hears_of_a_status_that_is_not_well(crew, status, heard):
    made = relationship(crew, "active")
    by = crew.budi.person.user
    engine.perform(made, "update_status", by=by, now=MONDAY, data={"status": status})
    assert told("relationship.attention") == heard


def test_a_record_counts_the_notices_it_wrote(crew):
    relationship(crew, "active")
    for record in Record.objects.all():
        assert record.told == Notice.objects.filter(cause=f"record:{record.pk}").count()


def test_telling_costs_the_same_whoever_else_there_is(crew):
    def cost(asked):
        with CaptureQueriesContext(connection) as found:
            engine.perform(
                asked,
                "decline",
                by=crew.budi.person.user,
                now=MONDAY,
                data={"reason": "no_time"},
            )
        return len(found)

    first = cost(relationship(crew, "offered"))
    for number in range(5):
        mentee = another_mentee(crew, f"Staf Contoh {number}")
        relationship(crew, "active", mentee=mentee, practitioner=another_mentor(crew))
    assert cost(relationship(crew, "offered")) == first


def test_a_session_in_the_calendar_is_cancelled_there_when_the_pair_parts(crew):
    made = relationship(crew, "active")
    session(made, "confirmed", starts_at=MONDAY + IN_A_WEEK)
    engine.perform(
        made, "end_early", by=crew.maya.user, now=MONDAY, data={"reason": "withdrawn_by_mentee"}
    )
    assert told("session.cancelled") == {"Budi", "Maya"}


@pytest.mark.parametrize(
    ("state", "kind"), [("agreement", "offer.made"), ("offered", "request.received")]
)
def test_nobody_is_asked_by_mail_what_they_have_done_by_then(crew, state, kind):
    """At night: the copies wait for working hours, the people do not."""
    relationship(crew, state, now=MONDAY - timedelta(hours=4))
    copy = Notice.objects.get(kind=kind).deliveries.get()
    assert (copy.state, copy.reason) == ("cancelled", "withdrawn")
