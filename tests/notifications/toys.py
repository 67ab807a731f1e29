"""Toy kinds about parcels, which prove that the package knows nothing of its product."""

from datetime import timedelta

from django.db import transaction

from notifications import outbox
from notifications.kinds import Kind
from notifications.models import Delivery, Notice
from tests.moments import at

NOW = at("2026-03-30 07:30")
DUE = at("2026-03-31 16:00")

INVITATION = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//toy//EN
METHOD:REQUEST
BEGIN:VEVENT
UID:parcel-1@example.go.id
DTSTAMP:20260330T003000Z
DTSTART:20260331T020000Z
SEQUENCE:0
SUMMARY:Appointment
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def invitation(notice):
    return INVITATION.encode() if notice.facts.get("invite") else None


ARRIVED = Kind("parcel.arrived", calendar=invitation)
LOST = Kind("parcel.lost", disclosure="B")
HOLLOW = Kind("parcel.hollow")
SECRET = Kind("parcel.secret", disclosure="C")
HARMLESS = Kind("parcel.harmless", discreet=True)
TOYS = (ARRIVED, LOST, HOLLOW, SECRET, HARMLESS)

FACTS = {"owner": "Maya", "due_at": DUE, "opens_at": NOW, "path": "/parcels/1"}


def drafted(recipient, kind="parcel.arrived", *, cause="record:1", facts=FACTS, **more):
    more = {"now": NOW, "copy_at": NOW, **more}
    return outbox.draft(
        kind, recipient=recipient, cause=cause, subject_kind="parcel", subject_id=1, facts=facts,
        **more,
    )  # fmt: skip


def told(recipient, kind="parcel.arrived", **more):
    """A notice with its copy, in the database."""
    rows = drafted(recipient, kind, **more)
    with transaction.atomic():
        outbox.put(rows)
    return Notice.objects.get(pk=rows[0].pk)


def copy_of(notice):
    return Delivery.objects.get(notice=notice)


def later(**amount):
    return NOW + timedelta(**amount)
