"""The toy machines of tests/workflows/parcels once more, as data, and policies to run them by."""

from datetime import time

import yaml

from tests.model.model import ClockSpec, MachineData, Step
from workflows.reference.working import Office

MORNING, AFTERNOON = (time(7, 30), time(12)), (time(13), time(16))
SHORT = ((time(8), time(11)),)
FRIDAY = ((time(7, 30), time(11, 30)), (time(13), time(16, 30)))
FIVE_DAYS = dict.fromkeys(range(4), (MORNING, AFTERNOON)) | {4: FRIDAY}
SIX_DAYS = dict.fromkeys(range(6), ((time(7, 30), time(14, 30)),))
PEOPLE = ("ayu", "budi", "citra")
ADDRESSES = ("", "Jl. Contoh 1", "Jl. Contoh 2", "Jl. Contoh 3")
REGIONS = ("", "north")


def offices():
    return [
        Office("west", "Asia/Jakarta", FIVE_DAYS),
        Office("middle", "Asia/Makassar", SIX_DAYS),
        Office("east", "Asia/Jayapura", FIVE_DAYS),
        Office("abroad", "Europe/Amsterdam", FIVE_DAYS),
    ]


def _unsigned(fields):
    signed = {fields["sender"]: fields["sender_signed"]}
    signed[fields["carrier"]] = fields["carrier_signed"]
    return [who for who, done in signed.items() if not done]


def _parcel_awaited(fields, role):
    if role == "unsigned":
        return _unsigned(fields)
    return [fields[role]] if role in ("sender", "carrier") else []


def _parcel_office(fields, role):
    return (fields["carrier_calendar"] if role == "carrier" else "") or fields["calendar"]


def _label(fields, roles, data, now):
    fields["address"] = data["address"]


def _sign(fields, roles, data, now):
    fields["sender_signed"] |= "sender" in roles
    fields["carrier_signed"] |= "carrier" in roles
    return "delivered" if fields["sender_signed"] and fields["carrier_signed"] else "sent"


def _move(fields, roles, data, now):
    fields["starts_at"] = data["starts_at"]


PACKED, SENT, PLANNED = frozenset({"packed"}), frozenset({"sent"}), frozenset({"planned"})

PARCEL = MachineData(
    kind="parcel",
    first="packed",
    parties=("sender", "carrier"),
    unique="address",
    steps={
        "label_it": Step(
            PACKED, "packed", frozenset({"sender"}), lambda data: not data["address"], act=_label
        ),
        "send": Step(
            PACKED, "sent", frozenset({"sender"}), guard=lambda fields: bool(fields["address"])
        ),
        "sign": Step(SENT, "", frozenset({"sender", "carrier"}), act=_sign),
        "report": Step(SENT, "sent", frozenset({"carrier"})),
        "give_up": Step(PACKED | SENT, "returned", frozenset({"system"})),
    },
    clocks=(
        ClockSpec("dispatch", PACKED, "sender", answered_by=frozenset({"send"})),
        ClockSpec("deliver", SENT, "unsigned", met_on_leaving=frozenset({"sign"})),
        ClockSpec("report", SENT, "carrier", renewed_by=frozenset({"report"})),
    ),
    awaited=_parcel_awaited,
    office_of=_parcel_office,
)

VISIT = MachineData(
    kind="visit",
    first="planned",
    parties=("host", "guest"),
    steps={
        "move": Step(PLANNED, "planned", frozenset({"host", "guest"}), act=_move),
        "confirm": Step(PLANNED, "planned", frozenset({"guest"})),
        "prepare": Step(PLANNED, "planned", frozenset({"host"})),
        "hold": Step(PLANNED, "held", frozenset({"host"})),
        "lapse": Step(PLANNED, "lapsed", frozenset({"system"})),
    },
    clocks=(
        ClockSpec("prepare", PLANNED, "host", "starts_at", frozenset({"prepare"})),
        ClockSpec(
            "confirm",
            PLANNED,
            "guest",
            answered_by=frozenset({"confirm"}),
            armed_by=frozenset({"move"}),
        ),
        ClockSpec(
            "chime", PLANNED, "guest", "starts_at", armed_by=frozenset({"confirm"}), duty=False
        ),
        ClockSpec("lapse", PLANNED, "system", "starts_at"),
    ),
    awaited=lambda fields, role: [fields[role]] if role in fields else [],
    office_of=lambda fields, role: fields["calendar"],
)

