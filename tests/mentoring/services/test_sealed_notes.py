"""No sealed text without a record of who read it; none for whom it is not."""

import io
import logging
import pickle
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.forms.models import model_to_dict
from django.views.debug import ExceptionReporter

from config.logging import JsonLines
from mentoring.models import AccessRecord, CaseKey, SealedNote
from mentoring.sealing import notes as sealing
from mentoring.services import sealed_notes
from mentoring.services.sealed_notes import Purpose, Unreadable, reading, reading_all
from tests.factories.cast import MONDAY
from tests.factories.sealed import case_key, sealed, user
from workflows.errors import Guarded

pytestmark = pytest.mark.django_db

CANARY = "kenari-rahasia"


@pytest.fixture
def author():
    return user()


@pytest.fixture
def note(author):
    [found] = sealed(case_key(), [CANARY], author)
    return found


def read(note, by, purpose=Purpose.IN_CHARGE, now=MONDAY):
    with reading(note, by=by, purpose=purpose, now=now) as text:
        return text.reveal()


def test_it_is_read_and_it_stands_who_did(note, author):
    later = MONDAY + timedelta(hours=1)
    assert read(note, author) == CANARY
    assert read(note, author, Purpose.FORM, later) == CANARY
    found = AccessRecord.objects.order_by("number")
    assert [(one.number, one.note, one.actor, one.purpose, one.at) for one in found] == [
        (1, note, author, "in_charge", MONDAY),
        (2, note, author, "form", later),
    ]
    assert [one.previous for one in found] == ["", found[0].mac]
    assert CaseKey.objects.get().access_head == found[1].mac


def test_the_text_is_gone_when_the_block_ends(note, author):
    with reading(note, by=author, purpose=Purpose.IN_CHARGE, now=MONDAY) as text:
        assert (str(text), text.reveal()) == ("[sealed]", CANARY)
    with pytest.raises(LookupError):
        text.reveal()


def test_several_cost_as_many_statements_as_one(author, django_assert_num_queries):
    few, many = sealed(case_key(), [CANARY], author), sealed(case_key(), [CANARY] * 20, author)
    many += sealed(case_key(), [CANARY] * 20, author)
    for notes in (few, many):
        with (
            django_assert_num_queries(6),  # with the savepoint of the test's own transaction
            reading_all(notes, by=author, purpose=Purpose.IN_CHARGE, now=MONDAY) as texts,
        ):
            assert {text.reveal() for text in texts.values()} == {CANARY}


def test_whoever_does_not_see_it_is_answered_as_if_there_were_none(note):
    stranger = user("orang-lain")
    with pytest.raises(SealedNote.DoesNotExist):
        read(note, stranger)
    sealed_away = CaseKey.objects.get()
    CaseKey.objects.update(wrapped=None, destroyed_at=MONDAY)
    with pytest.raises(SealedNote.DoesNotExist):
        read(note, stranger)
    assert not AccessRecord.objects.exists()
    assert sealed_away.access_count == 0


REFUSALS = {
    "sqlite": "CREATE TRIGGER no_access BEFORE INSERT ON mentoring_accessrecord"
    " BEGIN SELECT RAISE(ABORT, 'the disk is full'); END",
    "postgresql": "CREATE FUNCTION no_access() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$;"
    " CREATE TRIGGER no_access BEFORE INSERT ON mentoring_accessrecord"
    " FOR EACH ROW EXECUTE FUNCTION no_access()",
}


def reported(error):
    """All that any of our reports could say of an error: the log, and Django's with its locals."""
    info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, "x", 1, "failed", None, info)
    page = ExceptionReporter(None, *info)
    return JsonLines().format(record) + page.get_traceback_html() + page.get_traceback_text()


def test_without_the_record_there_is_no_text_anywhere(note, author):
    with connection.cursor() as cursor:
        cursor.execute(REFUSALS[connection.vendor])
    given = []
    with (
        pytest.raises(DatabaseError) as failed,
        reading(note, by=author, purpose=Purpose.IN_CHARGE, now=MONDAY) as text,
    ):
        given.append(text)
    assert given == []
    said = reported(failed.value)
    assert "the disk is full" in said
    assert CANARY not in said


