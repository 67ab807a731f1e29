"""When people are at work."""

from datetime import datetime

from mentoring.models import Person
from workflows.calendars import working_time
from workflows.clock import OutsideTable


def copy_time(person: Person, now: datetime) -> datetime:
    """When a mail copy may leave: now in the working hours of the person's unit, else when they
    next begin. A calendar that does not reach so far holds nothing back."""
    try:
        return working_time(person.unit.calendar).next_opening(now)
    except OutsideTable:
        return now
