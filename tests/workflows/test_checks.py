"""A machine that could forget somebody is refused before it starts."""

from dataclasses import replace

import pytest

from tests.workflows.parcels.models import Parcel
from workflows.checks import check_machines, faults
from workflows.machine import DeadlineSpec

State = Parcel.State


def ids(model):
    return sorted({found.id for found in faults(model)})


@pytest.fixture
def altered(monkeypatch):
    """Parcel with one transition declared differently."""

    def alter(name, **changes):
        declared = dict(Parcel.transitions())
        declared[name] = replace(declared[name], **changes)
        monkeypatch.setattr(Parcel, "transitions", classmethod(lambda cls: declared))
        return Parcel

    return alter


def test_the_machines_of_this_project_are_sound():
    assert check_machines() == []


def test_a_transition_that_allows_nobody_is_refused(altered):
    assert "workflows.E001" in ids(altered("send", allow=frozenset()))


def test_a_transition_for_an_unknown_role_is_refused(altered):
    assert "workflows.E002" in ids(altered("send", allow=frozenset({"stranger"})))


def test_a_transition_without_a_label_is_refused(altered):
    assert "workflows.E003" in ids(altered("send", label=" "))


def test_a_state_nobody_can_reach_is_refused(altered):
    assert "workflows.E004" in ids(altered("send", targets=("packed",)))


def test_an_open_state_without_a_deadline_is_refused(monkeypatch):
    monkeypatch.setattr(Parcel, "deadlines", Parcel.deadlines[1:])
    assert ids(Parcel) == ["workflows.E005"]


def test_a_deadline_armed_only_by_some_transitions_does_not_keep_a_state(monkeypatch):
    only = DeadlineSpec("dispatch", {State.PACKED}, "sender", "dispatch", armed_by={"label_it"})
    monkeypatch.setattr(Parcel, "deadlines", (only, *Parcel.deadlines[1:]))
    assert ids(Parcel) == ["workflows.E005"]


def test_a_deadline_that_names_an_unknown_transition_is_refused(monkeypatch):
    wrong = replace(Parcel.deadlines[0], answered_by={"sned"})
    monkeypatch.setattr(Parcel, "deadlines", (wrong, *Parcel.deadlines[1:]))
    assert ids(Parcel) == ["workflows.E006"]


def test_a_deadline_that_awaits_an_unknown_role_is_refused(monkeypatch):
    wrong = replace(Parcel.deadlines[0], awaits="nobody")
    monkeypatch.setattr(Parcel, "deadlines", (wrong, *Parcel.deadlines[1:]))
    assert ids(Parcel) == ["workflows.E007"]


def test_a_deadline_on_a_final_state_is_refused(monkeypatch):
    wrong = replace(Parcel.deadlines[0], states={State.PACKED, State.RETURNED})
    monkeypatch.setattr(Parcel, "deadlines", (wrong, *Parcel.deadlines[1:]))
    assert ids(Parcel) == ["workflows.E008"]
