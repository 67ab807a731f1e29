"""Once a day the heads of all chains are written down outside the database, and auditors are told.

Whoever can rewrite the database and holds its keys cannot rewrite what stands there, nor the
digest that an auditor has received by mail.
"""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from mentoring.models import Appointment
from mentoring.notices.kinds import ANCHORED
from mentoring.queries import anchors as queries
from mentoring.queries.working_hours import copy_time
from mentoring.rules import office_day
from mentoring.vocabulary import AppointedRole
from notifications import incidents, outbox
from workflows import anchors
from workflows.anchors import Anchor
from workflows.models import Anchor as Row

logger = logging.getLogger(__name__)

# A change is stored some moments after the time it bears; what is named twice does no harm.
OVERLAP = timedelta(days=1)
KEY = "anchoring"


def look(now: datetime) -> bool:
    """Write today's file unless it is written; False if that failed, which is an incident."""
    place = queries.folder()
    if place is None or _written_on(now):
        return True
    try:
        settle(write(place, now), now)
    except (OSError, anchors.Unsound) as error:
        logger.exception("the heads of chains could not be written down")
        incidents.raise_once(
            incidents.draft(
                KEY,
                kind="audit",
                reason="anchor_failed",
                facts={"error": type(error).__name__},
                now=now,
            )
        )
        return False
    incidents.recover(KEY, now=now)
    return True


def write(place: Path, now: datetime) -> Anchor:
    """The next file. One that was written while its row was not is taken as it is."""
    last = Row.objects.order_by("-number").first()
    number = last.number + 1 if last else 1
    path = place / anchors.NAME.format(number)
    if not path.exists():
        since = last.at - OVERLAP if last else None
        key_id, secret = next(iter(settings.ANCHOR_KEYS.items()))
        previous = last.digest if last else ""
        heads = queries.moved(since)
        anchors.write(place, number, heads, previous=previous, at=now, key=(key_id, secret))
    return anchors.read(path, queries.public_keys())


@transaction.atomic
def settle(anchor: Anchor, now: datetime) -> bool:
    """Enter a file into the register and tell the auditors; False if it was there already."""
    _row, fresh = Row.objects.get_or_create(
        number=anchor.number,
        defaults={"at": anchor.at, "digest": anchor.digest, "heads": len(anchor.heads)},
    )
    if fresh:
        _tell(anchor, now)
    return fresh


def _written_on(now: datetime) -> bool:
    last = Row.objects.order_by("-number").first()
    return last is not None and office_day(last.at) >= office_day(now)


def _tell(anchor: Anchor, now: datetime) -> None:
    rows = Appointment.objects.at(office_day(now)).filter(role=AppointedRole.AUDITOR)
    for person in {
        row.person_id: row.person for row in rows.select_related("person__user")
    }.values():
        outbox.put(
            outbox.draft(
                ANCHORED.code,
                recipient=person.user,
                cause=f"anchor:{anchor.number}",
                subject_kind="anchor",
                subject_id=anchor.number,
                facts={
                    "number": anchor.number,
                    "digest": anchor.digest,
                    "at": anchor.at.isoformat(),
                },
                now=now,
                copy_at=copy_time(person, now),
            )
        )
