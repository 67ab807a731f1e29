"""A thousand random ways to change history, by somebody who holds database and keys: all found.

TAMPER_SEED says which (it is printed when one is not found), TAMPERINGS how many. Chains know
nothing of databases: on PostgreSQL, where it takes five times as long, a fifth of them will do.
"""

import os
import random
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction

from tests.workflows.parcels.models import Parcel
from workflows import anchors, chains, engine, records
from workflows.models import Record, RecordText

SHORT = "1000" if settings.TEST_DATABASE == "sqlite" else "200"
NUMBER = int(os.environ.get("TAMPERINGS", SHORT))
SEED = int(os.environ.get("TAMPER_SEED", "0")) or random.randrange(1, 10**6)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tampering")]

OTHER = {
    "subject_uid": lambda old, rows: next(r.subject_uid for r in rows if r.subject_uid != old),
    "transition": lambda old, rows: f"{old}x",
    "from_state": lambda old, rows: "sent" if old != "sent" else "packed",
    "to_state": lambda old, rows: "sent" if old != "sent" else "packed",
    "actor_id": lambda old, rows: next(r.actor_id for r in rows if r.actor_id != old),
    "process": lambda old, rows: "somebody",
    "at": lambda old, rows: old + timedelta(microseconds=1),
    "reason": lambda old, rows: f"{old}x",
    "facts": lambda old, rows: {**old, "more": 1},
    "text_digest": lambda old, rows: "0" * 64,
    "told": lambda old, rows: old + 1,
    "machine_hash": lambda old, rows: "0" * 16,
    "key_id": lambda old, rows: "other",
    "previous": lambda old, rows: "0" * 64,
    "mac": lambda old, rows: "0" * 64,
}


@pytest.fixture
def anchored(packed, maya, budi, now):
    """Some parcels with histories of several lengths, and their heads as written down."""
    for length in range(6):
        parcel = packed()
        words = {"address": f"Jl. Contoh {length}", "remark": "hati-hati (contoh)"}
        steps = [("label_it", maya, words), ("send", maya, {})] + [("report", budi, {})] * length
        for name, by, data in steps[: length + 2]:
            engine.perform(parcel, name, by=by, now=now, data=data)
    return {head.chain: head for head in chains.heads()}


def stand(pk, last):
    """The subject as if nothing had come after `last`."""
    values = (last.to_state, last.version, last.mac, pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE parcels_parcel SET state = %s, version = %s, chain_head = %s WHERE id = %s",
            values,
        )


def store(row):
    columns = [field.attname for field in Record._meta.concrete_fields if not field.primary_key]
    Record.objects.filter(pk=row.pk).update(**{name: getattr(row, name) for name in columns})


def edit(chance, rows, history):
    row, name = chance.choice(history), chance.choice(list(OTHER))
    Record.objects.filter(pk=row.pk).update(**{name: OTHER[name](getattr(row, name), rows)})


def edit_text(chance, rows, history):
    text = chance.choice(list(RecordText.objects.all()))
    RecordText.objects.filter(pk=text.pk).update(content={"remark": "lain (contoh)"})


def delete(chance, rows, history):
    row = chance.choice(history)
    RecordText.objects.filter(record=row).delete()
    Record.objects.filter(pk=row.pk).delete()


def insert(chance, rows, history):
    """One more at the end, linked to the one before and with the subject moved on to it."""
    last = history[-1]
    more = Record(**{f.attname: getattr(last, f.attname) for f in Record._meta.concrete_fields[1:]})
    more.version, more.previous, more.text_digest = last.version + 1, last.mac, ""
    more.mac = f"{chance.getrandbits(256):064x}"
    more.save(force_insert=True)
    stand(last.subject_id, more)


def reorder(chance, rows, history):
    one, other = chance.sample(history, 2)
    Record.objects.filter(pk=one.pk).update(version=10_000)
    Record.objects.filter(pk=other.pk).update(version=one.version)
    Record.objects.filter(pk=one.pk).update(version=other.version)


def cut_the_tail(chance, rows, history):
    """With the subject set back to what is left, so that inside nothing is missing."""
    left = chance.randrange(1, len(history))
    gone = [row.pk for row in history[left:]]
    RecordText.objects.filter(record__in=gone).delete()
    Record.objects.filter(pk__in=gone).delete()
    stand(history[0].subject_id, history[left - 1])


def hash_anew(chance, rows, history):
    """By whoever holds the key: one is changed, and all from there follow on it again."""
    place = chance.randrange(len(history))
    history[place].reason = f"{history[place].reason}x"
    actors = records.actor_uids({row.actor_id for row in history if row.actor_id})
    previous = history[place].previous
    for row in history[place:]:
        row.previous = previous
        row.mac = previous = records.mac_of(row, actors.get(row.actor_id, ""))
        store(row)
    stand(history[0].subject_id, history[-1])


def give_away(chance, rows, history):
    """A whole history under the name of a machine that nobody examines."""
    Record.objects.filter(subject_id=history[0].subject_id).update(subject_kind="other")
    Parcel.objects.filter(pk=history[0].subject_id).delete()


TAMPERINGS = (edit, edit_text, delete, insert, reorder, cut_the_tail, hash_anew, give_away)
# What no look inside the database can find.
ONLY_OUTSIDE = (cut_the_tail, hash_anew, give_away)


def examined(anchored):
    heads = dict(anchored)
    return [*chains.findings(heads), *chains.gone(heads)]


def tampered(chance, how, look):
    """What `look` finds after one change, which is taken back."""
    with transaction.atomic():
        rows = list(Record.objects.order_by("subject_id", "version"))
        subject = chance.choice(sorted({row.subject_id for row in rows}))
        how(chance, rows, [row for row in rows if row.subject_id == subject])
        found = list(look())
        transaction.set_rollback(True)
    return found


def test_nothing_is_found_where_nothing_was_changed(anchored):
    assert examined(anchored) == []


def test_every_tampering_is_found(anchored):
    chance, done = random.Random(SEED), Counter()
    for _ in range(NUMBER):
        how = chance.choice(TAMPERINGS)
        done[how.__name__] += 1
        found = tampered(chance, how, lambda: examined(anchored))
        assert found, f"{how.__name__} was not found; TAMPER_SEED={SEED}"
    assert len(done) == len(TAMPERINGS)


@pytest.mark.parametrize("how", ONLY_OUTSIDE)
def test_without_what_stands_outside_some_are_not(anchored, how):
    """The control: these are why anything is written down outside."""
    assert tampered(random.Random(SEED), how, lambda: examined({})) == []


def test_a_file_of_anchors_carries_them(anchored, tmp_path, now):
    key = ("a", b"an anchor key of the tests")
    path = anchors.write(tmp_path, 1, anchored.values(), previous="", at=now, key=key)
    read = anchors.read(path, {"a": anchors.public_key(key[1])})
    assert anchors.latest([read]) == anchored
