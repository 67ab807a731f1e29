"""Setting a pause and ending it early; the open deadlines it holds are planned anew at once."""

from datetime import datetime
from typing import Any

from django.db import transaction

from workflows import pauses, replanning
from workflows.models import Pause


def pause(
    target: str, starts_at: datetime, ends_at: datetime, reason: str, *, by: Any, now: datetime
) -> Pause:
    """Let the working clocks of a target stand still from one moment to another.

    `target` is a word of `workflows.pauses` or a scope, `by` a user or None for the system. What
    has rung stays rung. Raises OutsideTable when a due time would leave its calendar.
    """
    with transaction.atomic():
        held = Pause.objects.create(
            target=target,
            starts_at=starts_at,
            ends_at=ends_at,
            reason=reason,
            set_by=by,
            set_at=now,
        )
        _replan(held, now)
    return held


def end_early(held: Pause, at: datetime, *, by: Any, now: datetime) -> bool:
    """Let the clocks go on from `at`, never from before the pause began; False if they do already.

    A pause that has not begun by then counts for nothing any more.
    """
    with transaction.atomic():
        end = max(at, held.starts_at)
        rows = Pause.objects.filter(pk=held.pk, ends_at__gt=end)
        if not rows.update(ends_at=end, ended_by=by, ended_at=now):
            return False
        _replan(held, now)
    return True


def _replan(held: Pause, now: datetime) -> None:
    replanning.begin(f"pause:{held.uid}", pauses.held_by(held.target), now)
