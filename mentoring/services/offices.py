"""Offices change hands: open deadlines of coordinators and heads go to who is appointed now."""

from datetime import datetime

from mentoring.models.parties import OFFICES
from workflows import turns
from workflows.models import Deadline


def follow(now: datetime) -> int:
    """Point the open deadlines of offices at whoever holds them at `now`; how many moved.

    Appointments begin and end by date, so this is asked every hour, not only when one is entered.
    """
    return turns.follow(Deadline.objects.filter(role__in=OFFICES), now=now)
