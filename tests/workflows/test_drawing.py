"""A machine drawn for people."""

from tests.workflows.parcels.models import Parcel
from workflows.drawing import mermaid


def test_states_and_transitions_are_drawn_with_their_labels():
    drawn = mermaid(Parcel).splitlines()
    assert drawn[0] == "stateDiagram-v2"
    assert '    state "on the way" as sent' in drawn
    assert "    [*] --> packed" in drawn
    assert "    sent --> delivered : Sign for it" in drawn
    assert "    packed --> returned : Return ⏱" in drawn
    assert "    returned --> [*]" in drawn


def test_the_present_state_can_be_marked():
    assert mermaid(Parcel, here="sent").endswith("class sent here")
