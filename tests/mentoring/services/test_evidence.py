"""What an auditor takes along holds by itself, names nobody of class C, and shows a change."""

import json
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest

from mentoring.machines.data_request_codes import DataRight
from mentoring.models import JournalEntry, SealedNote
from mentoring.queries import anchors
from mentoring.queries.evidence import BELONGS
from mentoring.sealing.erasure import erase
from mentoring.services import anchoring, evidence, sealed_notes
from mentoring.services.data_effects import withdraw_consent
from mentoring.vocabulary import Purpose
from tests.factories.cast import MONDAY, cast
from tests.factories.counselling import case, service
from tests.factories.data_requests import data_request, officer
from tests.factories.relationship import relationship
from workflows.models import Record
from workflows.registry import machines

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tampering")]

DAY = timedelta(days=1)


@pytest.fixture
def crew(settings, tmp_path):
    settings.ANCHOR_DIR = str(tmp_path / "anchors")
    crew = cast()
    relationship(crew, "active")
    anchoring.look(MONDAY)
    return crew


def unpacked(crew, folder, first=MONDAY, last=MONDAY):
    days = first.date(), last.date()
    made = evidence.bundle(crew.organisation, *days, by=crew.eko.user, now=MONDAY)
    with made, zipfile.ZipFile(made) as packed:
        packed.extractall(folder)
    return folder


def verified(folder, *more):
    command = [sys.executable, str(folder / "verify.py"), *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def lines(folder, name="records.jsonl"):
    return [json.loads(line) for line in (folder / name).read_text().splitlines()]


def test_it_holds_by_itself_and_with_the_key_given_beforehand(crew, tmp_path):
    folder = unpacked(crew, tmp_path / "bundle")
    assert verified(folder)[0] == 0
    key = anchors.public_keys()["test"]
    assert verified(folder, "--key", key)[0] == 0
    assert verified(folder, "--key", "A" * 43 + "=")[0] == 1
    assert len(lines(folder)) == Record.objects.filter(subject_kind="relationship").count()


@pytest.mark.parametrize("name", ["records.jsonl", "manifest.json", "anchors/anchor-000001.jsonl"])
def test_a_changed_file_is_noticed(crew, tmp_path, name):
    folder = unpacked(crew, tmp_path / "bundle")
    path = folder / name
    path.write_text(path.read_text().replace("2026", "2025", 1))
    assert verified(folder)[0] == 1


def test_a_history_that_was_cut_before_it_was_packed_is_noticed(crew, tmp_path):
    Record.objects.filter(subject_kind="relationship", version=3).delete()
    code, said = verified(unpacked(crew, tmp_path / "bundle"))
    assert (code, "is cut before number 4" in said) == (1, True)


def test_only_the_days_asked_for_are_in_it_and_that_it_was_taken_is_entered(crew, tmp_path):
    folder = unpacked(crew, tmp_path / "bundle", MONDAY + DAY, MONDAY + DAY)
    assert lines(folder) == []
    entry = JournalEntry.objects.get(what="evidence_taken")
    assert (entry.actor, entry.facts["first"]) == (crew.eko.user, (MONDAY + DAY).date().isoformat())
    assert verified(folder)[0] == 0


def test_of_a_counselling_case_nobody_and_nothing_is_named(crew, tmp_path):
    served = service(crew)
    found = case(crew, served, "triaged")
    erase(found.key, served.dewi.user, MONDAY)
    folder = unpacked(crew, tmp_path / "bundle")
    hidden = [row for row in lines(folder) if "kind" not in row]
    assert len(hidden) == found.version
    assert {frozenset(row) for row in hidden} == {
        frozenset({"chain", "number", "at", "previous", "mac", "actor"})
    }
    opened = lines(folder, "accesses.jsonl")
    words = json.dumps([hidden, opened])
    for one in (crew.maya, served.dewi, served.lestari):
        assert str(one.user.uid) not in words
        assert str(one.uid) not in words
    assert str(found.uid) not in "".join(path.read_text() for path in folder.glob("*.jsonl"))
    assert len(opened) == 1
    assert verified(folder)[0] == 0


def test_what_happens_beside_a_case_does_not_say_whose_it_is(crew, tmp_path):
    """A consent is withdrawn in the same moment as the case ends; the client opens both texts."""
    case(crew, service(crew), "in_service")
    wanted = data_request(crew, officer(crew), "in_progress", wants=DataRight.CONSENT)
    by = officer(crew).user
    moment = MONDAY + timedelta(minutes=7, microseconds=3)
    withdraw_consent(wanted, by=by, now=moment, data={}, version=wanted.version)
    for note in SealedNote.objects.visible_to(crew.maya.user, moment):
        with sealed_notes.reading(note, by=crew.maya.user, purpose=Purpose.OWN_RECORD, now=moment):
            pass
    folder = unpacked(crew, tmp_path / "bundle")
    rows = lines(folder)
    hidden = [row for row in rows if "kind" not in row]
    assert {row["at"] for row in hidden} == {moment.date().isoformat()}
    assert all(row["actor"] for row in hidden)
    assert sum(row["at"] == moment.isoformat() for row in rows) == 1
    opened = lines(folder, "accesses.jsonl")
    clear = {row["actor"] for row in opened if row["at"] == moment.isoformat()}
    confided = {row["actor"] for row in opened if row["at"] == moment.date().isoformat()}
    assert len(clear) == len(confided) == 1
    assert clear != confided
    assert verified(folder)[0] == 0


def test_two_bundles_cannot_be_laid_together(crew, tmp_path):
    case(crew, service(crew), "triaged")
    actors = [
        {row["actor"] for row in lines(unpacked(crew, tmp_path / name)) if "kind" not in row}
        for name in ("one", "other")
    ]
    assert not actors[0] & actors[1]


def test_every_machine_says_whose_it_is():
    ours = {
        kind: model for kind, model in machines().items() if model._meta.app_label == "mentoring"
    }
    held = {field.name for model in ours.values() for field in model._meta.concrete_fields}
    assert "organisation" in held
    for kind, model in ours.items():
        own = {field.name for field in model._meta.concrete_fields}
        assert kind in BELONGS or "organisation" in own, kind
