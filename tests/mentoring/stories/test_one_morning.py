"""466 relationships that started on one day: one mail a day each, one list, 100 mails an hour."""

import uuid
from collections import Counter
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.db.models import Min

from mentoring.models import Person, Relationship
from notifications import audit, lists, pace, rendering
from notifications.delivery import deliver_due
from notifications.models import Delivery, Notice
from tests.factories import person as people
from tests.factories.cast import cast, mentor
from tests.factories.relationship import relationship
from tests.moments import at
from workflows.calendars import working_time
from workflows.models import Deadline
from workflows.sweep import ring_due

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PAIRS, MENTORS, SUPERIORS, AN_HOUR = 466, 150, 70, 100
BEGUN, OVER = at("2026-06-09 06:00"), at("2026-07-20 06:00")
JAKARTA = ZoneInfo("Asia/Jakarta")


def clone(row, **changed):
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return type(row)(**{**fields, "id": None, "uid": uuid.uuid4(), **changed})


def cohort(crew):
    """So many active relationships like the first, with the same clocks, each with a mentee."""
    unit = crew.maya.unit
    superiors = [people.person(f"Atasan {n} Contoh", unit=unit) for n in range(SUPERIORS)]
    mentors = []
    for n in range(MENTORS):
        found = mentor(people.person(f"Mentor {n} Contoh", unit=unit), capacity=9)
        people.line(found.person, superiors[n % SUPERIORS])
        mentors.append(found)
    first = relationship(crew, "active")
    pairs = Relationship.objects.bulk_create(
        clone(first, mentee_id=mentee.pk, practitioner_id=mentors[n % MENTORS].pk)
        for n, mentee in enumerate(mentees(crew, PAIRS - 1))
    )
    like = list(Deadline.objects.open().of(first.kind, first.pk).order_by("pk"))
    Deadline.objects.bulk_create(
        clone(row, subject_id=pair.pk, responsible_id=responsible(row, first, pair))
        for pair in pairs
        for row in like
    )


def mentees(crew, number):
    users = get_user_model().objects.bulk_create(
        get_user_model()(
            username=f"mentee{n}",
            email=f"mentee{n}@example.go.id",
            display_name=f"Mentee {n} Contoh",
            password="!",
        )
        for n in range(number)
    )
    return Person.objects.bulk_create(
        Person(
            user=user,
            name=user.display_name,
            kind=crew.maya.kind,
            organisation=crew.organisation,
            unit=crew.maya.unit,
        )
        for user in users
    )


def responsible(row, first, pair):
    if row.responsible_id == first.practitioner.person.user_id:
        return pair.practitioner.person.user_id
    return row.responsible_id


def live(moment):
    """From due time to due time; what cannot leave yet has a later time afterwards."""
    while (due := _next()) is not None and due < moment:
        while ring_due(due):
            pass
        while deliver_due(due):
            pass
        after = _next()
        assert after is None or after > due, f"stuck at {due}"


def _next():
    rings = Deadline.objects.open().aggregate(at=Min("next_due_at"))["at"]
    waiting = Delivery.objects.filter(state="pending").aggregate(at=Min("next_attempt_at"))["at"]
    return min((found for found in (rings, waiting) if found), default=None)


def left_at(mail) -> datetime:
    return parsedate_to_datetime(mail.extra_headers["Date"])


def most_in_an_hour(times):
    times = sorted(times)
    ends = 0
    most = 0
    for start, began in enumerate(times):
        while ends < len(times) and times[ends] < began + timedelta(hours=1):
            ends += 1
        most = max(most, ends - start)
    return most


def test_nobody_is_flooded_and_nothing_is_lost_or_late(settings, mailoutbox):
    settings.NOTIFICATIONS_PER_HOUR = {"email": AN_HOUR}
    crew = cast()
    cohort(crew)
    live(BEGUN)
    mailoutbox.clear()
    live(OVER)

    # One mail a working day to everybody but mentees, however much there was to say.
    days = Counter((mail.to[0], left_at(mail).astimezone(JAKARTA).date()) for mail in mailoutbox)
    assert {mail for mail, times in days.items() if times > 1} == set()
    told = Notice.objects.filter(created_at__gte=BEGUN)
    assert told.count() > 3 * PAIRS
    assert len(mailoutbox) < told.count() / 2

    # No hour, whenever it begins, has more mails than the server takes; and it was needed.
    assert most_in_an_hour([left_at(mail) for mail in mailoutbox]) <= AN_HOUR
    busiest = Counter(left_at(mail).astimezone(JAKARTA).date() for mail in mailoutbox)
    assert max(busiest.values()) > AN_HOUR

    # Nobody is written to out of hours, however long the queue is.
    hours = working_time(crew.organisation.calendar)
    assert {left_at(mail) for mail in mailoutbox if not hours.is_open(left_at(mail))} == set()

    # The coordinator has one notice for each morning, with a list of all.
    mine = Notice.objects.inbox_of(crew.citra.user).filter(kind__startswith="escalation.")
    assert sorted(mine.values_list("kind", flat=True)) == [
        "escalation.first_session",
        "escalation.status_update",
    ]
    for head in mine.order_by("kind"):
        assert 1 + lists.number(head) == PAIRS
        assert rendering.shown(head).subject.startswith(f"{PAIRS} ")

    # In the portal everything stood when work began; every copy has left.
    moments = {row.created_at.astimezone(JAKARTA).time().isoformat("minutes") for row in told}
    assert moments == {"07:30"}
    assert set(Delivery.objects.values_list("state", flat=True)) <= {"sent", "cancelled"}
    assert not audit.findings(OVER)
    assert pace.queues(OVER)[0].mails == 0
