"""A lived relationship is sound; each way of losing, adding or changing something is found."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from mentoring.models import Relationship
from mentoring.queries import audit
from notifications.models import Delivery, Notice
from tests.factories.cast import MONDAY, cast
from tests.factories.relationship import relationship
from tests.mentoring.stories.timetable import run_until
from tests.moments import at
from workflows.models import Deadline, Record
from workflows.now import now as clock
from workflows.now import set_offset

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tampering")]

LATER = at("2026-06-10 12:00")


@pytest.fixture
def lived(smtp_settings):
    """An offer that has been reminded of: changes and rings have both told somebody."""
    found = relationship(cast(), "offered")
    run_until(LATER)
    return found


def codes():
    return {found.code for found in audit.verdict(LATER).findings}


def remove(notice):
    notice.deliveries.all().delete()
    notice.delete()


def test_a_lived_relationship_is_sound(lived):
    verdict = audit.verdict(LATER)
    assert verdict.findings == ()
    copies = {name: verdict.figures[f"copies {name}"] for name in ("planned", "sent", "cancelled")}
    assert copies["planned"] == copies["sent"] + copies["cancelled"]
    assert copies["sent"] > 0


def test_a_deleted_notice_of_a_change_is_found(lived):
    remove(Notice.objects.get(kind="offer.made"))
    assert codes() == {"notice_missing"}


def test_a_deleted_notice_of_a_reminder_is_found(lived):
    remove(Notice.objects.filter(cause__startswith="deadline:").first())
    assert codes() == {"notice_missing"}


def test_a_doubled_notice_is_found(lived):
    notice = Notice.objects.get(kind="offer.made")
    Notice.objects.create(
        key=f"{notice.key}:again",
        kind=notice.kind,
        cause=notice.cause,
        recipient=notice.recipient,
        subject_kind=notice.subject_kind,
        subject_id=notice.subject_id,
        disclosure=notice.disclosure,
        created_at=notice.created_at,
    )
    assert codes() == {"notice_doubled"}


def test_an_overdue_deadline_nobody_rang_is_found(smtp_settings):
    relationship(cast(), "offered")
    assert codes() == {"overdue", "copy_overdue"}


def test_an_edited_record_is_found(lived):
    Record.objects.filter(transition="offer").update(at=MONDAY.replace(hour=1))
    assert codes() == {"record"}


def test_a_cut_chain_is_found(lived):
    Record.objects.filter(transition="offer").delete()
    assert "chain" in codes()


def test_a_state_changed_behind_the_engines_back_is_found(lived):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE mentoring_relationship SET state = 'requested'")
    assert codes() == {"state", "deadline"}


def test_notices_about_something_that_no_longer_exists_are_found(lived):
    Notice.objects.filter(kind="offer.made").update(subject_id=lived.pk + 1000)
    assert codes() == {"orphan"}


def test_notices_whose_cause_no_longer_exists_are_found(lived):
    Notice.objects.filter(kind="offer.made").update(cause="record:nothing")
    assert codes() == {"notice_missing", "orphan"}


def test_a_relationship_without_its_history_is_found(lived):
    Record.objects.all().delete()
    assert {"chain", "orphan"} <= codes()
    assert Relationship.objects.exists()


def test_a_lost_mail_copy_is_found(lived):
    Delivery.objects.filter(notice__kind="offer.made").delete()
    assert {"notice_copies_miscounted", "copies_unbalanced"} <= codes()


def test_a_deadline_that_lost_its_cursor_is_found(lived):
    Deadline.objects.open().update(step=0)
    assert codes() == {"deadline"}


def test_the_command_says_so_and_ends_with_an_error(lived, capsys):
    set_offset(round((LATER - clock()).total_seconds()))
    call_command("audit")
    assert "records" in capsys.readouterr().out
    Record.objects.filter(transition="offer").update(at=MONDAY.replace(hour=1))
    with pytest.raises(CommandError):
        call_command("audit")
    assert "record: relationship" in capsys.readouterr().out


def open_codes():
    return {found.code for found in audit.verdict_on_open(LATER).findings}


def test_what_is_open_is_sound_by_sql_alone(lived):
    verdict = audit.verdict_on_open(LATER)
    assert verdict.findings == ()
    figures = verdict.figures
    balance = [figures[f"email {name}"] for name in ("sent", "waiting", "being_sent", "cancelled")]
    assert figures["email planned"] == sum(balance) + figures["email failed"] > 0


def test_a_ring_whose_notice_is_gone_is_seen_by_sql_alone(lived):
    remove(Notice.objects.filter(cause__startswith="deadline:").first())
    assert open_codes() == {"notice_missing"}
