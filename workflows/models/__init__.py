"""Tables of the engine."""

from workflows.models.calendar import Calendar, CalendarDay
from workflows.models.deadline import Deadline
from workflows.models.policy import EscalationPolicy, EscalationPolicyVersion, EscalationStep
from workflows.models.record import Record, RecordText
from workflows.models.state import EngineState

__all__ = [
    "Calendar",
    "CalendarDay",
    "Deadline",
    "EngineState",
    "EscalationPolicy",
    "EscalationPolicyVersion",
    "EscalationStep",
    "Record",
    "RecordText",
]
