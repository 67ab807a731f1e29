"""A coordinator lets the deadlines of one matter, or of a whole programme, stand still for days."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from mentoring.models import Programme, Relationship
from workflows import hooks, pauses, pausing
from workflows.clock import OutsideTable
from workflows.engine import BEYOND_CALENDAR
from workflows.models import Calendar, Pause

DAY = timedelta(days=1)
LONGEST = timedelta(days=366)


def target_of(row: Programme | Relationship) -> str:
    """Whose clocks stand still, as `workflows.pauses` says it."""
    if isinstance(row, Programme):
        return f"programme:{row.uid}"
    return pauses.of_item(row.kind, row.pk)


@transaction.atomic
def pause(
    row: Programme | Relationship, first: date, last: date, reason: str, *, by: User, now: datetime
) -> Pause:
    """Working clocks stand still on these days of the office, both included.

    The caller has decided that `by` may. Raises ValidationError by field (`first`, `last`).
    """
    starts_at, ends_at = span(row, first, last, now)
    try:
        made = pausing.pause(target_of(row), starts_at, ends_at, reason, by=by, now=now)
    except OutsideTable as beyond:
        raise ValidationError({"last": BEYOND_CALENDAR}) from beyond
    transaction.on_commit(hooks.wake, robust=True)
    return made


def span(
    row: Programme | Relationship, first: date, last: date, now: datetime
) -> tuple[datetime, datetime]:
    """From when to when; ValidationError by field (`first`, `last`) if that cannot be."""
    zone = _zone(row)
    problems = _problems(first, last, now.astimezone(zone).date())
    if problems:
        raise ValidationError(problems)
    starts_at = max(now, datetime.combine(first, time(), zone))
    return starts_at, datetime.combine(last + DAY, time(), zone)


def go_on(row: Programme | Relationship, held: Pause, *, by: User, now: datetime) -> bool:
    """Let the clocks go on at once; False if that pause is over, or of something else."""
    return held.target == target_of(row) and pausing.end_early(held, now, by=by, now=now)


def days_of(row: Programme | Relationship, held: Pause) -> tuple[date, date]:
    """First and last day of a pause, by the clock of the office."""
    zone = _zone(row)
    return held.starts_at.astimezone(zone).date(), (held.ends_at.astimezone(zone) - DAY).date()


def calendar_of(row: Programme | Relationship) -> Calendar:
    return row.organisation.calendar


def _zone(row: Programme | Relationship) -> ZoneInfo:
    return ZoneInfo(calendar_of(row).zone)


def _problems(first: date, last: date, today: date) -> dict[str, str]:
    if first < today:
        return {"first": _("This day is over. Please give today or a later day.")}
    if last < first:
        return {"last": _("The last day is before the first day.")}
    if last - first > LONGEST:
        return {"last": _("A pause can last a year at most.")}
    return {}
