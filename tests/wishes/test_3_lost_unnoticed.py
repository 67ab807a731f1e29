"""Wish 3: "It was lost and nobody noticed."

Drawn from ELEVATE-Project/mentoring (in its code: a reminder that fails is printed and counts as
done), chiefonboarding/ChiefOnboarding #469 (overdue mails stopped, nobody noticed),
grafana/oncall #1206 (an escalation stays stopped after a restart), exercism/website (in its code:
a nudge looks at one day; a day without the job loses it for good).
"""

import pytest

from mentoring import tasks
from mentoring.queries import audit
from notifications.models import Delivery, Incident, Notice
from tests.factories.cast import cast
from tests.factories.relationship import relationship
from tests.mentoring.stories.timetable import catch_up, on_time, run_until, told
from tests.moments import at

pytestmark = pytest.mark.django_db(transaction=True)

MONDAY = at("2026-06-08 09:00")


def found(now):
    return {finding.code for finding in audit.verdict(now).findings}


@pytest.fixture
def clock(monkeypatch):
    """What the database's clock says, for pages and tasks."""

    def says(moment):
        monkeypatch.setattr("workflows.now.database_time", lambda: moment)
        monkeypatch.setattr(tasks, "now", lambda: moment)
        monkeypatch.setattr(tasks, "database_time", lambda: moment)

    return says


def test_a_mail_the_server_refuses_is_on_the_coordinators_page(smtp_settings, client, clock):
    """MentorED: the error is printed into a log, the job counts as done, the mail is gone."""
    crew = cast()
    smtp_settings.refuse_recipients.add("budi-contoh@example.go.id")
    relationship(crew, "offered", now=MONDAY)
    run_until(MONDAY)

    incident = Incident.objects.open().get()
    assert incident.delivery == Delivery.objects.get(state="failed")
    clock(MONDAY)
    client.force_login(crew.citra.user)
    page = client.get("/incidents/").content.decode()
    assert "Budi Contoh" in page
    assert str(incident.uid) in page


def test_a_notice_that_vanished_is_missed_by_the_hourly_audit(clock):
    """ChiefOnboarding #469: the overdue mails were gone after a rewrite; a user found out."""
    crew = cast()
    relationship(crew, "requested", now=MONDAY)
    friday = at("2026-06-12 08:00")
    run_until(friday)
    clock(friday)
    assert tasks.examine()

    vanished = Notice.objects.get(kind="escalation.handle_request")
    vanished.deliveries.all().delete()
    vanished.delete()

    assert not tasks.examine()
    assert "notice_missing" in Incident.objects.open().get(kind="audit").facts["codes"]


def test_an_engine_that_stands_still_is_noticed():
    """OnCall #1206: the workers restarted, the escalation stayed parked, and all looked well."""
    crew = cast()
    relationship(crew, "requested", now=MONDAY)
    run_until(at("2026-06-09 08:00"))
    assert not found(at("2026-06-09 08:00"))

    assert found(at("2026-06-10 08:00")) == {"overdue"}

    catch_up(at("2026-06-10 08:00"))
    assert not found(at("2026-06-10 08:00"))


def test_a_day_without_the_engine_loses_no_reminder():
    """Exercism: a nudge is due on one day; if the job does not run on that day it never comes."""
    crew = cast()
    relationship(crew, "offered", now=MONDAY)
    run_until(at("2026-06-09 18:00"))

    catch_up(at("2026-06-11 09:00"))  # it should have rung on Wednesday

    assert told(at("2026-06-09 18:00")) == [
        on_time("Thu 11 Jun 09:00 WIB", "reminder.answer_offer", "Budi")
    ]
