"""A full database: rows of every kind a change touches, all of them other people's business."""

import uuid
from datetime import datetime, timedelta

from django.db import connection

from mentoring.models import Booking, Relationship, Session
from tests.factories.cast import MONDAY, Cast
from workflows.models import Deadline, Record

HOUR = timedelta(hours=1)


def crowd(crew: Cast, many: int, start: datetime) -> None:
    """So many pairs with a session, a booking, a deadline and a record each."""
    other = {"programme": crew.programme, "organisation": crew.organisation, "mentee": crew.eko}
    pairs = Relationship.objects.bulk_create(
        Relationship(**other, discipline="coaching") for _ in range(many)
    )
    times = {"starts_at": start, "ends_at": start + HOUR, "zone": "Asia/Jakarta", "mode": "online"}
    met = Session.objects.bulk_create(
        Session(
            relationship=pair,
            mentee=crew.eko,
            practitioner=crew.budi,
            proposed_by=crew.eko,
            **times,
        )
        for pair in pairs
    )
    Booking.objects.bulk_create(
        Booking(
            session=each,
            person=crew.eko,
            starts=start + number * HOUR,
            ends=start + (number + 1) * HOUR,
        )
        for number, each in enumerate(met)
    )
    like = Deadline.objects.order_by("pk")[0]
    copies = []
    for pair in pairs:
        fields = {field.attname: getattr(like, field.attname) for field in like._meta.fields}
        fields |= {"id": None, "uid": uuid.uuid4(), "subject_id": pair.pk}
        copies.append(Deadline(**fields))
    Deadline.objects.bulk_create(copies)
    Record.objects.bulk_create(
        Record(
            subject_kind="relationship",
            subject_id=pair.pk,
            subject_uid=pair.uid,
            version=1,
            transition="begin",
            to_state="draft",
            at=MONDAY,
        )
        for pair in pairs
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # rows that are not committed yet no daemon counts
