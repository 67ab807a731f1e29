"""A notice that says less than before: its copies keep none of it, whatever they are just doing."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from notifications import audit, delivery, forgetting, leases
from notifications.channels.email import MailLine
from notifications.kinds import Manner
from notifications.models import DayMail, Delivery, DeliveryState, Notice
from tests.notifications.test_delivery import Killed, dies_after
from tests.notifications.toys import FACTS, NOW, copy_of, later, told

pytestmark = pytest.mark.django_db(transaction=True)

PENDING, LEASED, SENT = DeliveryState.PENDING, DeliveryState.LEASED, DeliveryState.SENT


def forget():
    """What an erasure does, in its one transaction."""
    with transaction.atomic():
        Notice.objects.update(facts={**FACTS, "owner": "—"})
        forgetting.forget(Delivery.objects.all())


def words():
    rows = [*Delivery.objects.all(), *DayMail.objects.all()]
    return "".join(f"{row.subject}{row.text}{row.html}" for row in rows)


@pytest.mark.parametrize("moment", ["on_hello", "on_data"])
def test_a_mail_on_its_way_in_that_very_moment_leaves_no_words(maya, smtp, moment):
    """Leased and not yet put down, or already in conversation."""
    notice = told(maya)
    setattr(smtp, moment, forget)
    assert delivery.deliver_due(NOW) == 1
    copy = copy_of(notice)
    assert smtp.messages[0]["Subject"] == "Parcel for Maya"
    assert (copy.state, copy.to_forget, words()) == (SENT, False, "")
    assert copy.message_id == smtp.messages[0]["Message-ID"]
    assert not audit.findings(later(minutes=1))


def test_a_mail_of_the_day_on_its_way_leaves_no_words(maya, smtp):
    for n in range(2):
        told(maya, cause=f"record:{n}", manner=Manner.REMINDED)
    smtp.on_data = forget
    assert delivery.deliver_due(NOW) == 2
    assert "Parcel for Maya" in str(smtp.messages[0])
    assert (DayMail.objects.count(), words()) == (1, "")


@pytest.mark.parametrize("mode", ["4xx", "vanish"])
def test_what_was_put_off_is_said_anew(maya, smtp, mode):
    notice = told(maya)
    smtp.mode, smtp.on_data = mode, forget
    delivery.deliver_due(NOW)
    copy = copy_of(notice)
    assert (copy.state, copy.to_forget, words()) == (PENDING, False, "")
    smtp.mode, smtp.on_data = "ok", lambda: None
    assert delivery.deliver_due(copy.next_attempt_at) == 1
    assert smtp.messages[-1]["Subject"] == "Parcel for —"
    assert "Parcel for Maya" not in words()


def test_what_is_given_up_leaves_no_words(maya, smtp):
    notice = told(maya)
    smtp.mode, smtp.on_data = "5xx", forget
    delivery.deliver_due(NOW)
    assert (copy_of(notice).state, words()) == (DeliveryState.FAILED, "")


def test_a_sender_that_dies_leaves_it_to_the_next(maya, smtp, monkeypatch):
    notice = told(maya)
    smtp.on_data = forget
    with monkeypatch.context() as patch:
        patch.setattr(MailLine, "send", dies_after(1))
        with pytest.raises(Killed):
            delivery.deliver_due(NOW)
    assert (copy_of(notice).state, copy_of(notice).to_forget) == (LEASED, True)
    smtp.on_data = lambda: None
    assert delivery.deliver_due(NOW + leases.LEASE) == 1
    assert (copy_of(notice).state, words()) == (SENT, "")


@pytest.mark.postgresql
def test_whoever_comes_while_it_is_being_forgotten_sends_it_afterwards(maya, smtp):
    told(maya)

    def send():
        try:
            return delivery.deliver_due(NOW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Notice.objects.update(facts={**FACTS, "owner": "—"})
            forgetting.forget(Delivery.objects.all())
            assert pool.submit(send).result() == 0
        assert pool.submit(send).result() == 1
    assert smtp.messages[0]["Subject"] == "Parcel for —"
