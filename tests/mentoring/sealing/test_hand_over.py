"""A case that changes hands is sealed anew in the act: what the one before held opens nothing."""

from datetime import timedelta

import pytest

from mentoring.models import CaseKey, CounsellingCase, SealedNote
from mentoring.sealing import case_keys, keys, turning
from mentoring.sealing.cipher import disclose
from mentoring.services.sealed_notes import Purpose, reading_all
from tests.factories.cast import MONDAY, cast
from tests.factories.counselling import WISH, case, moved, service
from workflows import engine
from workflows.errors import Guarded

pytestmark = pytest.mark.django_db
BODY = "Rekam lengkap (contoh)"


def counselled():
    crew = cast()
    served = service(crew)
    made = case(crew, served, "in_service")
    note = {"layer": "full_record", "body": BODY}
    return crew, served, moved(made, served, [("write_note", "counsellor", note)])


def handed_over(crew, served, made):
    made = moved(made, served, [("propose_hand_over", "counsellor", {})])
    made = engine.perform(made, "agree_to_hand_over", by=crew.maya.user, now=MONDAY)
    putu = {"counsellor": str(served.putu.uid)}
    return engine.perform(made, "assign", by=served.dewi.user, now=MONDAY, data=putu)


def texts(person):
    notes = SealedNote.objects.visible_to(person.user, MONDAY)
    with reading_all(notes, by=person.user, purpose=Purpose.IN_CHARGE, now=MONDAY) as found:
        return {note.field: text.reveal() for note, text in found.items()}


def test_what_the_former_counsellor_held_opens_nothing_any_more(db):
    crew, served, made = counselled()
    held = CaseKey.objects.get(pk=made.key_id)
    handed_over(crew, served, made)
    key = CaseKey.objects.get(pk=made.key_id)
    assert (key.generation, key.wrapped_before) == (held.generation + 1, None)
    notes = list(SealedNote.objects.filter(key=key))
    assert {note.generation for note in notes} == {key.generation}
    data_key = case_keys.data_key(held, held.generation)
    for note in notes:
        with pytest.raises(keys.SealBroken):
            disclose(bytes(note.ciphertext), data_key, case_keys.place(note, held))
        with pytest.raises(keys.KeyMissing):
            case_keys.data_key(key, held.generation)
    assert not SealedNote.objects.visible_to(served.lestari.user, MONDAY).exists()
    assert not CounsellingCase.objects.visible_to(served.lestari.user, MONDAY).exists()
    found = texts(served.putu)
    assert (found["full_record"], found["wish"]) == (BODY, WISH)


def test_a_turn_that_was_under_way_is_brought_to_its_end(db):
    crew, served, made = counselled()
    key = CaseKey.objects.get(pk=made.key_id)
    case_keys.turn(key, MONDAY + timedelta(hours=1))
    key.save()
    first = SealedNote.objects.filter(key=key).first()
    turning.anew(first, key)
    first.save()
    handed_over(crew, served, made)
    assert CaseKey.objects.get(pk=key.pk).generation == key.generation + 1
    assert texts(served.putu)["full_record"] == BODY


def test_what_cannot_be_sealed_anew_stays_in_the_same_hands(db, settings):
    crew, served, made = counselled()
    settings.SEALING_KEYS = {"another": b"a-key-that-came-without-the-old"}
    with pytest.raises(Guarded, match="stays in the same hands"):
        handed_over(crew, served, made)
