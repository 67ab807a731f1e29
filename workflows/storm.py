"""The storm guard: nothing rings while the clock cannot be believed; a person releases it.

A plain backlog drains. Only clocks that disagree, or a leap far beyond any outage, hold the sweep.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from workflows import hooks, writer
from workflows.models import EngineState

MOST_DIFFERENCE = timedelta(minutes=5)
LONGEST_LEAP = timedelta(days=14)
RELEASED_FOR = timedelta(hours=1)

CLOCKS_DIFFER = "clocks_differ"
TIME_LEAPT = "time_leapt"


class Gate(Enum):
    """Whether the sweep may ring; `REOPENED` once after a hold."""

    OPEN = auto()
    REOPENED = auto()
    HELD = auto()


@dataclass(frozen=True, slots=True)
class Clocks:
    """The database's and this machine's own time, both without any offset."""

    database: datetime
    process: datetime


def look(clocks: Clocks, now: datetime) -> Gate:
    """Whether the sweep may ring at `now`; if so its heartbeat and the watermark are kept.

    The first refusal raises an incident. Clocks that agree again are believed again; a leap is
    believed only after `release`.
    """
    state, _created = EngineState.objects.get_or_create(pk=1)
    if reason := _doubt(state, clocks):
        _hold(reason, clocks, now)
        return Gate.HELD
    rows = EngineState.objects.filter(pk=1)
    rows.update(last_sweep_at=now, held_reason="")
    rows.filter(Q(watermark=None) | Q(watermark__lt=clocks.database)).update(
        watermark=clocks.database
    )
    return Gate.REOPENED if state.held_reason else Gate.OPEN


def release(database: datetime) -> int:
    """Believe the clock for an hour of database time, whatever it says; 0 if nothing is held."""
    held = EngineState.objects.filter(pk=1).exclude(held_reason="")
    return held.update(release_until=database + RELEASED_FOR)


def incident_cause(reason: str) -> str:
    return f"storm:{reason}"


def _doubt(state: EngineState, clocks: Clocks) -> str:
    if state.release_until and clocks.database <= state.release_until:
        return ""
    if abs(clocks.database - clocks.process) > MOST_DIFFERENCE:
        return CLOCKS_DIFFER
    if state.watermark and clocks.database - state.watermark > LONGEST_LEAP:
        return TIME_LEAPT
    return ""


def _hold(reason: str, clocks: Clocks, now: datetime) -> None:
    with transaction.atomic():
        if (
            not EngineState.objects.filter(pk=1)
            .exclude(held_reason=reason)
            .update(held_reason=reason)
        ):
            return
        facts = {
            "cause": incident_cause(reason),
            "database": clocks.database.isoformat(),
            "process": clocks.process.isoformat(),
        }
        words = _("Nothing rings: the clock cannot be believed. Look at it, then release the hold.")
        writer.insert(hooks.incident_rows(None, words, facts, now))
