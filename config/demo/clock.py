"""The demo's clock: set once, moved forward only, found again where it stopped."""

import math
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from workflows import now as clock
from workflows.models import EngineState

ZONE = "Asia/Jakarta"


def wib(text: str) -> datetime:
    """The moment written as local time in Jakarta: `2026-03-17 10:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


# The last working day before the holidays of Nyepi and Idulfitri 2026; office hours of Ramadan.
STORY_BEGINS = wib("2026-03-17 08:00")


def set_to(moment: datetime) -> None:
    """From now on it is this moment, less than a second later."""
    clock.set_offset(math.ceil((moment - clock.database_time()).total_seconds()))


def forward_to(moment: datetime) -> None:
    """Never backwards: what has happened stays in the past."""
    if moment > clock.now():
        set_to(moment)


def begin_at(moment: datetime) -> None:
    """For a first start the given moment; a later one goes on where the last sweep was.

    However long the demo rested: for its people no time has passed, so no leap is to be feared.
    """
    seen = EngineState.objects.values_list("last_sweep_at", flat=True).first()
    EngineState.objects.update(watermark=None)
    set_to(seen or moment)
