"""When other people stand behind a role, their open deadlines go to them; nothing is lost."""

import pytest

from tests.moments import at
from tests.workflows.parcels.models import Parcel
from workflows import turns
from workflows.audit import findings
from workflows.models import Calendar, Deadline
from workflows.sweep import ring_due

pytestmark = pytest.mark.django_db


def hand_to(parcel, person):
    Parcel.objects.filter(pk=parcel.pk).update(sender=person)


def test_an_open_deadline_goes_to_the_new_party(parcel, budi, now):
    hand_to(parcel, budi)
    assert turns.follow(Deadline.objects.all(), now=now) == 1
    row = Deadline.objects.get()
    assert (row.responsible, row.epoch) == (budi, 2)
    assert list(findings(now)) == []


def test_nothing_moves_where_nothing_changed(parcel, now):
    assert turns.follow(Deadline.objects.all(), now=now) == 0
    assert Deadline.objects.get().epoch == 1


def test_it_is_planned_again_by_the_calendar_of_the_new_party(parcel, now):
    far = Calendar.objects.get()
    far.pk, far.uid, far.code, far.zone = (
        None,
        "6f1c6b0e-0000-4000-8000-000000000001",
        "far",
        "Asia/Jayapura",
    )
    far.save()
    Parcel.objects.filter(pk=parcel.pk).update(calendar=far)
    turns.follow(Deadline.objects.all(), now=now)
    assert Deadline.objects.get().due_at == at("2026-06-10 16:00", "Asia/Jayapura")


def test_what_was_due_but_not_yet_rung_still_rings(parcel, budi, scribbles):
    late = at("2026-06-09 09:00")
    hand_to(parcel, budi)
    turns.follow(Deadline.objects.all(), now=late)
    assert ring_due(late) == 1
    assert ring_due(late) == 0
    assert scribbles.get().text == "remind"


def test_closed_deadlines_stay_as_they_were(sent, budi, now):
    hand_to(sent, budi)
    turns.follow(Deadline.objects.all(), now=now)
    assert Deadline.objects.get(name="dispatch").responsible != budi
