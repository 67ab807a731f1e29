"""Several copies to one person leave as one mail a day, the most pressing first."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import IntegrityError, connection

from notifications import audit, day_mails, delivery, incidents, leases, outbox
from notifications.kinds import Kind, Manner
from notifications.models import DayMail, Delivery, DeliveryState, Incident
from tests.notifications.conftest import person
from tests.notifications.toys import FACTS, NOW, copy_of, invitation, later, told

pytestmark = pytest.mark.django_db(transaction=True)

PENDING, SENT = DeliveryState.PENDING, DeliveryState.SENT
FAILED, CANCELLED = DeliveryState.FAILED, DeliveryState.CANCELLED


def gathered(who, cause, manner=Manner.REMINDED, *, owner="Maya", **more):
    facts = {**FACTS, "owner": owner, "path": f"/parcels/{cause}"}
    return told(who, cause=f"record:{cause}", manner=manner, facts=facts, **more)


def settled_alike(notices):
    return {(copy_of(each).state, copy_of(each).message_id) for each in notices}


def test_what_is_due_on_one_morning_is_one_mail_worst_first(maya, smtp):
    news = gathered(maya, 1, Manner.NEWS, owner="News")
    reminder = gathered(maya, 2, Manner.REMINDED, owner="Reminder")
    late = gathered(maya, 3, Manner.ESCALATED, owner="Late")
    mine = gathered(maya, 4, Manner.OVERDUE, owner="Mine")
    assert delivery.deliver_due(NOW) == 4
    (mail,) = smtp.to("maya@example.go.id")
    text = mail.get_body(("plain",)).get_content()
    places = [text.index(f"Parcel for {name}") for name in ("Late", "Mine", "Reminder", "News")]
    assert places == sorted(places)
    assert [f"https://bimbing.example.go.id/parcels/{n}" in text for n in (1, 2, 3, 4)] == [
        True
    ] * 4
    page = mail.get_body(("html",)).get_content()
    assert all(f'href="https://bimbing.example.go.id/parcels/{n}"' in page for n in (1, 2, 3, 4))
    ((state, identity),) = settled_alike([news, reminder, late, mine])
    assert (state, identity) == (SENT, mail["Message-ID"])
    assert not audit.findings(later(minutes=1))


def test_the_subject_counts_in_plain_words(budi, smtp):
    gathered(budi, 1, Manner.ESCALATED)
    gathered(budi, 2, Manner.OVERDUE)
    gathered(budi, 3, Manner.NEWS)
    delivery.deliver_due(NOW)
    (mail,) = smtp.messages
    assert mail["Subject"] == "Today: 2 matters overdue, 1 piece of news"


def test_one_copy_alone_reads_like_any_other_mail(budi, smtp):
    gathered(budi, 1)
    delivery.deliver_due(NOW)
    (mail,) = smtp.messages
    assert mail["Subject"] == "Parcel for Maya"


def test_each_person_gets_a_mail_of_their_own(maya, budi, smtp):
    for n in range(3):
        gathered(maya, n)
        gathered(budi, n)
    assert delivery.deliver_due(NOW) == 6
    assert (len(smtp.to("maya@example.go.id")), len(smtp.to("budi@example.go.id"))) == (1, 1)


def test_what_leaves_alone_and_what_is_urgent_is_not_joined(maya, smtp):
    gathered(maya, 1)
    gathered(maya, 2)
    single = told(maya, cause="record:3")
    secret = told(maya, "parcel.secret", cause="record:4", manner=Manner.URGENT)
    assert delivery.deliver_due(NOW) == 4
    urgent, alone, _of_the_day = smtp.messages
    assert urgent["Message-ID"] == copy_of(secret).message_id
    assert alone["Message-ID"] == copy_of(single).message_id


def test_what_rings_a_moment_later_leaves_with_it(maya, smtp):
    gathered(maya, 1)
    later_one = gathered(maya, 2, copy_at=later(minutes=10))
    tomorrow = gathered(maya, 3, copy_at=later(days=1))
    assert delivery.deliver_due(NOW) == 2
    assert copy_of(later_one).state == SENT
    assert copy_of(tomorrow).state == PENDING
    assert len(smtp.messages) == 1


def test_a_second_mail_waits_for_the_next_day_and_nobody_calls_it_late(maya, smtp, settings):
    settings.NOTIFICATIONS_NEXT_DAYS = f"{__name__}.in_two_days"
    gathered(maya, 1)
    delivery.deliver_due(NOW)
    second = gathered(maya, 2)
    third = gathered(maya, 3)
    assert delivery.deliver_due(later(hours=1)) == 0
    copy = copy_of(second)
    assert (copy.state, copy.due_at, copy.next_attempt_at) == (
        PENDING,
        later(days=2),
        later(days=2),
    )
    assert not audit.findings(later(days=1))
    assert delivery.deliver_due(later(days=1)) == 0
    assert delivery.deliver_due(later(days=2)) == 2
    assert len(smtp.messages) == 2
    assert settled_alike([second, third]) == {(SENT, smtp.messages[1]["Message-ID"])}


def in_two_days(users, _now):
    return {user: later(days=2) for user in users}


def test_what_would_be_useless_tomorrow_leaves_today_by_itself(maya, smtp):
    gathered(maya, 1)
    delivery.deliver_due(NOW)
    pressing = gathered(maya, 2, latest_at=later(hours=8))
    patient = gathered(maya, 3, latest_at=later(days=5))
    delivery.deliver_due(later(hours=1))
    assert delivery.deliver_due(later(hours=1)) == 1
    assert (copy_of(pressing).state, copy_of(patient).state) == (SENT, PENDING)
    assert len(smtp.messages) == 2


def test_of_several_that_cannot_wait_there_is_one_more_mail(maya, smtp):
    gathered(maya, 1)
    delivery.deliver_due(NOW)
    for hour in (1, 2):
        pressing = [
            gathered(maya, 10 * hour + n, Manner.ESCALATED, latest_at=later(hours=8))
            for n in range(3)
        ]
        assert delivery.deliver_due(later(hours=hour)) == 3
        assert settled_alike(pressing) == {(SENT, smtp.messages[-1]["Message-ID"])}
    assert len(smtp.messages) == len({mail["Message-ID"] for mail in smtp.messages}) == 3
    assert not audit.findings(later(hours=3))


def test_one_more_mail_that_is_refused_for_now_comes_whole_later(maya, smtp):
    gathered(maya, 1)
    delivery.deliver_due(NOW)
    pressing = [gathered(maya, n, latest_at=later(hours=8)) for n in (2, 3)]
    smtp.answers["maya@example.go.id"] = "451 4.3.0 later"
    delivery.deliver_due(later(hours=1))
    smtp.answers.clear()
    pressing.append(gathered(maya, 4, latest_at=later(hours=8), copy_at=later(hours=2)))
    assert delivery.deliver_due(later(hours=2)) == 3
    assert settled_alike(pressing) == {(SENT, smtp.messages[-1]["Message-ID"])}
    assert not audit.findings(later(hours=3))


def test_the_day_is_the_recipients_own(maya, smtp):
    maya.time_zone = "Asia/Jayapura"
    maya.save()
    gathered(maya, 1)
    delivery.deliver_due(later(hours=12))  # 19:30 in Jakarta, 21:30 in Jayapura
    assert DayMail.objects.get().day == date(2026, 3, 30)
    gathered(maya, 2)
    assert delivery.deliver_due(later(hours=15)) == 1  # past midnight in Jayapura only
    assert len(smtp.messages) == 2


@pytest.mark.parametrize("answer", ["451 4.3.0 later", "550 5.1.1 nobody"])
def test_a_refused_mail_is_one_trouble_and_comes_whole_later(maya, smtp, answer):
    first = gathered(maya, 1)
    second = gathered(maya, 2)
    smtp.answers["maya@example.go.id"] = answer
    assert delivery.deliver_due(NOW) == 2
    assert not smtp.messages
    smtp.answers.clear()
    if answer.startswith("550"):
        assert settled_alike([first, second]) == {(FAILED, copy_of(first).message_id)}
        assert not audit.findings(NOW)
        incidents.retry(Incident.objects.get(), by=maya, now=later(minutes=2))
    assert delivery.deliver_due(later(minutes=5)) == 2
    (mail,) = smtp.messages
    assert settled_alike([first, second]) == {(SENT, mail["Message-ID"])}
    assert not audit.findings(later(minutes=5))


def test_giving_up_gives_up_all_of_the_mail(maya, smtp):
    notices = [gathered(maya, 1), gathered(maya, 2)]
    smtp.refuse_recipients.add("maya@example.go.id")
    delivery.deliver_due(NOW)
    incidents.skip(Incident.objects.get(), by=maya, reason="moved away", now=later(minutes=1))
    assert {(copy_of(each).state, copy_of(each).reason) for each in notices} == {
        (CANCELLED, "skipped")
    }
    assert not audit.findings(later(minutes=1))


def test_a_mail_refused_for_now_takes_in_what_comes_and_leaves_out_what_is_withdrawn(maya, smtp):
    gathered(maya, 1, owner="Gone")
    gathered(maya, 2, owner="Stays")
    smtp.mode = "4xx"
    delivery.deliver_due(NOW)
    outbox.withdraw(["record:1"], now=NOW)
    gathered(maya, 3, owner="New")
    smtp.mode = "ok"
    assert delivery.deliver_due(later(minutes=3)) == 2
    (mail,) = smtp.messages
    text = mail.get_body(("plain",)).get_content()
    assert ["Parcel for Gone" in text, "Stays" in text, "New" in text] == [False, True, True]
    assert not audit.findings(later(minutes=3))


def test_a_mail_that_may_have_arrived_is_repeated_as_it_was_and_declared(maya, smtp):
    first, second = gathered(maya, 1), gathered(maya, 2)
    smtp.mode = "vanish"
    assert delivery.deliver_due(NOW) == 2
    new = gathered(maya, 3)
    smtp.mode = "ok"
    assert delivery.deliver_due(later(minutes=3)) == 2
    once, again = smtp.messages
    assert once["Message-ID"] == again["Message-ID"]
    assert once.get_body(("plain",)).get_content() == again.get_body(("plain",)).get_content()
    assert {copy_of(each).possible_duplicate for each in (first, second)} == {1}
    assert copy_of(new).due_at == later(days=1, minutes=3)
    assert not audit.findings(later(minutes=3))


def test_a_sender_that_died_in_the_middle_is_followed_by_another_with_the_same_mail(maya, smtp):
    notices = [gathered(maya, n) for n in range(3)]
    taken = leases.take(NOW, 20)
    assert len({copy.lease_token for copy in taken}) == 1
    assert leases.take(NOW, 20) == []
    assert delivery.deliver_due(NOW + leases.LEASE) == 3
    (mail,) = smtp.messages
    assert settled_alike(notices) == {(SENT, mail["Message-ID"])}


def test_a_sender_that_comes_back_too_late_settles_nothing(maya, smtp):
    gathered(maya, 1)
    gathered(maya, 2)
    seen = []

    def overtake():
        if not seen:
            seen.append(len(leases.take(NOW + leases.LEASE, 20)))

    smtp.on_data = overtake
    assert delivery.deliver_due(NOW) == 0
    assert seen == [2]
    assert {copy.state for copy in Delivery.objects.order_by("pk")} == {"leased"}
    assert delivery.deliver_due(NOW + 2 * leases.LEASE) == 2
    assert len({mail["Message-ID"] for mail in smtp.messages}) == 1
    assert {copy.possible_duplicate for copy in Delivery.objects.order_by("pk")} == {1}


def test_one_that_cannot_be_put_into_words_does_not_stop_the_others(maya, smtp):
    gathered(maya, 1)
    hollow = told(maya, "parcel.arrived", cause="record:2", manner=Manner.REMINDED, facts={})
    gathered(maya, 3)
    assert delivery.deliver_due(NOW) == 3
    assert len(smtp.messages) == 1
    assert (copy_of(hollow).state, copy_of(hollow).error_code) == (FAILED, "not_rendered")
    assert Incident.objects.get().delivery == copy_of(hollow)
    assert not audit.findings(NOW)


def test_the_database_refuses_a_second_mail_of_one_day(maya):
    DayMail.objects.create(recipient=maya, channel="email", day=date(2026, 3, 30))
    with pytest.raises(IntegrityError):
        DayMail.objects.create(recipient=maya, channel="email", day=date(2026, 3, 30))


@pytest.mark.parametrize(
    "wrong", [{"calendar": invitation}, {"discreet": True}, {"disclosure": "C"}]
)
def test_invitations_and_discreet_mails_are_never_joined(wrong):
    with pytest.raises(ValueError, match="by themselves"):
        Kind("parcel.wrong", manner=Manner.NEWS, **wrong)


@pytest.mark.parametrize("_round", range(5))
def test_many_senders_at_once_gather_each_person_once(maya, _round):
    people = [maya, *(person(f"contoh{n}") for n in range(4))]
    for who in people:
        for n in range(4):
            gathered(who, n)
    start = threading.Barrier(4)

    def take_all():
        taken = []
        try:
            start.wait()
            while mine := leases.take(NOW, 2):
                taken += mine
        finally:
            connection.close()
        return taken

    with ThreadPoolExecutor() as pool:
        senders = [pool.submit(take_all) for _ in range(4)]
        taken = [copy for sender in senders for copy in sender.result()]
    assert len(taken) == len({copy.pk for copy in taken}) == 20
    assert len({copy.lease_token for copy in taken}) == DayMail.objects.count() == 5


def test_without_a_calendar_the_next_day_is_a_day_later(maya, settings):
    settings.NOTIFICATIONS_NEXT_DAYS = ""
    assert day_mails.next_days([maya.pk], NOW) == {maya.pk: later(days=1)}
