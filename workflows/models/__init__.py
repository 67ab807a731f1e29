"""Tables of the engine."""

from workflows.models.anchor import Anchor
from workflows.models.calendar import Calendar, CalendarDay
from workflows.models.deadline import Deadline
from workflows.models.extension import Extension
from workflows.models.pause import Pause
from workflows.models.policy import EscalationPolicy, EscalationPolicyVersion, EscalationStep
from workflows.models.policy_move import MovedDeadline, PolicyMove
from workflows.models.record import Record, RecordText
from workflows.models.replanning import DueChange, Replanning
from workflows.models.state import EngineState

__all__ = [
    "Anchor",
    "Calendar",
    "CalendarDay",
    "Deadline",
    "DueChange",
    "EngineState",
    "EscalationPolicy",
    "EscalationPolicyVersion",
    "EscalationStep",
    "Extension",
    "MovedDeadline",
    "Pause",
    "PolicyMove",
    "Record",
    "RecordText",
    "Replanning",
]
