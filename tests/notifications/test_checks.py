"""Mistakes in kinds are found when the system starts."""

import pytest

from notifications import kinds
from notifications.channels import registry
from notifications.checks import check_kinds
from notifications.kinds import Kind
from tests.notifications.test_outbox import Billboard


def faults(*found, monkeypatch):
    monkeypatch.setattr(kinds, "_KINDS", {kind.code: kind for kind in found})
    return [fault.id for fault in check_kinds()]


def test_sound_kinds_have_no_faults(monkeypatch):
    assert faults(Kind("parcel.arrived"), Kind("parcel.lost"), monkeypatch=monkeypatch) == []


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        (Kind("parcel.wordless"), "notifications.E001"),
        (Kind("parcel.garbled"), "notifications.E002"),
        (Kind("parcel.bodiless"), "notifications.E003"),
        (Kind("parcel.lost", channels=("pigeon",)), "notifications.E004"),
    ],
)
def test_a_faulty_kind_is_named(monkeypatch, kind, fault):
    assert faults(kind, monkeypatch=monkeypatch) == [fault]


def test_a_kind_too_confidential_for_its_channel_is_named(monkeypatch):
    monkeypatch.setattr(registry, "_CHANNELS", {"email": Billboard()})
    kind = Kind("parcel.lost", disclosure="B")
    assert faults(kind, monkeypatch=monkeypatch) == ["notifications.E005"]
