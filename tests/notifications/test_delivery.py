"""Sending copies to a real mail server that has its moods."""

from itertools import pairwise

import pytest
from django.db import transaction

from notifications import audit, delivery, leases, outbox, parcels, rendering, rounds
from notifications.backoff import MOST_ATTEMPTS
from notifications.channels.email import MailLine
from notifications.errors import InsideTransaction
from notifications.models import Delivery, DeliveryState, Incident, Round
from tests.notifications.conftest import person
from tests.notifications.toys import DUE, FACTS, NOW, copy_of, drafted, later, told

pytestmark = pytest.mark.django_db(transaction=True)

PENDING, LEASED, SENT = DeliveryState.PENDING, DeliveryState.LEASED, DeliveryState.SENT
FAILED, CANCELLED = DeliveryState.FAILED, DeliveryState.CANCELLED


def identity(copy):
    return parcels.message_id(parcels.key_of(parcels.Parcel([copy])))


def test_a_due_copy_arrives_and_is_settled(maya, smtp):
    notice = told(maya, copy_at=later(hours=1))
    assert delivery.deliver_due(NOW) == 0
    assert delivery.deliver_due(later(hours=1)) == 1
    copy = copy_of(notice)
    assert (copy.state, copy.sent_at, copy.attempts) == (SENT, later(hours=1), 1)
    assert (copy.possible_duplicate, copy.in_flight_since, copy.lease_token) == (0, None, None)
    (mail,) = smtp.to("maya@example.go.id")
    assert mail["Message-ID"] == copy.message_id
    assert mail["Subject"] == copy.subject == "Parcel for Maya"
    assert mail.get_body(("plain",)).get_content().splitlines() == copy.text.splitlines()
    assert delivery.deliver_due(later(days=1)) == 0
    assert len(smtp.messages) == 1


def test_a_batch_is_bounded_and_goes_over_one_connection_earliest_first(maya, smtp):
    for n in range(5):
        told(maya, cause=f"record:{n}", facts={**FACTS, "owner": str(n)}, copy_at=later(minutes=-n))
    assert delivery.deliver_due(NOW, limit=3) == 3
    assert smtp.connections == 1
    assert [mail["Subject"][-1] for mail in smtp.messages] == ["4", "3", "2"]
    assert delivery.deliver_due(NOW, limit=3) == 2


def test_sending_inside_a_transaction_is_refused(maya, smtp):
    told(maya)
    with transaction.atomic(), pytest.raises(InsideTransaction):
        delivery.deliver_due(NOW)


def test_no_transaction_is_open_and_the_attempt_is_committed_while_the_server_listens(maya, smtp):
    notices = [told(maya, cause=f"record:{n}") for n in range(3)]
    seen = []

    def look():
        copies = [copy_of(notice) for notice in notices]
        seen.append(([(copy.state, copy.message_id) for copy in copies], Round.objects.get().begun))

    smtp.on_data = look
    delivery.deliver_due(NOW)
    worded = [(LEASED, copy_of(notice).message_id) for notice in notices]
    assert seen == [(worded, 1), (worded, 2), (worded, 3)]
    assert not Round.objects.exists()


def test_the_statement_per_copy_is_one(maya, budi, smtp, django_assert_num_queries):
    told(maya)
    delivery.deliver_due(NOW)
    for n in range(2, 5):
        told(maya, cause=f"record:{n}")
    with django_assert_num_queries(18 + 3):
        assert delivery.deliver_due(NOW) == 3