WORDS = """
- code: dispatch
  clock: working
  allowance: {working_days: 2}
  steps:
    - {at: {working_days: 1}, action: remind, audience: [sender]}
    - {at: {working_days: 1, from: due}, action: transition, transition: give_up}
- code: dispatch
  clock: working
  allowance: {working_hours: 12}
  steps:
    - at: {share: 50}
      action: remind
      audience: [sender, office]
      every: {working_hours: 2}
      times: 2
    - {at: {working_hours: 2, from: due}, action: escalate, audience: [office]}
    - {at: {working_hours: 9, from: due}, action: transition, transition: give_up}
- code: dispatch
  clock: working
  allowance: {days: 4}
  steps:
    - {at: {share: 30}, action: remind, audience: [sender], misfire: collapse}
    - {at: {days: 1, from: due}, action: hand_over, audience: [carrier]}
    - at: {working_days: 2, from: due}
      action: escalate
      audience: [office]
      every: {working_days: 1}
      times: 2
- code: deliver
  clock: working
  allowance: {working_days: 5}
  acknowledged: {working_days: 3}
  steps:
    - {at: {working_days: 3}, action: remind, audience: [unsigned]}
    - {at: {working_days: 1, from: due}, action: escalate, audience: [office]}
- code: deliver
  clock: working
  allowance: {working_days: 2}
  steps:
    - {at: {working_days: -1, from: due}, action: remind, audience: [unsigned]}
    - at: {working_days: 1, from: due}
      action: escalate
      audience: [office]
      every: {working_days: 2}
      times: 2
    - {at: {working_days: 8, from: due}, action: transition, transition: give_up}
- code: report
  clock: elapsed
  allowance: {hours: 48}
  acknowledged: {hours: 30}
  steps:
    - {at: {share: 50}, action: remind, audience: [carrier], misfire: skip_if_past}
    - {at: {hours: 1, from: due}, action: hand_over, audience: [sender]}
    - {at: {hours: 2, from: due}, action: escalate, audience: [office]}
- code: report
  clock: working
  allowance: {working_days: 1}
  acknowledged: {days: 4}
  steps:
    - {at: {working_days: 1, from: due}, action: hand_over, audience: [sender]}
    - {at: {working_days: 3, from: due}, action: escalate, audience: [office]}
- code: prepare
  clock: working
  allowance: {working_days: 0}
  acknowledged: {working_days: 1}
  steps:
    - {at: {working_days: -2}, action: remind, audience: [host], misfire: skip_if_past}
    - {at: {working_days: -1}, action: remind, audience: [host], misfire: skip_if_past}
    - {at: {minutes: -150}, action: remind, audience: [host], misfire: skip_if_past}
    - {at: {working_days: 1, from: due}, action: escalate, audience: [guest]}
- code: prepare
  clock: elapsed
  allowance: {minutes: 30}
  steps:
    - {at: {hours: -2}, action: remind, audience: [host], misfire: skip_if_past}
    - {at: {minutes: 0, from: due}, action: escalate, audience: [guest]}
- code: confirm
  clock: working
  allowance: {hours: 30}
  acknowledged: {working_hours: 9}
  steps:
    - {at: {share: 40}, action: remind, audience: [guest]}
    - {at: {hours: 5, from: due}, action: escalate, audience: [host], every: {hours: 7}, times: 2}
- code: confirm
  clock: working
  allowance: {working_hours: 4}
  steps:
    - {at: {working_hours: 4}, action: hand_over, audience: [host]}
    - {at: {working_days: 2, from: due}, action: escalate, audience: [guest]}
- code: chime
  clock: elapsed
  allowance: {hours: 1}
  steps:
    - {at: {minutes: -90}, action: remind, audience: [host, guest], misfire: skip_if_past}
    - {at: {minutes: -10}, action: escalate, audience: [guest], misfire: skip_if_past}
- code: lapse
  clock: working
  allowance: {working_days: 3}
  steps:
    - {at: {working_days: 1, from: due}, action: transition, transition: lapse}
"""

DAILY_WORDS = """
- code: dispatch
  clock: working
  allowance: {working_days: 30}
  steps:
    - at: {working_days: 1}
      action: remind
      audience: [sender]
      every: {working_days: 1}
      times: 28
    - at: {working_days: 2}
      action: escalate
      audience: [office]
      every: {working_days: 1}
      times: 28
    - at: {working_days: 1, from: due}
      action: escalate
      audience: [office]
      every: {working_days: 1}
      times: 30
- code: deliver
  clock: working
  allowance: {working_days: 25}
  steps:
    - {at: {share: 10}, action: remind, audience: [unsigned], every: {working_days: 1}, times: 20}
    - {at: {working_days: 1, from: due}, action: escalate, audience: [office]}
- code: report
  clock: elapsed
  allowance: {days: 20}
  steps:
    - {at: {hours: 12}, action: remind, audience: [carrier], every: {hours: 15}, times: 30}
    - {at: {hours: 1, from: due}, action: escalate, audience: [office], every: {days: 1}, times: 30}
- code: confirm
  clock: working
  allowance: {hours: 30}
  steps:
    - {at: {hours: 3}, action: remind, audience: [guest], every: {hours: 5}, times: 30}
    - {at: {hours: 4}, action: escalate, audience: [host], every: {hours: 5}, times: 30}
    - {at: {working_days: 20, from: due}, action: escalate, audience: [host]}
"""

POLICIES = [policy | {"source_label": "toy"} for policy in yaml.safe_load(WORDS)]
CODES = list(dict.fromkeys(policy["code"] for policy in POLICIES))

INSISTENT = [policy | {"source_label": "toy"} for policy in yaml.safe_load(DAILY_WORDS)]


def variants(code):
    return [policy for policy in POLICIES if policy["code"] == code]
