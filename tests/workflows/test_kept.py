"""Queries compiled once: the rows of the ORM, whatever the values, and as much of each row."""

from copy import copy
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, models, transaction
from django.db.models import Exists, F, OuterRef, Q, Value
from django.test.utils import CaptureQueriesContext

from tests.workflows.parcels.models import Parcel, Scribble, Van
from workflows import reading, statements
from workflows.actors import SystemProcess
from workflows.kept import Kept, KeptUpdate
from workflows.models import Calendar

pytestmark = pytest.mark.django_db


def laid_open(row):
    """Everything an object carries, with all that belongs to it."""
    if not isinstance(row, models.Model):
        return row
    plain = {name: value for name, value in row.__dict__.items() if not name.startswith("_")}
    belonging = {name: laid_open(other) for name, other in row._state.fields_cache.items()}
    return type(row), row._state.adding, row._state.db, plain, belonging


@pytest.mark.parametrize("who", ["maya", "budi", "eko", "system"])
def test_a_subject_is_read_as_the_orm_reads_it(who, sent, now, request):
    by = SystemProcess("sweep") if who == "system" else request.getfixturevalue(who)
    with transaction.atomic():
        kept = reading.locked_one(sent, by=by, now=now)
        [plain] = reading.locked(Parcel, models.Q(pk=sent.pk), by=by, now=now)
    assert laid_open(kept) == laid_open(plain)
    assert kept.acting_roles == plain.acting_roles


@pytest.mark.parametrize("known", [True, False])
def test_what_it_has_come_to_refer_to_since_is_read_with_it(known, sent, budi, now):
    """Whoever asks still holds the subject as it was, or knows nothing of that column."""
    at_hand = sent if known else Parcel.objects.defer("carrier_calendar").get(pk=sent.pk)
    Parcel.objects.filter(pk=sent.pk).update(carrier_calendar=sent.calendar)
    with transaction.atomic():
        fresh = reading.locked_one(at_hand, by=budi, now=now)
    with CaptureQueriesContext(connection) as captured:
        assert fresh.carrier_calendar == sent.calendar
    assert not captured.captured_queries


def test_what_is_seldom_asked_for_is_read_when_somebody_asks(sent, budi, now):
    with transaction.atomic():
        fresh = reading.locked_one(sent, by=budi, now=now)
    assert not set(Calendar.seldom) & fresh.calendar.__dict__.keys()
    assert fresh.calendar.week == sent.calendar.week


def test_a_place_takes_the_day_of_a_moment(calendar):
    """Shortly after midnight there the last day has passed, here it has not."""
    jakarta = ZoneInfo("Asia/Jakarta")
    kept = Kept(lambda at: Calendar.objects.filter(covers_to__gte=at.astimezone(jakarta).date()))
    midnight = datetime.combine(calendar.covers_to + timedelta(days=1), time(), jakarta)
    assert kept(at=midnight.astimezone(UTC) - timedelta(seconds=1)) == [calendar]
    assert kept(at=midnight.astimezone(UTC)) == []


def test_subqueries_and_repeated_values_have_their_places():
    for load in (1, 2, 3):
        Van.objects.create(load=load, room=9)
    fuller = Van.objects.filter(load__gt=OuterRef("load"))
    kept = Kept(lambda load: Van.objects.filter(Exists(fuller), load__gte=load).order_by("pk"))
    for load in (1, 2, 3):
        assert kept(load=load) == list(kept.build(load=load))


def test_every_statement_is_counted_with_its_text():
    kept = Kept(lambda load: Van.objects.filter(load=load))
    with CaptureQueriesContext(
        connection,
    ) as captured:
        for load in (1, 2):
            kept(load=load)
    assert ["parcels_van" in each["sql"] for each in captured] == [True, True]


def test_an_update_is_that_of_the_orm(django_assert_num_queries):
    vans = [Van.objects.create(load=load, room=9) for load in (1, 2)]
    kept = KeptUpdate(
        lambda pk, room: (Van.objects.filter(pk=pk), {"room": room, "load": F("load") + 1})
    )
    for van, room in zip(vans, (7, 8), strict=True):
        with connection.cursor() as cursor:
            cursor.execute(*kept(pk=van.pk, room=room))
    assert list(Van.objects.order_by("pk").values_list("load", "room")) == [(2, 7), (3, 8)]
    assert statements.update([kept.build(pk=vans[0].pk, room=5)]) == [1]


@pytest.mark.parametrize("cause", ["it's 100 %s", "%", "'", ""])
def test_what_is_always_the_same_stands_in_the_text_where_that_helps(cause):
    Scribble.objects.create(cause=cause, text="x")
    Scribble.objects.create(cause="other", text="x")
    kept = Kept(lambda text: Scribble.objects.filter(Q(cause=Value(cause)), text=text))
    assert kept(text="x") == list(kept.build(text="x"))
    assert len(kept.compiled()[0].params) == (1 if connection.vendor == "sqlite" else 2)


def test_what_belongs_to_a_row_is_forgotten_when_its_key_changes(sent, budi, now):
    with transaction.atomic():
        parcel = reading.locked_one(sent, by=SystemProcess("sweep"), now=now)
    parcel.sender_id = budi.pk
    assert parcel.sender == budi
    assert parcel.carrier == copy(parcel).carrier == sent.carrier
    with pytest.raises(KeyError):
        del parcel._state.fields_cache["nothing"]