@pytest.mark.parametrize("mode", ["4xx", "vanish"])
def test_a_passing_error_is_retried_later_with_the_same_mail(maya, smtp, mode):
    notice = told(maya)
    smtp.mode = mode
    assert delivery.deliver_due(NOW) == 1
    before = copy_of(notice)
    assert (before.state, before.attempts) == (PENDING, 1)
    assert before.error_code == {"4xx": "smtp_451", "vanish": "connection_lost"}[mode]
    assert later(seconds=40) < before.next_attempt_at < later(seconds=80)
    assert before.due_at == NOW

    maya.display_name = "Maya Baru"
    maya.save()
    smtp.mode = "ok"
    assert delivery.deliver_due(before.next_attempt_at) == 1
    copy = copy_of(notice)
    assert (copy.state, copy.attempts, copy.error_code) == (SENT, 2, "")
    assert (copy.message_id, copy.text, copy.html) == (before.message_id, before.text, before.html)
    # A mail that was kept and not acknowledged is a possible duplicate; a refused one is not.
    assert copy.possible_duplicate == {"4xx": 0, "vanish": 1}[mode] == len(smtp.messages) - 1
    assert {mail["Message-ID"] for mail in smtp.messages} == {copy.message_id}
    assert {mail["Date"] for mail in smtp.messages} == {"Mon, 30 Mar 2026 00:30:00 +0000"}


def test_a_permanent_error_is_an_incident_at_once(maya, smtp):
    notice = told(maya)
    smtp.refuse_recipients.add("maya@example.go.id")
    assert delivery.deliver_due(NOW) == 1
    copy = copy_of(notice)
    assert (copy.state, copy.stopped_at, copy.error_code) == (FAILED, NOW, "smtp_550")
    incident = Incident.objects.get()
    assert (incident.delivery, incident.kind, incident.reason) == (
        copy, "delivery_failed", "smtp_550",
    )  # fmt: skip
    assert "maya" not in str(incident.facts)
    assert delivery.deliver_due(later(days=9)) == 0


def test_attempts_run_out_into_an_incident(maya, smtp):
    notice = told(maya)
    smtp.mode = "4xx"
    moments = []
    while copy_of(notice).state == PENDING:
        moments.append(copy_of(notice).next_attempt_at)
        assert delivery.deliver_due(moments[-1]) == 1
    assert len(moments) == copy_of(notice).attempts == MOST_ATTEMPTS
    assert all(earlier < after for earlier, after in pairwise(moments))
    assert copy_of(notice).state == FAILED
    assert Incident.objects.get().reason == "smtp_451"


def test_421_ends_the_batch_and_the_rest_is_tried_again_at_once(smtp):
    people = [person(name) for name in ("maya", "eko", "citra")]
    notices = [told(who, copy_at=later(minutes=n - 9)) for n, who in enumerate(people)]
    smtp.answers["eko@example.go.id"] = "421 too many"
    assert delivery.deliver_due(NOW) == 2
    assert [copy_of(n).state for n in notices] == [SENT, PENDING, PENDING]
    assert [copy_of(n).attempts for n in notices] == [1, 1, 0]
    assert delivery.deliver_due(NOW) == 1
    assert [copy_of(n).state for n in notices] == [SENT, PENDING, SENT]


@pytest.mark.parametrize("mood", ["nobody listens", "421 at the greeting"])
def test_while_the_channel_is_down_nothing_counts_as_an_attempt(maya, settings, smtp, mood):
    notice = told(maya)
    port = settings.EMAIL_PORT
    if mood == "nobody listens":
        settings.EMAIL_PORT = 1
    else:
        smtp.greets = False
    for hour in range(24):
        delivery.deliver_due(later(hours=hour))
    copy = copy_of(notice)
    assert (copy.state, copy.attempts, copy.possible_duplicate) == (PENDING, 0, 0)
    settings.EMAIL_PORT, smtp.greets = port, True
    assert delivery.deliver_due(later(hours=25)) == 1
    assert copy_of(notice).state == SENT
    assert len(smtp.messages) == 1


def test_an_outage_is_told_once_and_recovers_by_itself(maya, settings, smtp):
    told(maya)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    delivery.deliver_due(NOW)
    assert not Incident.objects.exists()
    for minutes in (10, 11, 30):
        assert delivery.deliver_due(later(minutes=minutes)) == 0
    incident = Incident.objects.open().get()
    assert (incident.key, incident.reason) == ("channel:email", "cannot_connect")
    settings.EMAIL_PORT = port
    assert delivery.deliver_due(later(minutes=40)) == 1
    incident.refresh_from_db()
    assert (incident.closed_at, incident.resolution) == (later(minutes=40), "recovered")


