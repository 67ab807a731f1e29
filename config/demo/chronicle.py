"""The log of the stage in the reader's words: what was pressed, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.demo.clock import ZONE
from notifications.templatetags import wall_clock

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """`at` is this machine's own time, not the demo's."""

    at: str
    text: str
    harm: bool


def told(lines: Iterable[Facts]) -> list[Line]:
    """A kill and the start that followed become one line."""
    said = list(lines)
    risen = {line["instead_of"]: line for line in said if line["kind"] == "restarted"}
    killed = {line["pid"] for line in said if line["kind"] == "killed"}
    return [
        Line(_clock(line), _text(line, risen), line["kind"] in {"killed", "flushed", "down"})
        for line in said
        if line["kind"] != "restarted" or line["instead_of"] not in killed
    ]


def _text(line: Facts, risen: dict[int, Facts]) -> str:
    match line["kind"]:
        case "killed":
            return _killed(line, risen.get(line["pid"]))
        case "restarted":
            return _("Worker %(pid)d ended; %(new)d has taken its place.") % {
                "pid": line["instead_of"],
                "new": line["pid"],
            }
        case "flushed":
            number = line["keys"]
            return ngettext(
                "Redis flushed: %(number)d key gone.",
                "Redis flushed: %(number)d keys gone.",
                number,
            ) % {"number": number}
        case "moved":
            return _moved(line)
        case "down":
            return _("It was down already.")
        case _:
            return str(line["why"])


def _killed(line: Facts, successor: Facts | None) -> str:
    words = {"pid": line["pid"]}
    if successor is None:
        return _("Worker %(pid)d killed; another one is being started.") % words
    words |= {"new": successor["pid"], "when": _clock(successor)}
    return _("Worker %(pid)d killed, started again as %(new)d at %(when)s.") % words


def _moved(line: Facts) -> str:
    with timezone.override(ZoneInfo(ZONE)):
        words = {"when": wall_clock.moment(line["to"]), "number": line["notices"]}
    return (
        ngettext(
            "The demo's clock: %(when)s. On the way %(number)d notice.",
            "The demo's clock: %(when)s. On the way %(number)d notices.",
            line["notices"],
        )
        % words
    )


def _clock(line: Facts) -> str:
    form = "%H:%M:%S" if wall_clock.manner() is wall_clock.ENGLISH else "%H.%M.%S"
    return datetime.fromisoformat(line["at"]).strftime(form)
