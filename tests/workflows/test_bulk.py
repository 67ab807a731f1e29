"""Very many rows at once: the same rows as one by one would give, on both databases."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, models, transaction

from tests.moments import at
from tests.workflows.parcels.models import Scribble, Van
from workflows import bulk
from workflows.models import Record

pytestmark = pytest.mark.django_db

AWKWARD = 'tab\t back\\slash \\N "quote" %s line\nend {Ré}'


def test_rows_of_several_tables_are_inserted():
    bulk.insert([Scribble(cause="a", text=AWKWARD), Van(load=4, room=5), Scribble(cause="b")])
    assert list(Van.objects.values_list("load", "room")) == [(4, 5)]
    rows = Scribble.objects.order_by("pk").values_list("cause", "text")
    assert list(rows) == [("a", AWKWARD), ("b", "")]


def test_every_kind_of_value_comes_back_as_it_went_in(maya):
    row = Record(
        subject_kind="parcel", subject_id=2**40, subject_uid=uuid.uuid4(), version=1,
        transition="send", from_state="", to_state="sent", actor=maya, process="",
        at=at("2026-06-08 09:00") + timedelta(microseconds=1), reason="",
        facts={"why": AWKWARD, "n": [1, None]},
        text_digest="", told=2, machine_hash="x", key_id="k", previous="", mac="m",
    )  # fmt: skip
    nobody = Record(
        **{
            field.attname: getattr(row, field.attname)
            for field in Record._meta.concrete_fields
            if field.name not in {"id", "version", "actor"}
        },
        version=2,
    )
    bulk.insert([row, nobody])
    for written in (row, nobody):
        read = Record.objects.get(pk=written.pk)
        for field in Record._meta.concrete_fields:
            assert getattr(read, field.attname) == getattr(written, field.attname), field.name


def test_a_refused_row_takes_all_others_with_it():
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert([Van(), Scribble(cause="a", text="1"), Scribble(cause="a", text="2")])
    assert not Van.objects.exists()


def test_a_code_of_an_enumeration_is_stored_as_its_value():
    class Colour(models.TextChoices):
        RED = "red", "a red one"

    bulk.insert([Scribble(cause=Colour.RED)])
    assert Scribble.objects.get().cause == "red"


@pytest.mark.postgresql
def test_it_is_one_statement_for_each_table(django_assert_num_queries):
    with django_assert_num_queries(2):
        bulk.insert([*[Scribble(cause=str(n)) for n in range(50)], *[Van() for _ in range(50)]])
