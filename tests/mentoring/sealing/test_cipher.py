"""A ciphertext opens under its own key and in its own place, and nowhere else."""

import json
import os
import pickle
import random
import uuid
from copy import copy, deepcopy
from dataclasses import replace

import pytest

from mentoring.machines.inputs import Sealed
from mentoring.sealed_text import SealedText
from mentoring.sealing import cipher, keys
from mentoring.sealing.cipher import Place
from mentoring.sealing.keys import NONCE, SealBroken

pytestmark = pytest.mark.once

CANARY = "kenari-rahasia"
NONCES = int(os.environ.get("NONCES", "200000"))
PAIRS = 1_000


def somewhere(**changes):
    return replace(Place(uuid.uuid4(), uuid.uuid4(), "summary", 1), **changes)


def test_what_was_sealed_opens_again():
    key, place = keys.new_key(), somewhere()
    for text in ("", CANARY, "Ia berkata: “saya takut” 🕊\n", "x" * 20_000):
        assert cipher.disclose(cipher.seal(text, key, place), key, place).reveal() == text


def test_the_keys_that_are_made_of_one_secret_open_nothing_of_each_other():
    """What drafts lie under is not what the keys of cases are wrapped under."""
    kek = keys.in_use()
    with pytest.raises(SealBroken):
        keys.draft_key(kek).open(keys.wrap(keys.new_key(), b"here"), b"here")
    with pytest.raises(SealBroken):
        keys.unwrap(keys.draft_key(kek).close(bytes(32), b"here"), kek, b"here")


def test_no_two_ciphertexts_can_take_each_others_place():
    key = keys.new_key()
    places = [somewhere() for _ in range(2 * PAIRS)]
    sealed = [cipher.seal(f"teks {n}", key, place) for n, place in enumerate(places)]
    refused = 0
    for one, other in zip(range(0, 2 * PAIRS, 2), range(1, 2 * PAIRS, 2), strict=True):
        for text, place in ((sealed[one], places[other]), (sealed[other], places[one])):
            with pytest.raises(SealBroken):
                cipher.disclose(text, key, place)
            refused += 1
    assert refused == 2 * PAIRS


@pytest.mark.parametrize(
    "changes",
    [{"note": uuid.uuid4()}, {"key": uuid.uuid4()}, {"field": "statement"}, {"generation": 2}],
    ids=["another note", "another case", "another field", "another generation"],
)
def test_it_opens_in_no_other_place(changes):
    key, place = keys.new_key(), somewhere()
    sealed = cipher.seal(CANARY, key, place)
    with pytest.raises(SealBroken, match="belongs elsewhere"):
        cipher.disclose(sealed, key, replace(place, **changes))


def test_it_opens_under_no_other_key():
    place = somewhere()
    sealed = cipher.seal(CANARY, keys.new_key(), place)
    with pytest.raises(SealBroken, match="under another key"):
        cipher.disclose(sealed, keys.new_key(), place)


def test_no_bit_of_it_can_be_bent_and_nothing_cut_off():
    key, place = keys.new_key(), somewhere()
    sealed = cipher.seal(CANARY, key, place)
    for bit in range(8 * len(sealed)):
        bent = bytearray(sealed)
        bent[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SealBroken):
            cipher.disclose(bytes(bent), key, place)
    for length in range(len(sealed)):
        with pytest.raises(SealBroken):
            cipher.disclose(sealed[:length], key, place)


def test_every_nonce_is_new():
    key, place = keys.new_key(), somewhere()
    found = {cipher.seal("", key, place)[1 : 1 + NONCE] for _ in range(NONCES)}
    assert len(found) == NONCES


def test_sealed_anew_it_is_the_same_text_under_the_other_key():
    (old, new), place = (keys.new_key(), keys.new_key()), somewhere()
    later = replace(place, generation=2)
    moved = cipher.reseal(cipher.seal(CANARY, old, place), old, place, new, later)
    assert cipher.disclose(moved, new, later).reveal() == CANARY
    with pytest.raises(SealBroken):
        cipher.disclose(moved, old, place)


def test_open_text_shows_itself_only_when_asked():
    text = SealedText(CANARY)
    shown = [str(text), repr(text), f"{text}", f"{text!r:>20}", "%s" % text, str([text])]  # noqa: UP031 old formatting is one of the ways
    shown += [json.dumps(text, default=str), f"{text:>40}", str({"text": text}), str(vars(Sealed))]
    assert all("[sealed]" in one for one in shown[:-1])
    assert not any(CANARY in one for one in shown)
    for way in (pickle.dumps, copy, deepcopy, json.dumps):
        with pytest.raises(TypeError):
            way(text)
    assert text.reveal() == CANARY
    text.forget()
    with pytest.raises(LookupError):
        text.reveal()


def test_a_key_shows_itself_to_nobody():
    secret = random.randbytes(32)
    key = keys.Key(secret)
    assert {str(key), repr(key), f"{key}"} == {"[key]"}
    with pytest.raises(TypeError):
        pickle.dumps(key)


def test_what_is_typed_into_a_sealed_input_hides_at_once():
    field = Sealed(label="Catatan", max_length=50)
    typed = field.clean(f"  {CANARY}  ")
    assert str(typed) == "[sealed]"
    assert typed.reveal() == CANARY
    assert field.clean(typed).reveal() == CANARY
    with pytest.raises(Exception, match="required"):
        field.clean("")
    assert not Sealed(required=False).clean("")
