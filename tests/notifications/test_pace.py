"""No hour has more mails than the channel may send; what waits has a time, and nothing is lost."""

from datetime import timedelta

import pytest
from django.db.models import Min

from notifications import audit, delivery, pace
from notifications.kinds import Manner
from notifications.models import Delivery, DeliveryState
from tests.moments import at
from tests.notifications.conftest import person
from tests.notifications.toys import NOW, copy_of, later, told

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)


@pytest.fixture
def slow(settings):
    """Ten mails an hour: one each 6 minutes and 6 seconds."""
    settings.NOTIFICATIONS_PER_HOUR = {"email": 10}


def people(number):
    return [person(f"contoh{n}") for n in range(number)]


def run_until(moment):
    """Step from due time to due time; when each copy left."""
    while (at := _next()) is not None and at <= moment:
        delivery.deliver_due(at)
    left = Delivery.objects.filter(state=DeliveryState.SENT).order_by("sent_at")
    return list(left.values_list("sent_at", flat=True))


def _next():
    waiting = Delivery.objects.filter(state=DeliveryState.PENDING)
    return waiting.aggregate(at=Min("next_attempt_at"))["at"]


def most_in_an_hour(times):
    return max(sum(start <= at < start + HOUR for at in times) for start in times)


def test_no_hour_has_more_than_it_may_whenever_it_begins(slow, smtp):
    for who in people(12):
        told(who)
    run_until(later(hours=3))
    for n, who in enumerate(people_again()):
        told(who, cause=f"record:{n + 10}", copy_at=later(hours=3, minutes=n))
    times = run_until(later(hours=9))
    assert len(smtp.messages) == len(times) == 24
    assert most_in_an_hour(times) == 10
    assert not audit.findings(later(hours=9))


def people_again():
    return [copy.notice.recipient for copy in Delivery.objects.select_related("notice__recipient")]


def test_the_pace_holds_for_several_senders(slow, smtp):
    for who in people(6):
        told(who)
    assert sum(delivery.deliver_due(NOW) for _sender in range(4)) == 1
    assert delivery.deliver_due(NOW + pace.distance(10)) == 1


def test_a_mail_of_the_day_takes_one_place_however_much_is_in_it(slow, smtp):
    for who in people(2):
        for n in range(5):
            told(who, cause=f"record:{n}", manner=Manner.REMINDED)
    assert delivery.deliver_due(NOW) == 5
    assert delivery.deliver_due(NOW + pace.distance(10)) == 5
    assert len(smtp.messages) == 2


def test_what_is_urgent_does_not_wait_and_the_others_pay_for_it(slow, smtp, maya):
    for who in people(2):
        told(who)
    delivery.deliver_due(NOW)
    secret = told(maya, "parcel.secret", manner=Manner.URGENT)
    assert delivery.deliver_due(NOW) == 1
    assert copy_of(secret).state == DeliveryState.SENT
    times = run_until(later(hours=1))
    assert times == [NOW, NOW, NOW + 2 * pace.distance(10)]


def test_the_most_pressing_goes_first(slow, smtp):
    first, second, third = people(3)
    told(first, manner=Manner.NEWS)
    told(second, manner=Manner.ESCALATED)
    told(third)
    run_until(later(hours=1))
    assert [mail["X-RcptTo"] for mail in smtp.messages] == [
        who.email for who in (third, second, first)
    ]


def test_the_queue_says_when_its_last_mail_will_have_left_and_keeps_its_word(slow, smtp):
    for who in people(8):
        told(who)
    told(people_again()[0], cause="record:2", copy_at=later(days=1))
    delivery.deliver_due(NOW)
    queue = pace.queues(NOW)[0]
    assert (queue.channel, queue.most, queue.mails) == ("email", 10, 7)
    assert run_until(later(hours=3))[-1] == queue.ends_at
    assert pace.queues(later(hours=3))[0].mails == 0


def test_waiting_in_the_queue_is_neither_late_nor_stuck(slow, smtp):
    for who in people(8):
        told(who)
    delivery.deliver_due(NOW)
    assert Delivery.objects.due(later(minutes=1)).count() == 0
    assert not audit.findings(later(minutes=1))


def test_without_a_limit_everything_leaves_and_no_place_is_kept(smtp):
    for who in people(8):
        told(who)
    assert delivery.deliver_due(NOW) == 8
    queue = pace.queues(NOW)[0]
    assert (queue.most, queue.mails, queue.ends_at) == (None, 0, None)
    assert not pace.Pace.objects.exists()


def test_after_a_quiet_time_no_more_than_a_minutes_worth_leaves_at_once(settings, smtp):
    settings.NOTIFICATIONS_PER_HOUR = {"email": 120}
    for who in people(9):
        told(who)
    assert delivery.deliver_due(NOW) == 1
    assert delivery.deliver_due(later(hours=2)) == 2


def office(readers):
    """Closed from eight o'clock until eight the next day."""
    close, opens = at("2026-03-30 08:00"), at("2026-03-31 08:00")
    return dict.fromkeys(readers, lambda asked: opens if close <= asked < opens else asked)


@pytest.fixture
def closing(settings, slow):
    """In half an hour the office closes for a day."""
    settings.NOTIFICATIONS_OPENINGS = "tests.notifications.test_pace.office"


def test_what_the_hours_do_not_suffice_for_waits_until_they_next_begin(closing, smtp):
    for who in people(8):
        told(who)
    delivery.deliver_due(NOW)
    ends = pace.queues(NOW)[0].ends_at
    times = run_until(later(days=2))
    every, opens = pace.distance(10), at("2026-03-31 08:00")
    assert times == [NOW + n * every for n in range(5)] + [opens + n * every for n in range(3)]
    assert times[-1] == ends
    assert not audit.findings(later(days=2))


def test_what_is_urgent_leaves_at_any_hour(closing, smtp, maya):
    for who in people(3):
        told(who)
    night = later(hours=5)
    secret = told(maya, "parcel.secret", manner=Manner.URGENT, copy_at=night, now=night)
    run_until(night)
    assert copy_of(secret).sent_at == night


def test_what_would_come_too_late_does_not_wait(closing, smtp):
    for number, who in enumerate(people(7)):
        latest = at("2026-03-31 07:00") if number == 6 else None
        told(who, latest_at=latest, copy_at=later(minutes=number - 9))
    delivery.deliver_due(NOW)
    times = run_until(at("2026-03-31 07:30"))
    assert times == [NOW + n * pace.distance(10) for n in range(6)]


def but_one(readers):
    """The same office, but that one of them is always there."""
    return office(sorted(readers)[1:])


def test_who_is_not_there_leaves_the_place_to_others(settings, slow, smtp):
    settings.NOTIFICATIONS_OPENINGS = "tests.notifications.test_pace.but_one"
    there, away = people(2)
    for number, who in enumerate((away, away, there, there)):
        told(who, cause=f"record:{number}", copy_at=later(minutes=20 + number))
    start, every = later(minutes=25), pace.distance(10)
    delivery.deliver_due(start)
    assert run_until(later(days=2)) == [
        start, start + every, start + 2 * every, at("2026-03-31 08:00"),
    ]  # fmt: skip
