"""Time in leaps from due time to due time, and afterwards: who was told what, when, how."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Min

from mentoring.models import Person, Unit
from notifications.day_mails import GATHERING
from notifications.delivery import deliver_due
from notifications.models import Delivery, Notice
from workflows.models import Calendar, Deadline
from workflows.sweep import ring_due

ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
LABELS = {zone: label for label, zone in ZONES.items()}


def run_until(moment: datetime) -> None:
    """Ring and send everything up to a moment, each thing at its own time, never late."""
    while (due := _next()) is not None and due <= moment:
        done = ring_due(due) + deliver_due(due)
        # A copy that came too late for the mail of the day is sent by nobody, but waits on.
        assert done or _next() != due, f"stuck at {due}"


def _next() -> datetime | None:
    rings = Deadline.objects.open().aggregate(at=Min("next_due_at"))["at"]
    waiting = Delivery.objects.filter(state="pending").aggregate(at=Min("next_attempt_at"))["at"]
    return min((at for at in (rings, waiting) if at), default=None)


def catch_up(moment: datetime) -> None:
    """What an engine does that was down until this moment."""
    while ring_due(moment):
        pass
    while deliver_due(moment):
        pass


@dataclass(frozen=True)
class Told:
    """One notice; `mail` is when its copy leaves in the recipient's zone, or why there is none.

    For what goes with the mail of the day it is when the gathering for it begins.
    """

    when: str
    kind: str
    who: str
    mail: str


def told(since: datetime, *, about: str = "", zone: str = "WIB") -> list[Told]:
    """Everything anybody was told from a moment on, in order; `about` picks kinds by a part."""
    rows = Notice.objects.filter(created_at__gte=since, kind__contains=about)
    rows = rows.select_related("recipient").prefetch_related("deliveries")
    lines = [
        (row.created_at, Told(_wall(row.created_at, zone), row.kind, _name(row), _mail(row)))
        for row in rows.order_by("pk")
    ]
    lines.sort(key=lambda pair: (pair[0], pair[1].kind, pair[1].who, pair[1].mail))
    return [line for _at, line in lines]


def _name(row: Notice) -> str:
    return row.recipient.display_name.split()[0]


def _mail(row: Notice) -> str:
    copies = list(row.deliveries.all())
    if not copies:
        return row.not_sent or "portal only"
    (copy,) = copies
    gathering = GATHERING if copy.gathered_for_id else timedelta()
    at = _wall(copy.due_at - gathering, LABELS[row.recipient.time_zone])
    stopped = copy.state in {"cancelled", "failed"}
    return f"{copy.state}: {copy.reason or copy.error_code}" if stopped else at


def _wall(at: datetime, label: str) -> str:
    return f"{at.astimezone(ZoneInfo(ZONES[label])):%a %d %b %H:%M} {label}"


def on_time(when: str, kind: str, who: str) -> Told:
    """Told in the recipient's own working hours: notice and mail at once."""
    return Told(when, kind, who, when)


def due(name: str) -> str:
    """When the open deadline of this name falls due, in the zone of its calendar."""
    row = Deadline.objects.open().select_related("calendar").get(name=name)
    return _wall(row.due_at, LABELS[row.calendar.zone])


def works_elsewhere(person: Person, *, calendar: str) -> None:
    """Let somebody of the cast work in a unit with other hours, in another zone."""
    found = Calendar.objects.get(code=calendar)
    person.unit = Unit.objects.create(
        organisation=person.organisation,
        parent=person.unit.parent,
        name=f"Kantor Contoh {calendar}",
        calendar=found,
        valid_from=datetime(2026, 1, 1, tzinfo=UTC).date(),
    )
    person.save()
    person.user.time_zone = found.zone
    person.user.save()
