"""When somebody is taken: booked, or away. Whoever asks for their time never learns which."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from mentoring.models.person import Absence, Person

INSTANT = timedelta(microseconds=1)


class Booking(models.Model):
    """One person is taken; released when what it is for is moved or called off.

    By a session, for each of the two. Without one it is of class C: time that a counsellor keeps,
    shown nowhere. On PostgreSQL `no_double_booking` excludes overlaps that are not released (see
    migrations).
    """

    session = models.ForeignKey(
        "mentoring.Session", models.PROTECT, null=True, blank=True, related_name="bookings"
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="bookings")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")), name="booking_ends_after_it_begins"
            )
        ]
        indexes = [
            models.Index(
                fields=["person", "ends"],
                condition=Q(released_at=None),
                name="booking_of_a_person",
            )
        ]


def taken(
    people: Iterable[Person],
    starts_at: datetime,
    ends_at: datetime,
    *,
    besides: int | None = None,
) -> "models.QuerySet[Person]":
    """Who of these is booked at that time, or away on one of its days where they work.

    `besides` is a session whose own bookings do not count. Reads nothing beyond `unit__calendar`.
    """
    booked = Booking.objects.filter(person=OuterRef("pk"), released_at=None)
    booked = booked.filter(starts__lt=ends_at, ends__gt=starts_at)
    if besides is not None:
        booked = booked.exclude(session=besides)
    asked = list(people)
    found = Q(Exists(booked), pk__in=[person.pk for person in asked])
    for person in asked:
        zone = ZoneInfo(person.unit.calendar.zone)
        last, first = ((ends_at - INSTANT).astimezone(zone), starts_at.astimezone(zone))
        days = {"starts_on__lte": last.date(), "ends_on__gte": first.date()}
        found |= Q(Exists(Absence.objects.filter(person=OuterRef("pk"), **days)), pk=person.pk)
    return Person.objects.filter(found)
