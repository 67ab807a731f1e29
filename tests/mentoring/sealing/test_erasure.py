"""What was erased for good stays so, whatever backup is restored."""

import subprocess
import threading
import uuid

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.template import engines

from config.checks import refuse_faults
from mentoring.models import AccessRecord, CaseKey, SealedNote
from mentoring.queries import sealed_state
from mentoring.sealing import erasure_list
from mentoring.services.sealed_notes import Purpose, destroy, reading
from tests.factories.cast import MONDAY
from tests.factories.sealed import case_key, sealed, user
from tests.servers.databases import backup, execute, read
from tests.servers.postgresql import packaged
from workflows.errors import Guarded

CANARY = "kenari-rahasia"


@pytest.fixture
def listed(settings, tmp_path):
    """The list of erasures of this test."""
    settings.ERASURE_LIST = str(tmp_path / "erasures")
    return tmp_path / "erasures"


@pytest.fixture
def case(db, listed):
    author = user()
    [note] = sealed(case_key(), [CANARY], author)
    return note, author


def text_of(note, by):
    with reading(note, by=by, purpose=Purpose.IN_CHARGE, now=MONDAY) as text:
        return text.reveal()


def test_nobody_can_read_it_again_and_it_stands_who_erased_it(case, listed):
    note, author = case
    destroy(note.key, by=author, now=MONDAY)
    destroy(note.key, by=author, now=MONDAY)
    with pytest.raises(Guarded, match="erased for good"):
        text_of(note, author)
    key = CaseKey.objects.get()
    assert (key.wrapped, key.wrapped_before, key.destroyed_at) == (None, None, MONDAY)
    [record] = AccessRecord.objects.all()
    assert (record.purpose, record.note, record.actor) == ("erasure", None, author)
    assert listed.read_text() == f"{key.uid} {MONDAY.isoformat()}\n"
    assert listed.stat().st_mode & 0o777 == 0o600
    assert list(sealed_state.unfit()) == []


def test_what_cannot_be_listed_is_not_erased(case, settings, tmp_path):
    note, author = case
    settings.ERASURE_LIST = str(tmp_path / "nowhere" / "erasures")
    with pytest.raises(FileNotFoundError):
        destroy(note.key, by=author, now=MONDAY)
    assert text_of(note, author) == CANARY
    settings.ERASURE_LIST = ""
    with pytest.raises(ImproperlyConfigured):
        destroy(note.key, by=author, now=MONDAY)
    assert text_of(note, author) == CANARY


@pytest.mark.django_db(transaction=True)
def test_it_is_not_part_of_what_could_still_be_taken_back(case, listed):
    note, author = case
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        destroy(note.key, by=author, now=MONDAY)
    assert not listed.exists()


@pytest.fixture
def plain_templates(monkeypatch):
    """Checks complain about the suite's own stand-in for undefined variables."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")


def starts():
    refuse_faults()
    call_command("run_engine", once=True, verbosity=0)


def refuses_to_start(said):
    with pytest.raises(ImproperlyConfigured, match=said):
        refuse_faults()
    with pytest.raises(CommandError, match=said):
        call_command("run_engine", once=True)


@pytest.mark.django_db(transaction=True)
def test_nothing_starts_on_what_must_be_erased_again(case, listed, plain_templates):
    note, author = case
    starts()
    erasure_list.append(note.key.uid, MONDAY)
    refuses_to_start("1 cases on the list of erasures can be read again")
    call_command("apply_erasures")
    starts()
    with pytest.raises(Guarded, match="erased for good"):
        text_of(note, author)
    [record] = AccessRecord.objects.all()
    assert (record.purpose, record.actor) == ("erasure", None)


@pytest.mark.django_db(transaction=True)
def test_nothing_starts_on_a_list_that_is_lost(case, listed, plain_templates, capsys):
    note, author = case
    destroy(note.key, by=author, now=MONDAY)
    before = listed.read_text()
    listed.unlink()
    refuses_to_start("1 erasures are not on the list")
    call_command("apply_erasures")
    assert capsys.readouterr().out == "0 cases erased again, 1 erasures added to the list.\n"
    assert listed.read_text() == before
    starts()


@pytest.mark.django_db(transaction=True)
def test_nothing_starts_without_the_keys(case, settings, plain_templates):
    settings.SEALING_KEYS = {"new": b"another"}
    refuses_to_start("SEALING_KEYS has no key 'test'")
    settings.SEALING_KEYS = {"test": b"another"}
    refuses_to_start("under the key 'test' cannot be opened: It was changed")


def test_a_line_that_was_cut_off_was_never_promised(listed):
    one, other = uuid.uuid4(), uuid.uuid4()
    erasure_list.append(one, MONDAY)
    with listed.open("ab") as file:
        file.write(f"{other} 2026-0".encode())
    assert set(erasure_list.entries()) == {one}
    erasure_list.append(other, MONDAY)
    assert dict(erasure_list.entries()) == {one: MONDAY, other: MONDAY}


def test_a_line_that_cannot_be_read_is_not_passed_over(case, listed):
    erasure_list.append(uuid.uuid4(), MONDAY)
    listed.write_bytes(b"nonsense\n" + listed.read_bytes())
    [found] = sealed_state.unfit()
    assert str(found).startswith("Line 1 of the list of erasures cannot be read.")


def test_many_at_once_write_whole_lines(listed):
    uids = [uuid.uuid4() for _ in range(64)]
    threads = [threading.Thread(target=erasure_list.append, args=[uid, MONDAY]) for uid in uids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(erasure_list.entries()) == set(uids)
    assert len(listed.read_text().splitlines()) == len(uids)


def backed_up(url, folder):
    if connection.vendor == "sqlite":
        backup(read(url)["NAME"], folder / "backup")
    else:
        say("pg_dump", "--format=custom", "--compress=0", f"--file={folder}/backup", url)


def restored(url, folder):
    """In the place of what stands there."""
    connection.close()
    if connection.vendor == "sqlite":
        backup(folder / "backup", read(url)["NAME"])
    else:
        execute(url, f'DROP DATABASE "{url.rpartition("/")[2]}" WITH (FORCE)')
        execute(url, f'CREATE DATABASE "{url.rpartition("/")[2]}"')
        say("pg_restore", "--exit-on-error", f"--dbname={url}", f"{folder}/backup")


def say(program, *words):
    subprocess.run([packaged() / "bin" / program, *words], check=True, capture_output=True)


@pytest.mark.slow
def test_a_restored_backup_does_not_bring_it_back(shared_database, listed, tmp_path):
    shared_database.extra["ERASURE_LIST"] = str(listed)
    author = user()
    (gone,), (kept,) = (sealed(case_key(), [text], author) for text in (CANARY, "tetap"))
    backed_up(shared_database.url, tmp_path)
    raw = (tmp_path / "backup").read_bytes()
    assert author.username.encode() in raw
    assert CANARY.encode() not in raw
    destroy(gone.key, by=author, now=MONDAY)

    restored(shared_database.url, tmp_path)
    assert CaseKey.objects.get(pk=gone.key_id).wrapped is not None
    refused = shared_database.run("run_engine", "--once", check=False)
    assert refused.returncode != 0
    assert "apply_erasures" in refused.stderr
    done = shared_database.run("apply_erasures")
    assert done.stdout == "1 kasus dihapus ulang, 0 penghapusan ditambahkan ke daftar.\n"
    assert shared_database.run("run_engine", "--once").returncode == 0
    with pytest.raises(Guarded, match="erased for good"):
        text_of(gone, author)
    assert SealedNote.objects.filter(pk=gone.pk).exists()
    assert text_of(kept, author) == "tetap"