def test_a_sender_killed_before_the_attempt_loses_only_time(maya, smtp):
    notice = told(maya)
    leases.take(NOW, 20)
    assert delivery.deliver_due(later(seconds=1)) == 0
    assert delivery.deliver_due(NOW + leases.LEASE) == 1
    copy = copy_of(notice)
    assert (copy.state, copy.attempts, copy.possible_duplicate) == (SENT, 1, 0)


class Killed(BaseException):
    """The process is gone."""


def test_a_sender_killed_in_conversation_leaves_one_declared_copy(maya, smtp, monkeypatch):
    """Those before it have arrived and stay so; those after it lose only time."""
    notices = [told(maya, cause=f"record:{n}", copy_at=later(minutes=n - 9)) for n in range(4)]
    smtp.answers["maya@example.go.id"] = "550 nobody"
    refused = notices.pop(0)
    delivery.deliver_due(later(minutes=-9))
    smtp.answers.clear()
    with monkeypatch.context() as patch:
        patch.setattr(MailLine, "send", dies_after(2))
        with pytest.raises(Killed):
            delivery.deliver_due(NOW)
    assert {copy_of(notice).state for notice in notices} == {LEASED}
    assert delivery.deliver_due(NOW + leases.LEASE) == 2
    copies = [copy_of(notice) for notice in notices]
    assert [copy.state for copy in copies] == [SENT] * 3
    assert [copy.attempts for copy in copies] == [1, 2, 1]
    assert [copy.possible_duplicate for copy in copies] == [0, 1, 0]
    assert [copy.sent_at for copy in copies] == [NOW, NOW + leases.LEASE, NOW + leases.LEASE]
    first, second, third = (copy.message_id for copy in copies)
    assert [mail["Message-ID"] for mail in smtp.messages] == [first, second, second, third]
    assert copy_of(refused).state == FAILED
    assert not Round.objects.exists()
    assert not audit.findings(NOW + leases.LEASE)


def dies_after(mails):
    """A line whose sender dies once the server has taken so many."""
    left, send = [mails], MailLine.send

    def until_then(self, copy):
        send(self, copy)
        left[0] -= 1
        if not left[0]:
            raise Killed

    return until_then


def test_a_slow_server_ends_the_batch_before_its_leases_do(maya, smtp, monkeypatch):
    notices = [told(maya, cause=f"record:{n}") for n in range(3)]
    monkeypatch.setattr(delivery, "LONGEST", 0.0)
    assert delivery.deliver_due(NOW) == 0
    copies = [copy_of(notice) for notice in notices]
    assert {(copy.state, copy.attempts, copy.message_id) for copy in copies} == {(PENDING, 0, "")}
    monkeypatch.undo()
    assert delivery.deliver_due(NOW) == 3


def test_a_zombie_touches_nothing_after_its_lease_was_taken_over(maya, smtp):
    notice = told(maya)

    def taken_over():
        smtp.on_data = lambda: None
        assert delivery.deliver_due(NOW + leases.LEASE) == 1
        smtp.mode = "5xx"

    smtp.on_data = taken_over
    assert delivery.deliver_due(NOW) == 0
    copy = copy_of(notice)
    assert (copy.state, copy.sent_at, copy.error_code) == (SENT, NOW + leases.LEASE, "")
    assert copy.possible_duplicate == 1
    assert not Incident.objects.exists()


def test_a_lost_lease_is_noticed_before_the_conversation(maya, smtp):
    notice = told(maya)
    (mine,) = leases.take(NOW, 20)
    late = parcels.Parcel([mine], rendering.mail(mine.notice))
    assert delivery.deliver_due(NOW + leases.LEASE) == 1
    assert rounds.start([late], NOW + leases.LEASE).parcels == []
    assert copy_of(notice).attempts == 1


