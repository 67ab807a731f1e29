"""Doing one item of a bulk act, in the caller's transaction, and telling whom it concerns."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from mentoring.models import BulkAct, BulkItem
from mentoring.notices import by_hand
from mentoring.notices.kinds import REMINDED_BY_HAND
from mentoring.queries.bulk import Picked
from mentoring.services import extending, pausing
from mentoring.services.bulk_outlook import NOBODY_TO_REMIND
from notifications import outbox
from workflows import engine
from workflows.errors import Guarded

Kind = BulkAct.Kind


def _extend(act: BulkAct, item: BulkItem, picked: Picked, now: datetime) -> None:
    row: Any = picked.deadline
    days, reason = int(act.given["days"]), act.given["reason"]
    given = extending.extend(
        picked.subject, picked.name, days, reason, by=act.by, now=now, expected=row.due_at
    )
    item.due_to = given.due_to


def _pause(act: BulkAct, item: BulkItem, picked: Picked, now: datetime) -> None:
    first, last = (date.fromisoformat(act.given[name]) for name in ("first", "last"))
    pausing.pause(picked.subject, first, last, act.given["reason"], by=act.by, now=now)
    row: Any = picked.deadline
    row.refresh_from_db(fields=["due_at"])
    item.due_to = row.due_at


def _offer(act: BulkAct, item: BulkItem, picked: Picked, now: datetime) -> None:
    """What is offered is taken back and put to the next one, or neither."""
    subject: Any = picked.subject
    if str(subject.state) == "offered":
        subject = engine.perform(
            subject, "withdraw_offer", by=act.by, now=now, expected_version=subject.version
        )
    assert item.practitioner is not None  # noqa: S101 chosen when it was decided
    engine.perform(
        subject,
        "offer",
        by=act.by,
        now=now,
        data={"practitioner": str(item.practitioner.uid)},
        expected_version=subject.version,
    )


def _remind(act: BulkAct, item: BulkItem, picked: Picked, now: datetime) -> None:
    cause = f"bulk:{act.uid}:{item.place}"
    rows = by_hand.drafts(REMINDED_BY_HAND, picked.subject, picked.deadline, cause=cause, now=now)
    if not outbox.put(rows):
        raise Guarded(NOBODY_TO_REMIND)


DEEDS: Mapping[str, Callable[[BulkAct, BulkItem, Picked, datetime], None]] = {
    Kind.EXTEND: _extend,
    Kind.PAUSE: _pause,
    Kind.REOFFER: _offer,
    Kind.REMIND: _remind,
}
