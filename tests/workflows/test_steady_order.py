"""A policy whose steps could change places is not armed: the cursor only counts."""

from pathlib import Path

import pytest
import yaml

from tests.model import toys
from workflows import policy_files, steady_order

SHIPPED = Path("mentoring/defaults/policies")


def policy(steps, clock="working", allowance="{working_days: 3}"):
    listed = [f"    - {{at: {at}, action: escalate, audience: [boss]{more}}}" for at, more in steps]
    words = f"""
- code: answer
  source_label: toy
  clock: {clock}
  allowance: {allowance}
  steps:
"""
    [found] = policy_files.parse(words + "\n".join(listed), source="toy")
    return found


@pytest.mark.parametrize(
    ("steps", "first"),
    [
        ([("{hours: 30}", ""), ("{working_days: 1}", "")], 1),  # Friday: Saturday or Monday first
        ([("{working_hours: 20}", ""), ("{days: 4}", "")], 1),
        ([("{days: 1}", ""), ("{days: 7}", ""), ("{working_days: 5}", "")], 2),
        ([("{share: 50}", ", every: {hours: 40}, times: 2"), ("{working_days: 4}", "")], 1),
        ([("{working_days: -1, from: due}", ""), ("{hours: -40, from: due}", "")], 1),
    ],
)
def test_what_days_off_would_turn_round_is_named(steps, first):
    [fault] = steady_order.faults(policy(steps))
    assert (fault.step, fault.key) == (first, "at")
    assert "change places" in str(fault)


@pytest.mark.parametrize(
    "steps",
    [
        [("{working_days: -1}", ""), ("{hours: -2}", "")],
        [("{working_days: 1}", ""), ("{share: 100}", ""), ("{working_days: 1, from: due}", "")],
        [("{hours: 1}", ""), ("{working_days: 1}", "")],
    ],
)
def test_what_always_keeps_its_order_is_sound(steps):
    assert steady_order.faults(policy(steps)) == []


def test_a_clock_that_no_day_off_stops_cannot_be_turned_round():
    steps = [("{hours: 30}", ""), ("{days: 2}", "")]
    assert steady_order.faults(policy(steps, "elapsed", "{days: 3}")) == []


def test_what_is_shipped_and_what_the_model_lives_by_is_sound():
    shipped = [
        one
        for file in sorted(SHIPPED.glob("*.yaml"))
        for one in policy_files.parse(file.read_text(), source=file.name)
    ]
    toy = [
        one
        for words in (*toys.POLICIES, *toys.INSISTENT)
        for one in policy_files.parse(yaml.safe_dump([words]), source="toy")
    ]
    assert shipped
    assert [fault for one in (*shipped, *toy) for fault in steady_order.faults(one)] == []
