"""What pages say of mails that a sender has in hand."""

import pytest

from notifications import delivery, leases, under_way
from notifications.models import Delivery
from notifications.under_way import Hand
from tests.notifications.toys import NOW, later, told

pytestmark = pytest.mark.django_db(transaction=True)


def hands(now=NOW):
    going = under_way.rounds(now)
    rows = Delivery.objects.order_by("next_attempt_at")
    return [going.of(copy, now) for copy in rows], going.begun, going.mails


def test_each_mail_of_a_round_shows_how_far_it_has_come(maya, smtp):
    for number in range(3):
        told(maya, cause=f"record:{number}", copy_at=later(minutes=number - 5))
    seen = []
    smtp.on_data = lambda: seen.append(hands())
    assert hands() == ([None, None, None], 0, 0)
    assert delivery.deliver_due(NOW) == 3
    assert seen == [
        ([Hand.BEGUN, Hand.WAITS, Hand.WAITS], 1, 3),
        ([Hand.OVER, Hand.BEGUN, Hand.WAITS], 2, 3),
        ([Hand.OVER, Hand.OVER, Hand.BEGUN], 3, 3),
    ]
    assert hands() == ([None, None, None], 0, 0)


def test_what_is_leased_and_not_in_a_round_yet_waits_until_its_sender_is_given_up(maya):
    told(maya)
    leases.take(NOW, 1)
    assert hands() == ([Hand.WAITS], 0, 0)
    assert hands(NOW + leases.LEASE) == ([Hand.LEFT], 0, 0)
