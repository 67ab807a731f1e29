"""Keys are turned while people read and write, and killed on the way: nothing becomes unreadable.

`make test-rotation` does it with 20,000 notes and 10 kills.
"""

import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.db.models import F

from mentoring.models import CaseKey, SealedNote
from mentoring.sealing import notes as sealing
from mentoring.services.sealed_notes import Purpose, Unreadable, reading, reading_all
from tests.factories.cast import MONDAY
from tests.factories.sealed import case_key, sealed, user

NOTES = int(os.environ.get("ROTATION_NOTES", "420"))
KILLS = int(os.environ.get("ROTATION_KILLS", "2"))
IN_A_CASE = 60  # so that turning one takes several transactions
PATIENCE = 120.0  # seconds without any progress; a bound against hanging, not a measurement
BOTH = {"new": b"the-key-that-comes", "test": b"tests-only-sealing-key"}
CHUNK = 500
BREATH = 0.05  # seconds between two acts: where there is no queue, haste starves the others


def texts_of(notes, by):
    with reading_all(notes, by=by, purpose=Purpose.IN_CHARGE, now=MONDAY) as found:
        return {note.pk: text.reveal() for note, text in found.items()}


class Office:
    """Somebody reads and somebody writes, all the time; what goes wrong is kept."""

    def __init__(self, author, seed):
        self.author, self.chance = author, random.Random(seed)
        self.written: dict[int, str] = {}
        self.keys: list[CaseKey] = []
        self.wrong: list[BaseException] = []
        self.reads = self.writes = 0
        self.over = threading.Event()

    def fill(self, number):
        for _ in range(number // IN_A_CASE):
            with transaction.atomic():
                key = case_key()
                made = self.write(key, IN_A_CASE)
            self.keys.append(key)
            self.written |= made

    def write(self, key, number=1):
        texts = {f"field{n}": f"teks {self.chance.random()} {n}" for n in range(number)}
        made = sealing.all_sealed(key, texts, author=self.author, at=MONDAY)
        rows = SealedNote.objects.bulk_create(made)
        return {note.pk: text for note, text in zip(rows, texts.values(), strict=True)}

    def write_on(self):
        with transaction.atomic():
            made = self.write(self.chance.choice(self.keys))
        self.written |= made
        self.writes += 1

    def read_on(self):
        pk = random.choice(list(self.written))
        note = SealedNote.objects.get(pk=pk)
        with reading(note, by=self.author, purpose=Purpose.IN_CHARGE, now=MONDAY) as text:
            assert text.reveal() == self.written[pk]
        self.reads += 1

    def keep_doing(self, act):
        try:
            while not self.over.wait(BREATH):
                act()
        except BaseException as error:  # noqa: BLE001 whatever fails is what this is about
            self.wrong.append(error)
        finally:
            connections.close_all()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        acts = (self.read_on, self.read_on, self.write_on)
        threads = [threading.Thread(target=self.keep_doing, args=[act]) for act in acts]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.over.set()
            for thread in threads:
                thread.join()

    def all_is_readable(self):
        wanted = sorted(self.written)
        assert SealedNote.objects.count() == len(wanted)
        for first in range(0, len(wanted), CHUNK):
            some = SealedNote.objects.filter(pk__in=wanted[first : first + CHUNK])
            assert texts_of(some, self.author) == {note.pk: self.written[note.pk] for note in some}


def progress():
    """Keys under the new key-encryption key, and notes under a new data key."""
    return (
        CaseKey.objects.filter(kek="new").count()
        + SealedNote.objects.filter(key__generation__gt=1, generation=F("key__generation")).count()
    )


def kill_at(process, goal):
    """End it without a word once it has come so far; False if it was done before that."""
    seen, patience = -1, time.monotonic() + PATIENCE
    while (now := progress()) < goal:
        if process.poll() is not None:
            return False
        if now > seen:
            seen, patience = now, time.monotonic() + PATIENCE
        assert time.monotonic() < patience, f"nothing moves after {seen}"
        time.sleep(0.002)
    process.kill()
    process.wait()
    return True


@pytest.mark.slow
def test_nothing_becomes_unreadable(shared_database, settings):
    seed = int(os.environ.get("FAULT_SEED", random.SystemRandom().randrange(10**6)))
    print(f"FAULT_SEED={seed}")  # noqa: T201 shown with a failure
    office = Office(user(), seed)
    office.fill(NOTES)
    settings.SEALING_KEYS = BOTH
    shared_database.extra["SEALING_KEYS"] = ",".join(
        f"{name}:{key.decode()}" for name, key in BOTH.items()
    )
    turn = ("rotate_keys", "--data-keys", "--made-before", (MONDAY + timedelta(1)).isoformat())
    killed = 0
    with office.at_work():
        for left in range(KILLS, 0, -1):
            done, whole = progress(), len(office.keys) + NOTES
            goal = done + max(1, int((whole - done) / (left + 1) * office.chance.uniform(0.1, 0.7)))
            killed += kill_at(shared_database.start(*turn), goal)
        shared_database.run(*turn)
    assert office.wrong == []
    assert killed == KILLS
    assert min(office.reads, office.writes) > KILLS
    assert not CaseKey.objects.exclude(kek="new", generation=2, wrapped_before=None).exists()
    assert not SealedNote.objects.exclude(generation=2).exists()
    settings.SEALING_KEYS = {"new": BOTH["new"]}
    office.all_is_readable()


@pytest.fixture
def author():
    return user()


@pytest.mark.django_db
def test_only_the_wrapping_is_turned_unless_asked(author, settings, capsys):
    notes = sealed(case_key(), ["satu", "dua"], author)
    before = CaseKey.objects.get()
    raw = [bytes(note.ciphertext) for note in SealedNote.objects.order_by("pk")]
    settings.SEALING_KEYS = BOTH
    call_command("rotate_keys")
    after = CaseKey.objects.get()
    assert (after.kek, after.generation, after.wrapped_before) == ("new", 1, None)
    assert bytes(after.wrapped) != bytes(before.wrapped)
    assert [bytes(note.ciphertext) for note in SealedNote.objects.order_by("pk")] == raw
    said = capsys.readouterr().out
    assert "keys wrapped anew 1/1" in said
    assert all(key.decode() not in said for key in BOTH.values())
    settings.SEALING_KEYS = {"new": BOTH["new"]}
    assert set(texts_of(notes, author).values()) == {"satu", "dua"}


@pytest.mark.django_db
def test_only_older_keys_are_made_anew(author, capsys):
    notes = sealed(case_key(), ["satu"], author)
    call_command("rotate_keys", data_keys=True, made_before=MONDAY)
    assert CaseKey.objects.get().generation == 1
    call_command("rotate_keys", data_keys=True, made_before=MONDAY + timedelta(1))
    assert CaseKey.objects.get().generation == 2
    call_command("rotate_keys", data_keys=True, made_before=MONDAY + timedelta(1))
    assert CaseKey.objects.get().generation == 2
    assert list(texts_of(notes, author).values()) == ["satu"]
    assert "rotate_keys --data-keys --made-before 2026-06-09T" in capsys.readouterr().out


@pytest.mark.django_db
def test_who_has_read_the_key_before_it_was_turned_seals_under_the_new_one(author):
    """What an act found at its beginning may be old when it writes."""
    stale = case_key()
    call_command("rotate_keys", data_keys=True, made_before=MONDAY + timedelta(1))
    assert (stale.generation, CaseKey.objects.get().generation) == (1, 2)
    notes = sealed(stale, ["satu"], author)
    assert notes[0].generation == 2
    assert list(texts_of(notes, author).values()) == ["satu"]


@pytest.mark.django_db
def test_an_erased_case_is_left_alone(author, settings):
    sealed(case_key(), ["satu"], author)
    CaseKey.objects.update(wrapped=None, destroyed_at=MONDAY)
    settings.SEALING_KEYS = BOTH
    call_command("rotate_keys", data_keys=True)
    assert CaseKey.objects.get().kek == "test"


@pytest.mark.django_db
def test_what_cannot_be_opened_stays_as_it_is_and_the_others_go_on(author, settings, caplog):
    [bent], sound = sealed(case_key(), ["satu"], author), sealed(case_key(), ["dua"], author)
    changed = bytes([*bytes(bent.ciphertext)[:-1], bytes(bent.ciphertext)[-1] ^ 1])
    SealedNote.objects.filter(pk=bent.pk).update(ciphertext=changed)
    settings.SEALING_KEYS = BOTH
    with pytest.raises(CommandError, match="1 cases cannot be opened"):
        call_command("rotate_keys", data_keys=True)
    assert "was not turned: It was changed" in caplog.text
    found = {key.pk: (key.generation, key.wrapped_before) for key in CaseKey.objects.all()}
    assert found == {bent.key_id: (1, None), sound[0].key_id: (2, None)}
    assert list(texts_of(sound, author).values()) == ["dua"]
    SealedNote.objects.filter(pk=bent.pk).update(ciphertext=bytes(bent.ciphertext))
    assert list(texts_of([bent], author).values()) == ["satu"]


@pytest.mark.django_db
def test_a_key_that_is_taken_away_too_early_is_missed(author, settings):
    notes = sealed(case_key(), ["satu"], author)
    settings.SEALING_KEYS = {"new": BOTH["new"]}
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("rotate_keys")
    with pytest.raises(Unreadable):
        texts_of(notes, author)
    settings.SEALING_KEYS = BOTH
    call_command("rotate_keys")
    assert list(texts_of(notes, author).values()) == ["satu"]
