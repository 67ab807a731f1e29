"""A working calendar, policies and people for the parcels."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model

from tests.moments import at
from tests.workflows.parcels.models import Parcel, Scribble
from workflows import engine, hooks, policies, policy_files
from workflows.change import Tidings
from workflows.models import Calendar

MONDAY = at("2026-06-08 09:00", "Asia/Jakarta")

POLICIES = """
- code: dispatch
  source_label: "toy"
  clock: working
  allowance: {working_days: 2}
  steps:
    - {at: {working_days: 1}, action: remind, audience: [sender]}
    - {at: {working_days: 1, from: due}, action: transition, transition: give_up}
- code: deliver
  source_label: "toy"
  clock: working
  allowance: {working_days: 5}
  steps:
    - {at: {working_days: 3}, action: remind, audience: [unsigned]}
    - {at: {working_days: 1, from: due}, action: escalate, audience: [office]}
- code: report
  source_label: "toy"
  clock: elapsed
  allowance: {hours: 48}
  steps:
    - {at: {share: 50}, action: remind, audience: [carrier], misfire: skip_if_past}
    - {at: {hours: 1, from: due}, action: hand_over, audience: [sender]}
    - {at: {hours: 2, from: due}, action: escalate, audience: [office]}
"""


@pytest.fixture
def now():
    return MONDAY


@pytest.fixture
def calendar(db):
    day = ["07:30-12:00", "13:00-16:00"]
    return Calendar.objects.create(
        code="toy",
        name="toy office",
        zone="Asia/Jakarta",
        week=dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), day),
        covers_from=date(2026, 1, 1),
        covers_to=date(2026, 12, 31),
    )


@pytest.fixture
def toy_policies(db, now):
    for policy in policy_files.parse(POLICIES, source="toy"):
        policies.publish(policy, now=now)


@pytest.fixture
def maya(db):
    return get_user_model().objects.create_user("maya")


@pytest.fixture
def budi(db):
    return get_user_model().objects.create_user("budi")


@pytest.fixture
def eko(db):
    return get_user_model().objects.create_user("eko")


@pytest.fixture
def packed(calendar, toy_policies, maya, budi, now):
    """Makes parcels."""
    return lambda: engine.begin(
        Parcel(sender=maya, carrier=budi, calendar=calendar), by=maya, now=now
    )


@pytest.fixture
def parcel(packed):
    return packed()


@pytest.fixture
def sent(parcel, maya, now):
    engine.perform(parcel, "label_it", by=maya, now=now, data={"address": "Jl. Contoh 1"})
    return engine.perform(parcel, "send", by=maya, now=now)


@pytest.fixture
def hooked(monkeypatch):
    """Hooks registered by a test are forgotten after it."""
    for name in ("_consequences", "_after", "_owners"):
        monkeypatch.setattr(hooks, name, {})
    for name in ("_change_listeners", "_ring_listeners", "_incident_listeners", "_wakers"):
        monkeypatch.setattr(hooks, name, [])
    return hooks


@pytest.fixture
def scribbles(hooked):
    """One notice-like row per change and per ring; an incident leaves one too."""

    @hooked.on_change
    def changed(change):
        return Tidings([Scribble(cause=change.cause, text=change.name)], 1)

    @hooked.on_ring
    def rang(events, now):
        return [
            Tidings([Scribble(cause=event.cause, text=event.step.action)], 1) for event in events
        ]

    @hooked.on_incident
    def broken(subject, reason, facts, now):
        return [Scribble(cause=f"incident:{facts}"[:200], text=str(reason))]

    return Scribble.objects
