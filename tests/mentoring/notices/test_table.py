"""The table names transitions, roles, kinds and deadlines that exist, and forgets no transition."""

import pytest

from mentoring.notices import changes, table
from mentoring.vocabulary import Role
from notifications import kinds
from workflows.registry import machines

OURS = (
    *("data_request", "breach", "destruction", "legal_hold"),
    "break_glass",
    *("relationship", "session", "correction", "matter"),
    *("counselling_case", "performance_counselling"),
)
LINES = [(key, line) for key, lines in changes.LINES.items() for line in lines]
# Changes nobody else needs to hear of, or that another notice tells of.
SILENT = {
    ("relationship", "amend"),
    ("relationship", "note_session_planned"),
    ("relationship", "note_session_held"),
    ("relationship", "note_session_missed"),
    ("relationship", "review"),
    ("relationship", "follow_up"),
    ("relationship", "end_follow_up"),
    ("session", "confirm_held"),
    ("correction", "inform"),
    # The coordinator did it, or has nothing left to do.
    ("matter", "decide"),
    ("matter", "lapse"),
    # Of a counselling case: what only the one who does it needs, or says of somebody else.
    *(
        ("counselling_case", name)
        for name in ("acknowledge", "record_attempt", "add_told", "write_note", "follow_up")
    ),
    ("counselling_case", "end_follow_up"),
    # What follows for a counsellor tells; who is kept out is told by nobody.
    ("counselling_case", "keep_out"),
    ("counselling_case", "let_in"),
    # The form that comes next tells of it.
    ("performance_counselling", "confirm_held"),
    # Steps on the way to the answer.
    ("data_request", "start"),
    # The officer's own work; who is concerned is told by their letter, nobody else of anything.
    *(
        ("breach", name)
        for name in ("confirm", "describe", "gather", "name_person", "name_matter", "name_account")
    ),
    *(("breach", name) for name in ("notify", "close", "dismiss")),
    *(("data_request", name) for name in ("start", "correct", "propose_erasure")),
    # The certificate that comes next tells of it.
    ("destruction", "destroy"),
    # Nothing has changed.
    ("legal_hold", "review"),
}


def known():
    return {(kind, name) for kind in OURS for name in machines()[kind].transitions()}


def test_every_transition_is_told_or_silent_on_purpose():
    told = {key for key in changes.LINES if key[1] != "begin"}
    assert told | SILENT == known()
    assert told & SILENT == set()


@pytest.mark.parametrize(("key", "line"), LINES)
def test_a_line_names_what_exists(key, line):
    machine = machines()[key[0]]
    assert kinds.get(line.kind)
    assert set(line.roles) <= {*machine.roles, *Role, table.FORMER}
    assert line.until in {"", *(spec.name for spec in machine.deadlines)}


def test_what_becomes_untrue_was_said_before():
    said = {line.kind for _key, line in LINES}
    assert {kind for group in table.MOOT.values() for kind in group} <= said
    assert set(table.MOOT) <= known()
