"""Every kind has words that read well in both languages, whatever the facts."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.template.loader import get_template

from mentoring.machines.correction import CorrectionMachine
from mentoring.machines.matter import MatterMachine
from mentoring.machines.performance import PerformanceMachine
from mentoring.machines.relationship import RelationshipMachine
from mentoring.machines.session import SessionMachine
from mentoring.notices import kinds
from notifications import kinds as registry
from notifications import rendering
from notifications.models import Notice
from tests.factories.person import person
from tests.moments import at
from workflows.machine import SYSTEM

NOW = at("2026-03-17 10:00")
STARTS = at("2026-03-26 09:00")
FACTS = {
    "uid": "4f1c",
    "discipline": "mentoring",
    "programme": "Mentoring Contoh 2026",
    "organisation": "Pemerintah Kabupaten Contoh",
    "mentee": "Maya Contoh",
    "practitioner": "Budi Contoh",
    "other": "Budi Contoh",
    "invited": "Maya Contoh",
    "late": "Budi Contoh",
    "until": NOW.isoformat(),
    "due_at": NOW.isoformat(),
    "starts_at": STARTS.isoformat(),
    "ends_at": (STARTS + timedelta(hours=1)).isoformat(),
    "paused_until": STARTS.isoformat(),
    "overdue": False,
    "sequence": 0,
    "event": "lapse",
    "status": "attention",
    "missed_by": "mentee",
    "role": "mentee",
    "reached": "party",
    "over": "Budi Contoh",
    "office": "Sari Contoh",
    "acting": "Plh.",
    "person": "Budi Contoh",
    "unit": "Bidang Contoh",
    "superior": "Sari Contoh",
    "right_superior": "Tono Contoh",
    "valid_from": "2026-03-17",
    "refused_reason": "entry_is_right",
    "host": "program.example.go.id",
    "number": 12,
    "digest": "4f1c" * 16,
    "concern": "leaves",
    "client": "Maya Contoh",
    "counsellor": "Wulan Contoh",
    "appraiser": "Rina Contoh",
    "place": "Pemerintah Kota Contoh",
    "decree": "SK 7/2026",
    "last_day": "2026-03-20",
    "absent": "Sari Contoh",
    "first": "2026-03-17",
    "last": "2026-03-20",
    "search": [{"way": "line", "name": "Sari Contoh"}, {"way": "away", "name": "Sari Contoh"}],
}
OURS = [kind for kind in registry.registered() if not kind.code.startswith(("programme.", "toy."))]
DEADLINES = [
    *RelationshipMachine.deadlines,
    *SessionMachine.deadlines,
    *CorrectionMachine.deadlines,
    *MatterMachine.deadlines,
    *PerformanceMachine.deadlines,
]
OF_PEOPLE = [spec for spec in DEADLINES if spec.awaits != SYSTEM]


@pytest.fixture
def recipient(db):
    return person("Maya Contoh", zone="Asia/Jayapura").user


def said(kind, recipient, language="en", **facts):
    recipient.language = language
    notice = Notice(
        kind=kind, recipient=recipient, facts={**FACTS, **facts}, created_at=NOW, subject_id=0
    )
    return rendering.shown(notice)


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.code)
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_kind_says_something_whole(kind, language, recipient):
    words = said(kind.code, recipient, language)
    for text in (words.subject, words.body, words.action, words.why):
        assert text
        assert not re.search(r"[{}%]|None|undefined|\( ?\)", text)


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.code)
def test_indonesian_is_not_english(kind, recipient):
    english, indonesian = said(kind.code, recipient), said(kind.code, recipient, "id")
    assert english.subject != indonesian.subject
    assert english.body != indonesian.body
    assert english.why != indonesian.why


@pytest.mark.parametrize("spec", OF_PEOPLE, ids=lambda spec: spec.name)
def test_every_deadline_can_remind_and_escalate(spec):
    assert registry.get(f"reminder.{spec.name}")
    assert registry.get(kinds.escalation(spec.name))


def test_times_are_those_of_the_recipient(recipient):
    assert "12:00 WIT" in said("offer.made", recipient).body
    assert "11:00 WIT" in said("reminder.session_ahead", recipient).subject


def test_a_reminder_after_the_due_time_says_so(recipient):
    assert "was due by" in said("reminder.handle_request", recipient, overdue=True).body
    assert "is due by" in said("reminder.handle_request", recipient).body


@pytest.mark.parametrize(
    "reached",
    [
        "direct", "acting", "next", "vacant", "coordinator", "coordinator_acting", "head",
        "head_for_coordinator", "head_acting", "offered", "party", "disputed",
    ],
)  # fmt: skip
def test_every_way_of_being_reached_is_explained(reached, recipient):
    why = said("escalation.status_update", recipient, reached=reached).why
    others = said("escalation.status_update", recipient, reached="party").why
    assert (why == others) == (reached == "party")


def test_templates_without_a_kind_are_not_left_lying_about():
    folder = Path(get_template("notices/offer_made.txt").origin.name).parent
    templates = {path.name for path in folder.glob("*.txt")}
    assert templates <= {kind.template.removeprefix("notices/") for kind in registry.registered()}