def test_an_error_while_it_is_open_does_not_tell_it(note, author):
    with (
        pytest.raises(ZeroDivisionError) as failed,
        reading(note, by=author, purpose=Purpose.IN_CHARGE, now=MONDAY) as text,
    ):
        [len(text.reveal()) / 0]
    assert CANARY not in reported(failed.value)


@pytest.mark.django_db(transaction=True)
def test_it_is_not_read_where_the_record_could_still_be_taken_back():
    author = user()
    [note] = sealed(case_key(), [CANARY], author)
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        read(note, author)
    assert read(note, author) == CANARY


def test_an_erasure_is_no_reason_to_read(note, author):
    with pytest.raises(ValueError, match="opens nothing"):
        read(note, author, Purpose.ERASURE)


def test_ciphertexts_put_in_each_others_place_are_refused(author, caplog):
    one, other = sealed(case_key(), ["satu", "dua"], author)
    SealedNote.objects.filter(pk=one.pk).update(ciphertext=bytes(other.ciphertext))
    with pytest.raises(Unreadable, match="not as it was sealed"):
        read(one, author)
    assert f"note {one.uid} does not open" in caplog.text
    assert read(other, author) == "dua"


def test_a_note_does_not_open_under_the_key_of_another_case(note, author):
    SealedNote.objects.update(key=case_key())
    with pytest.raises(SealedNote.DoesNotExist):
        read(note, author)
    with pytest.raises(Unreadable):
        read(SealedNote.objects.get(), author)


def test_a_key_that_is_gone_or_wrong_is_named(note, author, settings, caplog):
    settings.SEALING_KEYS = {"new": b"another-key"}
    with pytest.raises(Unreadable):
        read(note, author)
    assert "SEALING_KEYS has no key 'test'" in caplog.text
    settings.SEALING_KEYS = {"test": b"another-key"}
    with pytest.raises(Unreadable):
        read(note, author)
    assert "under another key" in caplog.text
    assert CANARY not in caplog.text


def test_rows_show_nothing(note):
    key = CaseKey.objects.get()
    for row in (note, key):
        assert str(row) == f"{row}" == "[sealed]"
        assert "[sealed]" in repr(row)
        assert CANARY.encode() not in pickle.dumps(row)
        assert CANARY not in str(model_to_dict(row)) + str(vars(row))


def test_no_dump_holds_the_text(note):
    for form in ("json", "xml"):
        out = io.StringIO()
        call_command("dumpdata", format=form, stdout=out)
        assert "sealednote" in out.getvalue()
        assert CANARY not in out.getvalue()
    with connection.cursor() as cursor:
        cursor.execute("SELECT ciphertext FROM mentoring_sealednote")
        [[raw]] = cursor.fetchall()
    assert CANARY.encode() not in bytes(raw)


def test_an_erased_case_takes_no_more_notes(note, author):
    CaseKey.objects.update(wrapped=None, destroyed_at=MONDAY)
    key = CaseKey.objects.get()
    with pytest.raises(Guarded, match="erased for good"):
        read(note, author)
    with pytest.raises(Guarded, match="erased for good"):
        sealed(key, ["lagi"], author)


@pytest.mark.parametrize(
    "change",
    [
        {"destroyed_at": MONDAY},
        {"wrapped": None},
        {"destroyed_at": MONDAY, "wrapped": None, "wrapped_before": b"x"},
    ],
)
def test_a_destroyed_key_holds_nothing(note, change):
    with pytest.raises(IntegrityError, match="a_destroyed_key_holds_nothing"):
        CaseKey.objects.update(**change)


def test_a_note_is_never_empty(note):
    with pytest.raises(IntegrityError, match="a_sealed_note_is_not_empty"):
        SealedNote.objects.update(ciphertext=b"")


def test_an_act_seals_all_its_texts_under_one_lock(author, django_assert_num_queries):
    key = case_key()
    with transaction.atomic(), django_assert_num_queries(1):
        made = sealing.all_sealed(key, {"a": "satu", "b": "dua"}, author=author, at=MONDAY)
    SealedNote.objects.bulk_create(made)
    assert [read(note, author) for note in made] == ["satu", "dua"]
    assert sealed_notes.Purpose is Purpose