def test_a_round_that_was_taken_over_goes_no_further(maya, smtp):
    for n in range(3):
        told(maya, cause=f"record:{n}", copy_at=later(minutes=n - 9))

    def overtaken():
        smtp.on_data = lambda: None
        leases.take(NOW + leases.LEASE, 20)

    smtp.on_data = overtaken
    assert delivery.deliver_due(NOW) == 0
    assert len(smtp.messages) == 1


def test_an_expired_copy_is_cancelled_not_sent_late(maya, smtp):
    notice = told(maya, expires_at=later(hours=1))
    assert delivery.deliver_due(later(hours=1)) == 1
    copy = copy_of(notice)
    assert (copy.state, copy.reason, copy.attempts) == (CANCELLED, "expired", 0)
    assert not smtp.messages


@pytest.mark.parametrize(
    ("fields", "reason"), [({"is_active": False}, "inactive"), ({"email": ""}, "no_address")]
)
def test_the_recipient_is_looked_at_when_it_is_sent(maya, smtp, fields, reason):
    notice = told(maya)
    type(maya).objects.filter(pk=maya.pk).update(**fields)
    delivery.deliver_due(NOW)
    assert (copy_of(notice).state, copy_of(notice).reason) == (CANCELLED, reason)
    assert not smtp.messages


def test_a_changed_address_is_used(maya, smtp):
    told(maya)
    type(maya).objects.filter(pk=maya.pk).update(email="maya.baru@example.go.id")
    delivery.deliver_due(NOW)
    assert len(smtp.to("maya.baru@example.go.id")) == len(smtp.messages) == 1


def test_one_poisonous_notice_stops_no_other(smtp):
    maya, eko, citra = (person(name) for name in ("maya", "eko", "citra"))
    hollow = told(maya, "parcel.hollow", facts={}, copy_at=later(minutes=-3))
    type(eko).objects.filter(pk=eko.pk).update(email="eko@@example.go.id\r\nBcc: x@example.go.id")
    crooked = told(eko, copy_at=later(minutes=-2))
    good = told(citra)
    assert delivery.deliver_due(NOW) == 3
    assert copy_of(good).state == SENT
    assert (copy_of(hollow).state, copy_of(hollow).error_code) == (FAILED, "not_rendered")
    assert (copy_of(crooked).state, copy_of(crooked).error_code) == (FAILED, "bad_address")
    assert set(Incident.objects.values_list("delivery__notice", flat=True)) == {
        hollow.pk, crooked.pk,
    }  # fmt: skip
    assert len(smtp.messages) == 1


def test_an_error_nobody_thought_of_is_a_poison_too(maya, smtp, monkeypatch):
    notice = told(maya)

    def odd(_copy):
        raise UnicodeError

    monkeypatch.setattr("notifications.channels.email.plain", odd)
    assert delivery.deliver_due(NOW) == 1
    copy = copy_of(notice)
    assert (copy.state, copy.error_code, copy.error_text) == (FAILED, "unsendable", "UnicodeError")


def test_the_message_id_comes_from_key_and_channel_alone(maya, settings):
    notice, copy = drafted(maya)
    first = identity(copy)
    assert first.endswith(".v1@bimbing.example.go.id>")
    assert first == identity(Delivery(notice=notice, channel="email"))
    assert first != identity(Delivery(notice=notice, channel="webhook"))
    assert first != identity(drafted(maya, cause="record:2")[1])


def test_an_invitation_arrives_as_stored(maya, smtp):
    told(maya, facts={**FACTS, "invite": True, "due_at": DUE})
    delivery.deliver_due(NOW)
    (mail,) = smtp.messages
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative", "text/plain", "text/html", "text/calendar",
    ]  # fmt: skip


def test_a_withdrawn_copy_is_not_sent(maya, smtp):
    told(maya)
    with transaction.atomic():
        outbox.withdraw(["record:1"], now=NOW)
    assert delivery.deliver_due(NOW) == 0
    assert not smtp.messages
