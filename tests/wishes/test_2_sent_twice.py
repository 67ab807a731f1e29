"""Wish 2: "It was sent twice, or for ever."

Drawn from civicrm/civicrm-core PR #31600 (thousands of duplicates after one failure),
glpi-project/glpi #1996 and #2408 (deadline mails for ever), pretalx/pretalx #1111 (duplicate
acceptance mails) and ui/django-post_office #248 (two senders send the same mail).
"""

from collections import Counter
from datetime import timedelta

import pytest

from mentoring.queries import audit
from notifications.delivery import deliver_due
from notifications.models import Delivery, Incident
from tests.factories.cast import cast
from tests.factories.relationship import relationship
from tests.mentoring.stories.timetable import catch_up, run_until, told
from tests.moments import at
from tests.servers.ports import free_port
from workflows import engine
from workflows.errors import Refused
from workflows.models import Deadline

pytestmark = pytest.mark.django_db(transaction=True)

MONDAY = at("2026-06-08 09:00")


def test_after_ten_days_without_a_mail_server_each_mail_leaves_once(smtp_settings, settings):
    """CiviCRM PR 31600: sending failed, every run queued one more copy, and all of them left."""
    crew = cast()
    relationship(crew, "active", now=MONDAY)
    run_until(at("2026-06-15 06:00"))
    smtp_settings.messages.clear()

    settings.EMAIL_PORT = free_port()  # nobody listens there
    for hour in range(0, 240, 8):
        catch_up(at("2026-06-15 08:00") + timedelta(hours=hour))
    assert not smtp_settings.messages
    settings.EMAIL_PORT = smtp_settings.port
    run_until(at("2026-07-04 06:00"))

    ids = Counter(mail["Message-ID"] for mail in smtp_settings.messages)
    assert ids
    assert set(ids.values()) == {1}
    assert not Delivery.objects.filter(state="failed").exists()
    assert audit.verdict(at("2026-07-04 06:00")).sound


def test_what_nobody_mends_is_told_once_a_step_and_comes_to_an_end():
    """GLPI #1996: two levels were set, and the mails went on with every run for ever."""
    crew = cast()
    relationship(crew, "active", now=MONDAY)

    run_until(at("2027-06-30 12:00"))

    nagging = Counter((line.kind, line.who) for line in told(MONDAY) if "status_up" in line.kind)
    assert nagging == {
        ("reminder.status_update", "Budi"): 1,
        ("escalation.status_update", "Sari"): 1,
        ("escalation.status_update", "Citra"): 1,
    }
    assert not Deadline.objects.open().exists()
    assert not Delivery.objects.filter(state="pending").exists()


def test_a_job_that_runs_every_ten_minutes_says_it_on_the_first_run_only(mailoutbox):
    """GLPI #2408: hundreds of mails about one deadline, one with each run of the job."""
    crew = cast()
    relationship(crew, "requested", now=MONDAY)
    morning = at("2026-06-12 07:30")
    catch_up(morning)
    before = told(MONDAY)
    assert [line.who for line in before if line.kind == "escalation.handle_request"] == ["Hadi"]

    for run in range(1, 24):
        catch_up(morning + run * timedelta(minutes=10))

    assert told(MONDAY) == before
    assert sorted(mail.to[0].split("<")[1] for mail in mailoutbox) == [
        "citra-contoh@example.go.id>",
        "citra-contoh@example.go.id>",
        "hadi-contoh@example.go.id>",
    ]


def test_an_acceptance_sent_twice_is_announced_once(mailoutbox):
    """pretalx #1111: a second click on Accept sent the acceptance mail again."""
    crew = cast()
    seen = relationship(crew, "offered", now=MONDAY)
    version = seen.version
    run_until(MONDAY)
    mailoutbox.clear()

    def accept():
        by = crew.budi.person.user
        engine.perform(seen, "accept", by=by, now=MONDAY, expected_version=version)

    accept()
    with pytest.raises(Refused):
        accept()
    run_until(MONDAY)

    assert [line.who for line in told(MONDAY, about="offer.accepted")] == ["Maya"]
    assert len([mail for mail in mailoutbox if "maya-contoh" in mail.to[0]]) == 1


def test_a_copy_that_may_have_arrived_carries_the_same_id_when_it_is_sent_again(smtp_settings):
    """django-post_office #248: the same mail twice, and nothing tells that it is the same."""
    crew = cast()
    smtp_settings.mode = "vanish"  # the mail is taken, the answer never comes
    relationship(crew, "offered", now=MONDAY)
    deliver_due(MONDAY)
    smtp_settings.mode = "ok"
    run_until(MONDAY + timedelta(days=1))

    to_budi = smtp_settings.to("budi-contoh@example.go.id")
    assert len(to_budi) == 2
    assert len({mail["Message-ID"] for mail in to_budi}) == 1
    assert not Incident.objects.exists()
