"""Times as the reader's wall clock and calendar show them, always with the zone named.

The active language and time zone decide; values are aware datetimes or their ISO text.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django import template
from django.utils import dateformat, timezone
from django.utils.translation import get_language

register = template.Library()


@dataclass(frozen=True, slots=True)
class Manner:
    """How a language writes a day, a time of day, and both together."""

    day: str
    clock: str
    joint: str


INDONESIAN = Manner(day="l j F Y", clock="H.i", joint=" pukul ")
ENGLISH = Manner(day="D j M Y", clock="H:i", joint=" ")


def manner() -> Manner:
    return INDONESIAN if (get_language() or "id").startswith("id") else ENGLISH


def zone_label(at: datetime) -> str:
    """WIB, WITA, WIT or what else the zone is called; UTC+09 where it has only a number."""
    name = at.tzname() or ""
    return f"UTC{name}" if name[:1] in {"+", "-"} else name


def local(value: datetime | str) -> datetime:
    """The moment in the active zone. Raises ValueError for a time without a zone."""
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    if timezone.is_naive(at):
        raise ValueError(f"{at} says no time zone")
    return timezone.localtime(at)


@register.filter
def moment(value: datetime | str) -> str:
    """Senin 30 Maret 2026 pukul 07.30 WIB; Mon 30 Mar 2026 07:30 WIB."""
    at = local(value)
    return f"{dateformat.format(at, manner().day)}{manner().joint}{clock(at)}"


@register.filter
def clock(value: datetime | str) -> str:
    """07.30 WIB; 07:30 WIB."""
    at = local(value)
    return f"{dateformat.format(at, manner().clock)} {zone_label(at)}"


@register.filter
def day(value: date | str) -> str:
    """Senin 30 Maret 2026; Mon 30 Mar 2026. A date stays itself, a moment becomes its local day."""
    if isinstance(value, str) and len(value) == len("2026-03-30"):
        value = date.fromisoformat(value)
    if isinstance(value, (str, datetime)):
        value = local(value)
    return dateformat.format(value, manner().day)
